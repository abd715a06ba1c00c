"""What a call brings (FUP-03, FUP-06, FUP-08, FUP-11, FUP-13)."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged, users

from . import FollowupCase, local, shown

WINDOWS = ["2026-06-01 19:05", "2026-06-02 14:35", "2026-06-02 19:05"]


@tagged("post_install", "-at_install", "hcs_followup")
class TestCalls(FollowupCase):
    def setUp(self):
        super().setUp()
        self.task = self._make_task()

    def _call(self, code, moment, task=None, user=None, **values):
        task = task or self.task
        with freeze_time(local(moment)):
            return task.with_user(user or self.user_followup).action_record_attempt(code, **values)

    def test_three_failures_end_the_task_with_the_last_outcome_as_reason(self):
        """FUP-06."""
        for number, (at, code) in enumerate(zip(WINDOWS, ("no_answer", "busy", "powered_off"), strict=True), 1):
            self.assertEqual(self.task.state, "open")
            self._call(code, at)
            self.assertEqual((self.task.attempt_count, self.task.failed_count), (number, number))
        self.assertEqual((self.task.state, self.task.last_outcome), ("unsuccessful", "powered_off"))
        self.assertEqual(self.task.closed_at, local(WINDOWS[-1]))
        self.assertEqual(self.task.first_attempt_at, local(WINDOWS[0]))
        self.assertEqual(self.task.attempt_ids.mapped("counted"), [True] * 3)
        with self.assertRaisesRegex(UserError, "closed"):
            self._call("no_answer", "2026-06-03 14:35")

    def test_retry_goes_to_the_next_window_and_is_not_overdue_before_it_ends(self):
        self._call("no_answer", WINDOWS[0])
        self.assertEqual(shown(self.task.next_try_at), "2026-06-02 14:30")
        self.assertEqual(shown(self.task.due_at), "2026-06-01 20:00")
        with freeze_time(local("2026-06-02 15:00")):
            self.task.invalidate_recordset()
            self.assertFalse(self.task.is_overdue)
            self.assertTrue(self.task.is_due_now)
        with freeze_time(local("2026-06-02 16:31")):
            self.task.invalidate_recordset()
            self.assertTrue(self.task.is_overdue)

    def test_one_counted_failure_per_window(self):
        """FUP-06 default; every call leaves its line."""
        for __ in range(3):
            self._call("no_answer", WINDOWS[0])
        self.assertEqual((self.task.state, self.task.failed_count, len(self.task.attempt_ids)), ("open", 1, 3))
        self.assertEqual(sum(self.task.attempt_ids.mapped("counted")), 1)

    def test_plain_three_by_setting(self):
        self.company.hcs_one_failure_per_window = False
        for __ in range(3):
            self._call("no_answer", WINDOWS[0])
        self.assertEqual(self.task.state, "unsuccessful")

    def test_every_outcome_does_what_the_table_says(self):
        """FUP-06, outcome by outcome."""
        expected = {
            "answered": ("done", 0),
            "proxy": ("open", 1),
            "no_answer": ("open", 1),
            "busy": ("open", 1),
            "powered_off": ("open", 1),
            "unreachable": ("open", 1),
            "out_of_service": ("open", 1),
            "inconvenient": ("open", 1),
            "callback": ("open", 1),
            "empty_number": ("unsuccessful", 1),
            "wrong_person": ("unsuccessful", 1),
            "refused": ("unsuccessful", 0),
            "do_not_call": ("unsuccessful", 0),
            "deceased": ("cancelled", 0),
            "not_placed": ("open", 0),
        }
        self.assertEqual(set(self.env["hcs.call.outcome"].search([]).mapped("code")), set(expected))
        for code, result in expected.items():
            with self.subTest(code):
                task = self._make_task(patient_id=self._make_patient().id)
                self._call(code, WINDOWS[0], task)
                self.assertEqual((task.state, task.failed_count), result)
                self.assertEqual(task.last_outcome, code)
                placed = int(code != "not_placed")
                self.assertEqual(task.attempt_count, placed)
                self.assertEqual(len(task.attempt_ids), 1)
                contact = self.env["hcs.contact"].search([("patient_id", "=", task.patient_id.id)])
                self.assertEqual(contact.mapped("outcome"), [code] * placed)
                # the agent reads the words of the outcome, not its code
                self.assertEqual(contact.mapped("outcome_name"), task.last_outcome_id.mapped("name")[:placed])

    def test_not_placed_leaves_the_task_where_it_was(self):
        before = self.task.next_try_at
        self._call("not_placed", "2026-06-01 22:00")
        self.assertEqual((self.task.state, self.task.next_try_at, self.task.first_attempt_at), ("open", before, False))

    def test_empty_number_is_marked_and_the_right_one_asked_for_once(self):
        """FUP-06: one item on the list, however often; what else waits for the patient stops with its cause."""
        other = self._make_task(now="2026-06-01 18:41")
        self._call("empty_number", WINDOWS[0])
        self.assertTrue(self.patient.phone_ids.wrong)
        numbers = self.env["hcs.followup.number"]
        domain = [("patient_id", "=", self.patient.id), ("state", "=", "open")]
        self.assertEqual(numbers.search(domain).task_id, self.task)
        self.assertEqual((other.state, other.cancel_reason), ("cancelled", "number_wrong"))
        self.tasks._cron_stop(now=local(WINDOWS[0]))
        self.assertEqual(numbers.search_count(domain), 1)

    def test_wrong_number_of_a_patient_with_two_keeps_the_task(self):
        phone = self.env["hcs.patient.phone"].create({"patient_id": self.patient.id, "number": "13900000000"})
        self._call("wrong_person", WINDOWS[0])
        self.assertEqual(self.task.state, "open")
        self.assertEqual(self.task._get_phone(), phone)

    def test_out_of_service_asks_for_the_number_after_the_third(self):
        for at in WINDOWS:
            self.assertFalse(self.patient.phone_ids.wrong)
            self._call("out_of_service", at)
        self.assertEqual(self.task.state, "unsuccessful")
        self.assertTrue(self.patient.phone_ids.wrong)
        self.assertTrue(self.env["hcs.followup.number"].search([("patient_id", "=", self.patient.id)]))

    def test_refusal_ends_the_plan_for_this_visit(self):
        visit = self._make_visit(kind="inpatient", surgery=True, surgery_at=local("2026-05-29 10:00"))
        tasks = self._plan(visit, "2026-05-29 12:00", created=3)
        self._call("refused", WINDOWS[0], tasks[0])
        self.assertEqual(tasks.mapped("state"), ["unsuccessful", "cancelled", "cancelled"])
        self.assertEqual(self.task.state, "open")

    def test_deceased_marks_the_patient_and_stops_everything(self):
        """FUP-13."""
        other = self._make_task(now="2026-06-01 18:41")
        self._call("deceased", WINDOWS[0])
        self.assertTrue(self.patient.deceased)
        self.assertEqual((self.task.state, self.task.cancel_reason), ("cancelled", "deceased"))
        self.assertEqual((other.state, other.cancel_reason), ("cancelled", "deceased"))

    def test_agreed_call_back_may_lie_outside_a_window(self):
        """FUP-03; the guard lets this call through and no other."""
        at = "2026-06-01 21:30"
        with freeze_time(local(at)), self.assertRaisesRegex(UserError, "outside"):
            self.task.with_user(self.user_followup).action_dial()
        self._call("inconvenient", WINDOWS[0], callback_at=local(at))
        self.assertEqual((self.task.failed_count, self.task.callback_agreed), (0, True))
        self.assertEqual((self.task.next_try_at, self.task.user_id), (local(at), self.env["res.users"]))
        with freeze_time(local("2026-06-01 21:00")), self.assertRaisesRegex(UserError, "outside"):
            self.task.with_user(self.user_followup).action_dial()
        self._call("answered", "2026-06-01 21:31")
        self.assertEqual(self.task.state, "done")

    def test_a_call_that_was_made_is_recorded_at_whatever_hour(self):
        """FUP-06: every attempt is recorded; FUP-03 refuses to dial. The next try is in a window again."""
        self.company.hcs_retry_days = 0
        for at in ("2026-06-01 21:40", "2026-06-19 15:00"):
            self._call("no_answer", at)
        self.assertEqual((self.task.attempt_count, self.task.failed_count), (2, 2))
        self.assertEqual(self.task.next_try_at, local("2026-06-22 14:30"))
        self.patient.deceased = True
        with self.assertRaises(UserError):
            self._call("no_answer", "2026-06-22 15:00")

    def test_call_back_on_a_holiday_needs_a_word(self):
        """FUP-03: 2026-06-19 is the Dragon Boat Festival."""
        at = local("2026-06-19 15:00")
        with self.assertRaisesRegex(UserError, "holiday"):
            self._call("callback", WINDOWS[0], callback_at=at)
        self._call("callback", WINDOWS[0], callback_at=at, confirmed_holiday=True)
        self._call("answered", "2026-06-19 15:00")
        self.assertEqual(self.task.state, "done")

    def test_call_back_lies_ahead(self):
        with self.assertRaisesRegex(UserError, "future"):
            self._call("callback", WINDOWS[0], callback_at=local("2026-06-01 18:00"))

    def test_calls_are_not_recorded_before_they_are_made(self):
        with self.assertRaisesRegex(UserError, "before"):
            self._call("no_answer", WINDOWS[0], at=local(WINDOWS[1]))

    def test_call_of_the_last_minute_may_end_after_the_window(self):
        """The guard asks when the call begins."""
        with freeze_time(local("2026-06-01 19:59")):
            self.task.with_user(self.user_followup).action_dial()
        self._call("answered", "2026-06-01 20:06")
        self.assertEqual(self.task.attempt_ids.started_at, local("2026-06-01 19:59"))

    def test_dialling_on_a_holiday_is_refused(self):
        with freeze_time(local("2026-06-19 15:00")), self.assertRaisesRegex(UserError, "holiday"):
            self.task.with_user(self.user_followup).action_dial()

    def test_reasons_are_asked_for(self):
        """FUP-08: dissatisfied each, satisfied once; blank lines vanish."""
        task = self.task.with_user(self.user_followup)
        with freeze_time(local(WINDOWS[0])):
            task.action_dial()
        self.assertEqual(len(task.satisfaction_ids), 7)
        line = task.satisfaction_ids[0]
        line.level = "3"
        with self.assertRaisesRegex(UserError, "liked"):
            self._call("answered", WINDOWS[0])
        line.level = "1"
        with self.assertRaisesRegex(UserError, "dissatisfied"):
            self._call("answered", WINDOWS[0])
        line.reason = "Waited for two hours"
        self._call("answered", WINDOWS[0])
        self.assertEqual(task.satisfaction_ids, line)

    def test_promise_becomes_an_activity_with_its_date(self):
        """FUP-11."""
        self.task.write({"promise": "Send the report", "promise_on": "2026-06-05"})
        self._call("answered", WINDOWS[0])
        activity = self.patient.activity_ids
        self.assertEqual((activity.summary, str(activity.date_deadline)), ("Send the report", "2026-06-05"))

    def test_attempts_are_never_changed(self):
        """FUP-06: the ledger refuses everybody."""
        self._call("no_answer", WINDOWS[0])
        for action in (lambda a: a.write({"counted": False}), lambda a: a.unlink()):
            with self.assertRaises(UserError):
                action(self.task.attempt_ids.sudo())
        with self.assertRaises(UserError):
            self.task.sudo().unlink()

    def test_overdue_tasks_expire_after_their_day_of_grace(self):
        """D6: closed, never looped."""
        self.tasks._cron_expire(now=local("2026-06-02 12:00"))
        self.assertEqual(self.task.state, "open")
        self.tasks._cron_expire(now=local("2026-06-02 20:01"))
        self.assertEqual(self.task.state, "expired")

    def test_task_left_in_hand_is_put_back(self):
        with freeze_time(local(WINDOWS[0])):
            self.task.with_user(self.user_followup)._claim_next()
        self.assertEqual((self.task.state, self.task.user_id), ("in_progress", self.user_followup))
        self.tasks._cron_expire(now=local(WINDOWS[0]) + timedelta(hours=3))
        self.assertEqual((self.task.state, self.task.user_id), ("open", self.env["res.users"]))

    @users("hcs_agent")
    def test_agent_of_the_desk_reads_only(self):
        task = self.task.with_user(self.env.user)
        self.assertEqual(task.state, "open")
        for action in (task.action_dial, task.action_next, lambda: task.action_record_attempt("no_answer")):
            with self.assertRaises(AccessError):
                action()

    @users("hcs_department", "hcs_outsider", "hcs_his")
    def test_others_see_nothing(self):
        with self.assertRaises(AccessError):
            self.task.with_user(self.env.user).read(["state"])

    @users("hcs_executive")
    def test_executive_reads(self):
        task = self.task.with_user(self.env.user)
        self.assertEqual(task.read(["state"])[0]["state"], "open")
        with self.assertRaises(AccessError):
            task.write({"note": "x"})

    def test_leaders_deal_and_agents_do_not(self):
        wizard = self.env["hcs.followup.assign.wizard"].with_user(self.user_leader)
        wizard = wizard.with_context(active_model=self.task._name, active_ids=self.task.ids).create(
            {"user_ids": self.user_followup.ids}
        )
        wizard.action_assign()
        self.assertEqual(self.task.user_id, self.user_followup)
        with self.assertRaises(AccessError):
            self.task.with_user(self.user_followup).action_assign(False)

    def test_other_companies_stay_away(self):
        stranger = self.env["res.company"].create({"name": "Other hospital"})
        user = self._make_user(
            "hcs_stranger", "group_hcs_followup", company_id=stranger.id, company_ids=[(6, 0, stranger.ids)]
        )
        self.assertFalse(self.tasks.with_user(user).search([("id", "=", self.task.id)]))
        with freeze_time(local(WINDOWS[0])):
            self.assertFalse(self.tasks.with_user(user).with_company(stranger)._claim_next())
