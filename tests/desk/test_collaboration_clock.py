"""SVC-10: reminders and escalation of requests to departments follow their clock."""

from datetime import datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from tests.desk.test_collaboration import DUE, NOW, CollaborationCase


@tagged("post_install", "-at_install", "hcs_desk")
class TestCollaborationClock(CollaborationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env.ref("hospital_customer_service.hcs_clock_policy_collaboration")
        cls.policy.write({"target": 60, "unit": "minute"})

    def clock(self, request):
        return request.sudo().clock_ids.sorted("round")[-1:]

    def test_the_policy_says_until_when(self):
        request = self.ask(due_at=False)
        self.assertEqual((request.due_at, request.due_by_hand), (NOW + timedelta(hours=1), False))
        self.assertEqual(self.clock(request).due_at, request.due_at)

    def test_or_what_was_agreed_on(self):
        request = self.ask()
        self.assertEqual((request.due_at, request.due_by_hand, self.clock(request).due_at), (DUE, True, DUE))
        later = DUE + timedelta(hours=1)
        request.due_at = later
        self.assertEqual(self.clock(request).due_at, later)
        request.due_at = False
        self.assertEqual((request.due_at, request.due_by_hand), (NOW + timedelta(hours=1), False))

    def test_nobody_answers_before_being_asked(self):
        with self.assertRaisesRegex(UserError, "Choose a later time"):
            self.ask(due_at=NOW - timedelta(minutes=1))

    def test_the_answer_ends_the_clock(self):
        request = self.ask()
        with freeze_time(DUE + timedelta(minutes=1)):
            request.with_user(self.user_department).action_answer("Late")
        self.assertEqual((self.clock(request).state, request.next_due_at), ("met_late", False))

    def test_a_refusal_and_a_withdrawal_end_it_without_a_result(self):
        refused, withdrawn = self.ask(), self.ask()
        refused.with_user(self.user_department).action_refuse("No beds")
        withdrawn.action_withdraw()
        self.assertEqual({self.clock(request).state for request in (refused, withdrawn)}, {"cancelled"})

    def test_asked_again_it_runs_anew(self):
        request = self.ask()
        request.with_user(self.user_department).action_answer("Perhaps")
        with freeze_time(datetime(2026, 6, 1, 3)):
            request.action_ask_again()
        self.assertEqual(request.sudo().clock_ids.sorted("round").mapped("state"), ["met", "running"])
        self.assertEqual(request.due_at, datetime(2026, 6, 1, 4))

    def test_the_department_is_reminded_and_then_whoever_waits(self):
        request = self.ask()
        self.assertEqual(request._clock_owner_users(), self.user_department)
        with freeze_time(DUE + timedelta(minutes=1)):
            self.env.invalidate_all()
            self.assertEqual(request._clock_owner_users(), self.user_department | self.user_agent)
