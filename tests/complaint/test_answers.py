"""FEATURES CP8: the answer is drafted, checked by others, delivered with proof, and then stays as it was sent."""

import hashlib
from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import ComplaintCase

NOON = datetime(2026, 9, 28, 4)


@tagged("post_install", "-at_install", "hcs_complaint")
@freeze_time(NOON)
class TestAnswers(ComplaintCase):
    def test_nobody_approves_the_own_draft(self):
        ticket = self.bring_to("investigating")
        self.allege(finding="upheld")
        self.as_(self.user_director).action_propose("We are sorry.")
        with self.assertRaisesRegex(AccessError, "Somebody else checks"):
            self.as_(self.user_director).action_approve()
        self.assertFalse(self.as_(self.user_director).can_approve)
        self.assertTrue(self.as_(self.second_director).can_approve)
        self.as_(self.second_director).action_approve("Fine")
        self.assertEqual((ticket.state, ticket.answer_id.approved_by_id), ("approved", self.second_director))
        self.assertEqual(ticket.answer_id.comment, "Fine")

    def test_the_role_that_approves_is_a_setting(self):
        self.bring_to("proposed")
        with self.assertRaisesRegex(AccessError, "Director"):
            self.as_(self.named).action_approve()
        self.company.hcs_complaint_approver = "executive"
        with self.assertRaisesRegex(AccessError, "Executive"):
            self.as_(self.user_director).action_approve()
        self.as_(self.user_executive).action_approve()
        self.assertEqual(self.ticket.sudo().state, "approved")

    def test_a_leader_where_the_setting_says_so(self):
        self.bring_to("proposed")
        self.ticket.sudo().handler_ids |= self.user_leader
        with self.assertRaises(AccessError):
            self.as_(self.user_leader).action_approve()
        self.company.hcs_complaint_approver = "leader"
        self.as_(self.user_leader).action_approve()
        self.assertEqual(self.ticket.sudo().state, "approved")

    def test_grave_answers_are_checked_by_two_people(self):
        self.as_(self.colleague).action_set_severity("3")
        ticket = self.bring_to("proposed")
        with self.assertRaises(AccessError):
            self.as_(self.user_agent).action_approve()
        self.as_(self.user_director).action_approve()
        self.assertEqual((ticket.state, ticket.answer_id.checked_by_id), ("proposed", self.user_director))
        with self.assertRaisesRegex(AccessError, "first check"):
            self.as_(self.user_director).action_approve()
        with self.assertRaisesRegex(AccessError, "Director"):
            self.as_(self.named).action_approve()
        self.as_(self.second_director).action_approve()
        self.assertEqual((ticket.state, ticket.answer_id.approved_by_id), ("approved", self.second_director))

    def test_the_first_check_may_be_a_colleague_s(self):
        self.as_(self.colleague).action_set_severity("4")
        ticket = self.bring_to("proposed")
        self.as_(self.named).action_approve()
        self.as_(self.user_director).action_approve()
        answer = ticket.answer_id
        self.assertEqual((answer.checked_by_id, answer.approved_by_id), (self.named, self.user_director))
        self.company.hcs_complaint_two_checks_from = "never"
        self.assertFalse(ticket._needs_two_checks())

    def test_sent_back_and_written_anew(self):
        ticket = self.bring_to("proposed")
        for nothing in (None, "", 5):
            with self.subTest(nothing=nothing), self.assertRaises(UserError):
                self.as_(self.user_director).action_return(nothing)
        self.as_(self.user_director).action_return("Too short")
        first = ticket.answer_ids
        self.assertEqual(
            (ticket.state, first.state, first.returned_by_id), ("investigating", "returned", self.user_director)
        )
        ticket.action_propose("We are very sorry.")
        self.assertEqual(
            [(answer.version, answer.state) for answer in ticket.answer_ids.sorted("version")],
            [(1, "returned"), (2, "proposed")],
        )
        self.as_(self.user_director).action_approve()
        # also after it was approved, before it left
        self.as_(self.user_director).action_return("Wrong date")
        self.assertEqual(ticket.state, "investigating")

    def test_a_bystander_sends_nothing_back(self):
        self.bring_to("proposed")
        with self.assertRaisesRegex(AccessError, "check the answer"):
            self.as_(self.user_agent).action_return("No")

    def test_a_text_that_is_being_checked_does_not_change(self):
        ticket = self.bring_to("proposed")
        with self.assertRaisesRegex(UserError, "being checked"):
            ticket.answer_id.write({"text": "Other"})
        for values in ({"state": "approved"}, {"approved_by_id": self.colleague.id}, {"version": 7}):
            with self.subTest(values=values), self.assertRaises(UserError):
                ticket.answer_id.write(values)
        with self.assertRaises(AccessError):
            self.env["hcs.complaint.answer"].with_user(self.colleague).create(
                {"ticket_id": ticket.id, "text": "x", "state": "approved"}
            )

    def test_delivered_with_proof_only(self):
        ticket = self.bring_to("approved")
        for nothing in (None, "", "  ", 5):
            with self.subTest(nothing=nothing), self.assertRaisesRegex(UserError, "proves"):
                ticket.action_answer("letter", nothing)
        for how in ("pigeon", None, 5):
            with self.subTest(how=how), self.assertRaisesRegex(UserError, "which way"):
                ticket.action_answer(how, "RR1")
        for at in ("2026-09-29 04:00:00", "2026-09-01 04:00:00", "yesterday", 5):
            with self.subTest(at=at), self.assertRaises(UserError):
                ticket.action_answer("letter", "RR1", at)
        self.assertEqual(ticket.state, "approved")
        with freeze_time("2026-09-28 08:00:00"):
            ticket.action_answer("letter", "RR1", "2026-09-28 06:00:00")
        self.assertEqual((ticket.state, ticket.answered_at), ("answered", datetime(2026, 9, 28, 6)))

    def test_the_clock_stops_at_the_moment_of_delivery(self):
        policy = self.env["hcs.clock.policy"].search([("model", "=", "hcs.complaint.ticket")])
        policy.active = False
        self.env["hcs.clock.policy"].create(
            {"name": "Answer", "model": "hcs.complaint.ticket", "start_event": "created", "stop_event": "answered",
             "purpose": "answer", "target": 7, "unit": "calendar_day"}
        )  # fmt: skip
        ticket = self.bring_to("approved", self.make_ticket(self.user_agent))
        self.assertEqual(ticket.clock_ids.mapped("state"), ["running"])
        with freeze_time("2026-09-29 04:00:00"):
            ticket.action_answer("letter", "RR1", "2026-09-28 06:00:00")
        self.assertEqual(ticket.clock_ids.mapped("state"), ["met"])
        self.assertEqual(ticket.clock_ids.met_at, datetime(2026, 9, 28, 6))

    def test_what_was_sent_stays(self):
        ticket = self.bring_to("answered")
        answer = ticket.answer_id.sudo()
        letter = answer.attachment_id
        self.assertEqual((answer.state, letter.res_model, letter.res_id), ("sent", answer._name, answer.id))
        self.assertEqual(hashlib.sha256(letter.raw).hexdigest(), answer.sha256)
        self.assertIn(b"We are sorry.", letter.raw)
        for attempt in (
            lambda: letter.write({"raw": b"other"}),
            lambda: letter.write({"name": "other"}),
            lambda: letter.write({"res_id": False}),
            lambda: letter.unlink(),
            lambda: answer.write({"text": "Other"}),
            lambda: answer.write({"sha256": "0"}),
            lambda: answer.unlink(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attempt()
        self.env.invalidate_all()
        self.assertEqual(hashlib.sha256(letter.raw).hexdigest(), answer.sha256)
        action = ticket.answer_id.action_open_letter()
        self.assertIn(str(letter.id), action["url"])
        # another file is as free as ever
        self.env["ir.attachment"].create({"name": "x", "raw": b"x"}).unlink()

    def test_the_letter_is_a_pdf(self):
        available = self.env["ir.actions.report"].get_wkhtmltopdf_state() == "ok"
        if not available:
            self.skipTest("expected: no printer of PDF on this machine")
        ticket = self.bring_to("approved").with_context(force_report_rendering=True)
        ticket.action_answer("letter", "RR1")
        self.assertTrue(ticket.answer_id.sudo().attachment_id.raw.startswith(b"%PDF"))

    def test_who_sees_the_letter(self):
        ticket = self.bring_to("answered")
        letter = ticket.answer_id.sudo().attachment_id
        self.assertTrue(letter.with_user(self.colleague).has_access("read"))
        for user in (self.user_leader, self.user_department, self.user_outsider, self.user_vip):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                letter.with_user(user).read(["name"])
