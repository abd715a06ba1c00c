"""CMP-02, CP5: statements asked of one person each, with a deadline of their own, answered on a simple screen."""

from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import ComplaintCase

# a Monday, ten o'clock in Shanghai
NOON = datetime(2026, 9, 14, 2)


@tagged("post_install", "-at_install", "hcs_complaint")
@freeze_time(NOON)
class TestStatements(ComplaintCase):
    def setUp(self):
        super().setUp()
        self.as_(self.colleague).action_accept()
        self.allegation = self.allege()
        self.statement = self.ask(self.allegation)
        self.own = self.statement.with_user(self.user_department)

    def test_it_has_a_deadline_by_the_rule(self):
        clock = self.statement.clock_ids
        self.assertEqual((clock.state, clock.started_at), ("running", NOON))
        # two working days, the first not counted: Wednesday
        self.assertEqual(self.company._hcs_local_date(clock.due_at).isoformat(), "2026-09-16")
        self.assertEqual(self.statement.next_due_at, clock.due_at)

    def test_or_by_the_day_that_was_agreed_on(self):
        agreed = datetime(2026, 9, 15, 9)
        other = self.ask(self.allegation, due_at=agreed)
        self.assertEqual(other.clock_ids.due_at, agreed)
        other.due_at = datetime(2026, 9, 15, 10)
        self.assertEqual(other.next_due_at, datetime(2026, 9, 15, 10))

    def test_the_respondent_answers_and_the_clock_stops(self):
        with self.assertRaisesRegex(UserError, "Write your statement"):
            self.own.action_answer()
        self.own.write({"answer": "I asked him to wait."})
        self.own.action_answer()
        self.assertEqual((self.statement.state, self.statement.answered_at), ("answered", NOON))
        self.assertEqual(self.statement.clock_ids.state, "met")
        self.assertNotIn(self.user_department, self.statement.sudo().activity_ids.user_id)
        # whoever investigates is told
        self.assertTrue(self.statement.sudo().activity_ids.user_id & (self.colleague | self.statement.requested_by_id))
        with self.assertRaises(UserError):
            self.own.action_answer("Something else")
        with self.assertRaises(UserError):
            self.own.write({"answer": "Something else"})

    def test_documents_support_the_statement(self):
        """CMP-02: the respondent adds them, the handler reads them, and once it is sent nobody takes them away."""
        files = self.env["ir.attachment"]
        values = {"name": "page.txt", "raw": b"page", "res_model": self.statement._name, "res_id": self.statement.id}
        page = files.with_user(self.user_department).create(values)
        with self.assertRaises(AccessError):
            self.statement.with_user(self.colleague).write({"document_ids": [Command.link(page.id)]})
        self.own.write({"answer": "I asked him to wait.", "document_ids": [Command.link(page.id)]})
        page.unlink()
        page = files.with_user(self.user_department).create(values)
        self.own.write({"document_ids": [Command.link(page.id)]})
        self.own.action_answer()
        self.assertEqual(page.with_user(self.colleague).raw, b"page")
        for user in (self.user_department, self.colleague):
            for tamper in (lambda file: file.unlink(), lambda file: file.write({"raw": b"other"})):
                with self.assertRaisesRegex(UserError, "statement that was sent"), self.env.cr.savepoint():
                    tamper(page.with_user(user))
        with self.assertRaises(UserError):
            self.own.write({"document_ids": [Command.clear()]})

    def test_asked_again_with_a_new_deadline(self):
        self.own.action_answer("I asked him to wait.")
        handler = self.statement.with_user(self.colleague)
        with self.assertRaises(UserError):
            handler.action_return("")
        with freeze_time("2026-09-15 02:00:00"):
            handler.action_return("Who else was there?")
        self.assertEqual((self.statement.state, self.own.returned_comment), ("returned", "Who else was there?"))
        self.assertEqual([clock.state for clock in self.statement.clock_ids.sorted("round")], ["met", "running"])
        self.own.action_answer("I asked him to wait. Nobody was there.")
        handler.action_accept_statement()
        self.assertEqual((self.statement.state, self.statement.accepted_by_id), ("accepted", self.colleague))

    def test_each_writes_what_is_theirs(self):
        with self.assertRaises(AccessError):
            self.statement.with_user(self.colleague).write({"answer": "Made up"})
        with self.assertRaises(AccessError):
            self.statement.with_user(self.colleague).action_answer("Made up")
        for values in ({"question": "Other"}, {"due_at": "2030-01-01 00:00:00"}, {"department_id": self.surgery.id}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self.own.write(values)
        for step in (
            lambda: self.own.action_accept_statement(),
            lambda: self.own.action_return("No"),
        ):
            self.statement.sudo().write({"state": "answered"})
            with self.assertRaises(AccessError):
                step()
        self.statement.sudo().write({"state": "requested"})
        for step in (lambda: self.own.action_cancel(), lambda: self.own.action_remind()):
            with self.assertRaises(AccessError):
                step()
        with self.assertRaises(UserError):
            self.statement.with_user(self.colleague).respondent_id = self.user_leader
        with self.assertRaises(UserError):
            self.statement.sudo().unlink()

    def test_a_respondent_sees_the_own_request_and_nothing_else(self):
        second = self.ask(self.allegation, self.named)
        statements = self.as_user(self.user_department, "hcs.complaint.statement")
        self.assertEqual(statements.search([]), self.statement)
        with self.assertRaises(AccessError):
            second.with_user(self.user_department).read(["question"])
        with self.assertRaises(AccessError):
            self.own.read(["ticket_id"])
        with self.assertRaises(AccessError):
            self.own.read(["allegation_id"])
        with self.assertRaises(AccessError):
            statements.create({"ticket_id": self.ticket.id, "respondent_id": self.user_department.id, "question": "?"})
        with self.assertRaises(AccessError):
            self.as_user(self.user_department, "hcs.complaint.ticket").search([])
        self.assertFalse(self.own.message_ids)
        self.assertEqual(self.own.clock_ids, self.statement.clock_ids)

    def test_the_reminder_says_nothing_of_the_complaint(self):
        activity = self.own.activity_ids
        self.assertEqual((activity.user_id, activity.summary), (self.user_department, "Your statement is asked for."))
        self.assertEqual(activity.res_name, self.statement.reference)
        self.statement.with_user(self.colleague).action_remind()
        self.assertEqual(len(self.own.activity_ids), 1)
        self.assertEqual(self.statement.reminded_at, NOON)

    def test_late_also_who_answers_for_the_complaint_is_told(self):
        self.assertEqual(self.statement._clock_owner_users(), self.user_department)
        with freeze_time("2026-09-20 02:00:00"):
            self.env.invalidate_all()
            self.assertEqual(self.statement._clock_owner_users(), self.user_department | self.colleague)
            self.env["hcs.clock"]._wake(datetime(2026, 9, 20, 2))
            told = self.statement.sudo().activity_ids.user_id
            self.assertLessEqual(self.user_department | self.colleague, told)

    def test_the_allegation_is_of_the_same_complaint(self):
        other = self.make_ticket(self.colleague)
        with self.assertRaises(ValidationError):
            self.ask(self.allegation, ticket_id=other.id)

    def test_only_respondents_are_asked(self):
        with self.assertRaisesRegex(ValidationError, "Department respondent"):
            self.ask(self.allegation, self.user_outsider)

    def test_the_department_follows_the_allegation(self):
        self.assertEqual(self.statement.department_id, self.surgery)
        self.assertEqual(self.allegation.statement_ids, self.statement)

    def test_an_allegation_that_was_asked_about_stays(self):
        with self.assertRaisesRegex(UserError, "It stays"):
            self.allegation.unlink()
        with self.assertRaises(UserError):
            self.allegation.ticket_id = self.make_ticket(self.colleague)

    def test_arguments_no_screen_sends(self):
        for text in (5, ["x"], {"a": 1}):
            with self.subTest(text=text), self.assertRaises(UserError):
                self.own.action_answer(text)
        self.own.action_answer("Yes")
        for text in (5, None, ["x"]):
            with self.subTest(text=text), self.assertRaises(UserError):
                self.statement.with_user(self.colleague).action_return(text)
