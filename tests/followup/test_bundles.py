"""One person, one call, and not too many of them: bundles, windows, limits (FUP-13)."""

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from . import FollowupCase, local, shown

EVENING = "2026-06-01 19:05"


@tagged("post_install", "-at_install", "hcs_followup")
class TestOneCall(FollowupCase):
    def setUp(self):
        super().setUp()
        visit = self._make_visit(
            ended_at=local("2026-06-01 18:30"), surgery=True, surgery_at=local("2026-05-31 17:00")
        )
        tasks = self._plan(visit, "2026-06-01 18:40")
        # the same evening and the first day after the operation
        self.due = tasks.filtered(lambda task: task.next_try_at < local("2026-06-01 20:00"))
        self.assertEqual(len(self.due), 2)
        self.later = tasks - self.due

    def _next(self, moment=EVENING, user=None):
        with freeze_time(local(moment)):
            return self.tasks.with_user(user or self.user_followup)._claim_next(now=local(moment))

    def _call(self, task, code, moment=EVENING, **values):
        with freeze_time(local(moment)):
            return task.with_user(self.user_followup).action_record_attempt(code, **values)

    def test_plans_of_one_window_become_one_call(self):
        """FUP-13: taken together, recorded together, one line among the contacts."""
        task = self._next()
        self.assertIn(task, self.due)
        self.assertEqual(task.bundle_task_ids, self.due - task)
        self.assertEqual(set(self.due.mapped("state")), {"in_progress"})
        self.assertEqual(set(self.later.mapped("state")), {"open"})
        self._call(task, "answered")
        self.assertEqual(self.due.mapped("state"), ["done", "done"])
        lead, part = self.due.attempt_ids.sorted("id")
        self.assertEqual((lead.task_id, part.call_id), (task, lead))
        contacts = self.env["hcs.contact"].search([("patient_id", "=", self.patient.id)])
        self.assertEqual((len(contacts), contacts.outcome), (1, "answered"))

    def test_each_follow_up_of_a_call_has_its_own_outcome(self):
        task = self._next()
        other = task.bundle_task_ids
        self._call(task, "answered", outcomes={other.id: "refused"})
        self.assertEqual((task.state, other.state), ("done", "unsuccessful"))

    def test_what_was_not_talked_about_is_tried_again(self):
        task = self._next()
        other = task.bundle_task_ids
        other.with_user(self.user_followup).action_leave_out()
        self._call(task, "answered")
        self.assertEqual((task.state, other.state, other.last_outcome), ("done", "open", "inconvenient"))
        self.assertFalse(other.bundle or other.left_out)

    def test_a_failed_call_fails_for_all_and_puts_all_back(self):
        task = self._next()
        self._call(task, "no_answer")
        self.assertEqual(self.due.mapped("failed_count"), [1, 1])
        self.assertEqual({shown(moment) for moment in self.due.mapped("next_try_at")}, {"2026-06-02 14:30"})
        self.assertFalse(any(self.due.mapped("bundle")))

    def test_putting_one_back_puts_all_back(self):
        task = self._next()
        task.with_user(self.user_followup).action_release()
        self.assertEqual(set(self.due.mapped("state")), {"open"})
        self.assertFalse(self.due.user_id)

    def test_a_death_on_the_phone_ends_all(self):
        self._call(self._next(), "deceased")
        self.assertEqual(set((self.due | self.later).mapped("cancel_reason")), {"deceased"})

    def test_dialling_from_the_list_gathers_too(self):
        with freeze_time(local(EVENING)):
            self.due[0].with_user(self.user_followup).action_dial()
        self.assertEqual(self.due[0].bundle_task_ids, self.due[1])

    # ---------------------------------------------------------------- twice in a window, too often

    def _new_task(self):
        visit = self._make_visit(ended_at=local("2026-06-01 18:45"))
        return self._plan(visit, "2026-06-01 19:10")

    def test_nobody_is_called_twice_in_a_window_for_two_plans(self):
        """FUP-13: the later one waits for the next window, with the reason."""
        self._call(self._next(), "no_answer")
        task = self._new_task()
        self.assertFalse(self._next("2026-06-01 19:20"))
        with freeze_time(local("2026-06-01 19:20")), self.assertRaisesRegex(UserError, "already"):
            task.with_user(self.user_followup).action_dial()
        self.tasks._cron_stop(now=local("2026-06-01 19:20"))
        self.assertEqual((task.held_reason, shown(task.next_try_at)), ("called_in_window", "2026-06-02 14:30"))
        self.assertEqual(task.late_at, local("2026-06-02 16:30"))
        first = self._next("2026-06-02 14:40")
        self.assertEqual(len(first.bundle_task_ids), 2)
        self.assertEqual(self._next("2026-06-02 14:41"), first)

    def _contacts(self, *moments, **values):
        for moment in moments:
            self.env["hcs.contact"].create(
                {
                    "patient_id": self.patient.id,
                    "channel": "sms",
                    "purpose": "greeting",
                    "started_at": local(moment),
                    **values,
                }
            )

    def test_limits_of_a_day_and_a_week_hold_the_call_back(self):
        """FUP-13: whatever the rooms sent counts; what the patient asked for does not."""
        self.company.write({"hcs_cap_day": 2, "hcs_cap_week": 4})
        self._contacts("2026-06-01 09:00")
        self._contacts("2026-06-01 10:00", purpose="service")
        self._contacts("2026-06-01 10:00", direction="in")
        self._contacts("2026-06-01 10:00", reached=False)
        self.assertFalse(self.due[0]._hold_reason(local(EVENING)))
        self._contacts("2026-06-01 11:00")
        self.assertFalse(self._next())
        with freeze_time(local(EVENING)), self.assertRaisesRegex(UserError, "often enough today"):
            self.due[0].with_user(self.user_followup).action_dial()
        self.tasks._cron_stop(now=local(EVENING))
        self.assertEqual(set(self.due.mapped("held_reason")), {"cap_day"})
        self.assertEqual({shown(moment) for moment in self.due.mapped("next_try_at")}, {"2026-06-02 14:30"})
        self._contacts("2026-05-27 09:00", "2026-05-28 09:00")
        self.assertEqual(self.due[0]._hold_reason(local("2026-06-02 14:40")), "cap_week")
        self.assertFalse(self.due[0]._hold_reason(local("2026-06-04 14:40")))
        self.company.write({"hcs_cap_day": 0, "hcs_cap_week": 0})
        self.assertFalse(self.due[0]._hold_reason(local("2026-06-02 14:40")))

    def test_holding_back_comes_to_an_end(self):
        """Somebody who is contacted every day: the task expires, and the list says why."""
        self.company.write({"hcs_cap_day": 1, "hcs_cap_week": 0, "hcs_retry_days": 3})
        for day in range(1, 8):
            moment = f"2026-06-0{day} 19:05"
            self._contacts(f"2026-06-0{day} 09:00")
            self.tasks._cron_stop(now=local(moment))
            self.tasks._cron_expire(now=local(moment))
        self.assertEqual(set(self.due.mapped("state")), {"expired"})
        self.assertEqual(set(self.due.mapped("held_reason")), {"cap_day"})

    def test_agreed_call_backs_are_never_held_back(self):
        self.company.hcs_cap_day = 1
        task = self._next()
        self._call(task, "callback", callback_at=local("2026-06-01 19:40"))
        task = self._next("2026-06-01 19:40")
        self.assertEqual(task | task.bundle_task_ids, self.due)
        with freeze_time(local("2026-06-01 19:41")):
            task.with_user(self.user_followup).action_dial()
        self.assertTrue(task.dialled_at)
