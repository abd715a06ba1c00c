"""FEATURES CP2: somebody answers for a ticket at every moment; refusing needs a reason and goes to the office."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintCase


@tagged("post_install", "-at_install", "hcs_complaint")
class TestHandover(ComplaintCase):
    def test_the_first_receiver_answers_for_it_until_the_next_accepts(self):
        ticket = self.ticket.sudo()
        self.assertEqual(ticket.holder_id, self.user_agent)
        self.as_(self.user_agent).action_hand_over(self.user_followup.id, "Knows the patient")
        self.assertEqual((ticket.holder_id, ticket.pending_user_id), (self.user_agent, self.user_followup))
        self.assertTrue(self.as_(self.user_followup).is_pending_mine)
        self.as_(self.user_followup).action_accept()
        self.assertEqual((ticket.holder_id, ticket.pending_user_id.id), (self.user_followup, False))
        self.assertEqual((ticket.state, ticket.accepted_by_id), ("accepted", self.user_followup))
        self.assertEqual(
            self.lines(), [("handed", "hcs_agent", "hcs_followup"), ("accepted", "hcs_agent", "hcs_followup")]
        )

    def test_refusing_needs_a_reason_and_goes_to_the_office(self):
        ticket = self.ticket.sudo()
        self.teams[:1].leader_id = self.colleague
        self.as_(self.user_agent).action_hand_over(self.user_followup.id)
        for nothing in (None, "", "  ", 5):
            with self.subTest(nothing=nothing), self.assertRaises(UserError):
                self.as_(self.user_followup).action_refuse(nothing)
        self.as_(self.user_followup).action_refuse("It is about the pharmacy")
        self.assertEqual((ticket.holder_id, ticket.pending_user_id), (self.user_agent, self.colleague))
        self.assertEqual(ticket.transfer_ids.sorted("id")[-1].reason, "It is about the pharmacy")
        # never back and forth
        with self.assertRaisesRegex(UserError, "back and forth"):
            self.as_(self.user_agent).action_hand_over(self.user_followup.id)
        # the office does not refuse, it decides; also in favour of who refused
        with self.assertRaisesRegex(UserError, "complaint office decides"):
            self.as_(self.colleague).action_refuse("Neither mine")
        self.as_(self.colleague).action_hand_over(self.user_followup.id, "It is yours")
        self.as_(self.user_followup).action_accept()
        self.assertEqual(ticket.holder_id, self.user_followup)

    def test_the_office_takes_over_wherever_it_is(self):
        self.as_(self.user_agent).action_accept()
        self.as_(self.colleague).action_take_over()
        self.assertEqual(self.ticket.sudo().holder_id, self.colleague)
        self.assertEqual(self.lines()[-1], ("taken", "hcs_agent", "hcs_colleague"))
        with self.assertRaisesRegex(AccessError, "complaint office"):
            self.as_(self.user_agent).action_take_over()
        with self.assertRaisesRegex(UserError, "already"):
            self.as_(self.colleague).action_take_over()

    def test_accepted_once(self):
        self.as_(self.colleague).action_accept(self.user_followup.id)
        self.assertEqual(self.ticket.sudo().user_id, self.user_followup)
        with self.assertRaisesRegex(UserError, "hcs_colleague has accepted"):
            self.as_(self.named).action_accept()

    def test_who_hands_over_and_to_whom(self):
        self.as_(self.user_agent).action_accept()
        self.ticket.sudo().handler_ids |= self.user_followup
        with self.assertRaisesRegex(UserError, "hcs_agent answers"):
            self.as_(self.user_followup).action_hand_over(self.user_followup.id)
        for wrong in (None, False, "x", True, 10**9, -3, self.user_outsider.id, self.user_agent.id):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                self.as_(self.user_agent).action_hand_over(wrong)
        away = self._make_user("hcs_away", "group_hcs_agent", company_id=self._other_company().id,
                               company_ids=[(6, 0, self._other_company().ids)])  # fmt: skip
        with self.assertRaises(UserError):
            self.as_(self.user_agent).action_hand_over(away.id)

    def _other_company(self):
        company = self.env["res.company"]
        return company.search([("name", "=", "Other hospital")]) or company.create({"name": "Other hospital"})

    def test_handing_over_later_moves_only_who_answers(self):
        ticket = self.bring_to("investigating")
        ticket.action_hand_over(self.named.id)
        self.as_(self.named).action_accept()
        self.assertEqual(
            (ticket.state, ticket.holder_id, ticket.user_id), ("investigating", self.named, self.colleague)
        )

    def test_who_is_asked_to_take_it_is_reminded_without_a_word_of_the_matter(self):
        self.as_(self.user_agent).action_hand_over(self.user_followup.id)
        activity = self.ticket.sudo().activity_ids.filtered(lambda line: line.user_id == self.user_followup)
        self.assertEqual(len(activity), 1)
        self.assertIn(self.ticket.sudo().reference, activity.summary)
        self.assertNotIn("Tone", activity.summary)
        self.as_(self.user_followup).action_accept()
        self.assertFalse(self.ticket.sudo().activity_ids)

    def test_work_is_not_dealt_to_the_named_or_to_those_before(self):
        ticket = self.ticket.sudo()
        self.allege(staff_ids=self.named.ids)
        ticket.former_user_ids = self.colleague
        people = self.named | self.colleague | self.user_complaint
        self.assertEqual(ticket._assignment_qualified(people)[ticket], self.user_complaint)

    def test_the_ledger_stands(self):
        self.as_(self.user_agent).action_hand_over(self.user_followup.id)
        with self.assertRaises(UserError):
            self.ticket.sudo().transfer_ids.write({"reason": "Other"})
        with self.assertRaises(UserError):
            self.ticket.sudo().transfer_ids.unlink()
