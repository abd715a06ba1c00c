"""Outcomes with consequences: wrong numbers, relatives, no more calls, calls a leader allows (FUP-03, FUP-06)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from . import FollowupCase, local, shown

EVENING = "2026-06-01 19:05"


@tagged("post_install", "-at_install", "hcs_followup")
class TestNumbers(FollowupCase):
    def setUp(self):
        super().setUp()
        self.task = self._make_task()
        self.numbers = self.env["hcs.followup.number"]

    def _call(self, code, moment=EVENING, task=None, **values):
        with freeze_time(local(moment)):
            return (task or self.task).with_user(self.user_followup).action_record_attempt(code, **values)

    def _item(self):
        return self.numbers.search([("patient_id", "=", self.patient.id)])

    # ---------------------------------------------------------------- numbers to correct

    def test_the_follow_up_goes_on_when_the_right_number_is_entered(self):
        """FUP-06: typed on the list by an agent who may not read numbers back."""
        other = self._make_task(now="2026-06-01 18:41")
        self._call("wrong_person")
        self.assertEqual((self.task.state, other.cancel_reason), ("unsuccessful", "number_wrong"))
        with freeze_time(local("2026-06-02 10:00")):
            form = Form(self._item().with_user(self.user_followup))
            form.new_number = "13900000000"
            form.save()
        self.assertEqual((self._item().state, self._item().closed_by_id), ("corrected", self.user_followup))
        self.assertFalse(self._item().new_number)
        self.assertEqual((self.task | other).mapped("state"), ["open", "open"])
        self.assertEqual(shown(self.task.next_try_at), "2026-06-02 14:30")
        self.assertEqual((self.task.failed_count, len(self.task.attempt_ids)), (0, 1))

    def test_a_number_corrected_on_the_patient_settles_the_item_too(self):
        self._call("empty_number")
        with freeze_time(local("2026-06-02 10:00")):
            phone = self.patient.phone_ids.with_user(self.user_agent)
            phone.number_masked = "13812345679"
        self.assertFalse(self.patient.phone_ids.wrong)
        self.assertEqual((self._item().state, self.task.state), ("corrected", "open"))

    def test_the_same_wrong_number_sent_again_settles_nothing(self):
        """A feed repeats what it knows."""
        self._call("empty_number")
        phone = self.patient.phone_ids.sudo()
        phone.write({"number": phone.number})
        self.assertEqual((phone.wrong, self._item().state, self.task.state), (True, "open", "unsuccessful"))

    def test_a_number_found_long_after_starts_no_old_call(self):
        with freeze_time(local(EVENING)):
            self._call("empty_number")
        with freeze_time(local("2026-06-20 10:00")):
            self.env["hcs.patient.phone"].create({"patient_id": self.patient.id, "number": "13900000000"})
        self.assertEqual((self._item().state, self.task.state), ("corrected", "unsuccessful"))

    def test_settled_by_hand_once(self):
        self._call("empty_number")
        item = self._item().with_user(self.user_followup)
        item.action_take()
        self.assertEqual(item.user_id, self.user_followup)
        item.action_no_number()
        self.assertEqual(item.state, "none")
        with self.assertRaisesRegex(UserError, "settled"):
            item.action_confirm_number()
        with self.assertRaises(UserError):
            item.new_number = "13900000000"

    def test_others_settle_nothing(self):
        self._call("empty_number")
        for user in (self.user_agent, self.user_outsider):
            with self.assertRaises(AccessError):
                self._item().with_user(user).action_no_number()

    # ---------------------------------------------------------------- relatives

    def _consent(self, purpose, state):
        self.env["hcs.consent"].create({"patient_id": self.patient.id, "purpose": purpose, "state": state})

    def test_a_relative_completes_the_follow_up_only_where_relatives_may_be_told(self):
        """FUP-06, SEC-02: the consent to disclosure, the parents of a child, the setting, the secret."""
        cases = [
            ({}, None, False),
            ({}, "given", True),
            ({}, "withdrawn", False),
            ({"birthdate": "2020-01-01"}, None, True),
            ({"birthdate": "2020-01-01"}, "withdrawn", False),
            ({"birthdate": "1950-01-01"}, None, False),
        ]
        for values, consent, allowed in cases:
            with self.subTest(values=values, consent=consent):
                self.patient = self._make_patient(**values)
                if consent:
                    self._consent("disclosure", consent)
                task = self._make_task(patient_id=self.patient.id)
                self.assertEqual(task.with_user(self.user_followup).may_tell_relatives, allowed)
                self._call("proxy", task=task)
                self.assertEqual((task.state, task.failed_count), ("done", 0) if allowed else ("open", 1))
        self.company.hcs_proxy_needs_consent = False
        for secret, state in ((False, "done"), (True, "open")):
            self.patient = self._make_patient(kept_secret=secret)
            task = self._make_task(patient_id=self.patient.id)
            self._call("proxy", task=task)
            self.assertEqual(task.state, state)

    def test_the_relative_may_name_a_better_time(self):
        """And the button opens the form that asks for it."""
        action = self.task.with_user(self.user_followup).action_outcome("proxy")
        self.assertEqual(action["res_model"], "hcs.followup.outcome.wizard")
        at = local("2026-06-01 19:40")
        self._call("proxy", callback_at=at)
        self.assertEqual((self.task.callback_agreed, self.task.next_try_at, self.task.failed_count), (True, at, 0))

    # ---------------------------------------------------------------- no more calls

    def test_no_more_calls_withdraws_the_consent_and_ends_all(self):
        """FUP-06, FUP-13."""
        other = self._make_task("2026-06-02 18:30", "2026-06-02 18:40")
        self._call("do_not_call")
        consent = self.env["hcs.consent"].search([("patient_id", "=", self.patient.id)])
        self.assertEqual((consent.purpose, consent.state, consent.source), ("followup", "withdrawn", "call"))
        self.assertEqual(consent.user_id, self.user_followup)
        self.assertEqual(self.task.state, "unsuccessful")
        self.assertEqual((other.state, other.cancel_reason), ("cancelled", "consent_withdrawn"))

    # ---------------------------------------------------------------- a leader allows a call

    def test_a_leader_lets_one_call_through_and_it_is_written_down(self):
        """FUP-03: for two hours, with the reason; the agent dials."""
        task = self.task.with_user(self.user_followup)
        at = "2026-06-01 21:00"
        with freeze_time(local(at)):
            with self.assertRaisesRegex(UserError, "outside"):
                task.action_dial()
            with self.assertRaises(AccessError):
                task.action_allow_now("Because")
            wizard = self.env["hcs.followup.allow.wizard"].with_user(self.user_leader)
            wizard = wizard.with_context(active_model=task._name, active_ids=task.ids).create({"reason": "The doctor"})
            wizard.action_allow()
            line = self.task.override_ids
            self.assertEqual(
                (line.user_id, line.cause, line.reason), (self.user_leader, "outside_window", "The doctor")
            )
            task.action_dial()
        self.assertEqual(task.state, "in_progress")
        self._call("no_answer", at)
        with freeze_time(local("2026-06-01 23:30")), self.assertRaisesRegex(UserError, "outside"):
            task.action_dial()
        with self.assertRaises(UserError):
            line.sudo().write({"reason": "Another"})

    def test_what_no_leader_may_allow(self):
        leader = self.task.with_user(self.user_leader)
        with freeze_time(local("2026-06-01 19:30")), self.assertRaisesRegex(UserError, "nothing to allow"):
            leader.action_allow_now("Now")
        with freeze_time(local("2026-06-01 21:00")):
            with self.assertRaisesRegex(UserError, "why"):
                leader.action_allow_now(" ")
            self.patient.phone_ids.unlink()
            with self.assertRaisesRegex(UserError, "no number"):
                leader.action_allow_now("Now")
