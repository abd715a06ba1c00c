"""SVC-08, CMP-01, CMP-08: a complaint, a suggestion or praise by the public page."""

from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from tests.public.visitor import PDF, VisitorCase

PATH = "/hcs/p/complaint"
NOON = "2026-05-20 04:00:00"
WORDS = "They let me wait for three hours."


@tagged("post_install", "-at_install", "hcs_public")
@freeze_time(NOON)
class TestComplaintPage(VisitorCase):
    def setUp(self):
        super().setUp()
        self.tickets = self.env["hcs.complaint.ticket"]
        self.before = self.tickets.search([])
        self.env["hcs.team"].search([("kind", "=", "complaint")]).leader_id = self.user_complaint
        self.surgery = self.env["hcs.department"].create({"name": "Surgery"})

    def complain(self, **values):
        form = {"kind": "complaint", "text": WORDS, "role": "patient", "name": "Zhang San", "phone": "13812345678"}
        return self.send(PATH, **{**form, **values})

    def made(self):
        return self.tickets.search([]) - self.before

    def test_a_complaint_begins_its_deadlines_and_somebody_answers_for_it(self):
        response = self.complain(demand="An apology", department=str(self.surgery.id))
        self.assertEqual(response.status_code, 200)
        ticket = self.made()
        self.assertEqual((ticket.kind, ticket.source, ticket.state), ("complaint", "web", "received"))
        self.assertEqual((ticket.description, ticket.demand), (WORDS, "An apology"))
        self.assertEqual((ticket.complainant_name, ticket.complainant_phone), ("Zhang San", "13812345678"))
        self.assertEqual(ticket.department_id, self.surgery)
        self.assertTrue(ticket.clock_ids.filtered(lambda clock: clock.policy_id.stop_event == "answered"))
        self.assertTrue(ticket.next_due_at)
        self.assertEqual(ticket.holder_id, self.user_complaint, "the complaint office answers for it")
        self.assertFalse(ticket.patient_id, "who somebody claims to be is not looked up for a stranger")
        self.assertIn(self.user_complaint, ticket.activity_ids.user_id)
        self.assertFalse(ticket.handler_ids.filtered("share"), "nobody without an account handles it")

    def test_the_receipt_is_shown_once_and_opens_the_case(self):
        number, code = self.receipt(self.complain())
        ticket = self.made()
        self.assertEqual(ticket.receipt_number, number)
        self.assertEqual(self.env["hcs.access.link"]._find_case(number, code)._get_record(), ticket)
        self.assertNotIn(code, str(self.env["hcs.access.link"].search_read([("res_id", "=", ticket.id)])))
        self.assertNotIn(code, self.visit(PATH).text)

    def test_the_message_has_the_number_and_nothing_else(self):
        """PS4, CP5: neither words nor the record, so that whoever reads messages learns of no complaint."""
        self.complain()
        message = self.env["hcs.message"].search([("code", "=", "page_received")], order="id desc", limit=1)
        self.assertIn(self.made().receipt_number, message.body)
        self.assertEqual((message.number, message.purpose), ("+8613812345678", "service"))
        self.assertNotIn("omplain", message.body)
        self.assertFalse(message.res_model or message.res_id or message.patient_id)

    def test_without_a_name_nothing_of_it_is_kept(self):
        response = self.complain(anonymous="1", patient="Zhang Da", role="representative")
        self.assertEqual(response.status_code, 200)
        ticket = self.made()
        self.assertTrue(ticket.anonymous)
        self.assertFalse(ticket.complainant_name or ticket.complainant_phone)
        self.assertNotIn("Zhang", ticket.description)
        self.assertTrue(self.receipt(response))
        self.assertFalse(self.env["hcs.message"].search([("code", "=", "page_received")]))

    def test_for_somebody_else(self):
        self.complain(role="representative", patient="Zhang Da")
        ticket = self.made()
        self.assertEqual(ticket.complainant_role, "representative")
        self.assertIn("Zhang Da", ticket.description)

    def test_what_is_missing_is_said_and_nothing_is_made(self):
        for values in (
            {"text": ""},
            {"kind": ""},
            {"kind": "dispute"},
            {"name": ""},
            {"phone": "abc"},
            {"text": "x" * 4001},
            {"role": "king"},
        ):
            response = self.complain(**values)
            self.assertEqual(response.status_code, 422, values)
            self.assertIn('class="problem"', response.text)
        self.assertIn(WORDS, self.complain(name="").text, "what was typed is not lost")
        self.assertFalse(self.made())

    def test_who_is_named_is_behind_the_wall_from_the_first_moment(self):
        """CP5: also where the complaint office itself is named; the page says nothing of it."""
        doctor = self.env["hcs.practitioner"].create(
            {"name": "Li Ming", "department_id": self.surgery.id, "user_id": self.user_agent.id}
        )
        plain = self.complain()
        first = self.made()
        self.before |= first
        named = self.complain(named=f"Doctor LI  MING and {self.user_complaint.name}")
        ticket = self.made()
        self.assertEqual(ticket.walled_user_ids, self.user_agent | self.user_complaint)
        self.assertEqual(ticket.allegation_ids.practitioner_ids, doctor)
        self.assertNotIn(self.user_complaint, ticket.holder_id | ticket.handler_ids)
        self.assertTrue(ticket.holder_id)
        for user in ticket.walled_user_ids:
            self.assertNotIn(ticket.id, self.tickets.with_user(user).search([]).ids)
        self.assertFalse(ticket.message_ids.notified_partner_ids & ticket.walled_user_ids.partner_id)
        self.assertEqual(*(self.form(response) for response in (plain, named)))

    def test_praise_reaches_whom_it_names(self):
        doctor = self.env["hcs.practitioner"].create({"name": "Li Ming", "department_id": self.surgery.id})
        self.complain(kind="praise", named="Li Ming")
        ticket = self.made()
        self.assertEqual((ticket.kind, ticket.praise_ids.practitioner_id), ("praise", doctor))
        self.assertFalse(ticket.allegation_ids or ticket.walled_user_ids)

    def test_photos_and_letters_belong_to_the_ticket(self):
        files = [("files", ("letter.pdf", PDF, "application/pdf")), ("files", ("x.jpg", b"\xff\xd8\xff\xe0x", "a/b"))]
        self.complain(files=files)
        ticket = self.made()
        attached = self.env["ir.attachment"].search([("res_model", "=", ticket._name), ("res_id", "=", ticket.id)])
        self.assertEqual(set(attached.mapped("mimetype")), {"application/pdf", "image/jpeg"})
        self.assertFalse(any(attached.mapped("public")))
        self.assertFalse(attached.with_user(self.user_outsider)._filtered_access("read"))

    def test_other_files_are_refused(self):
        for files in (
            [("files", ("page.pdf", b"<html>", "application/pdf"))],
            [("files", ("empty.pdf", b"", "application/pdf"))],
            [("files", (f"{number}.pdf", PDF, "application/pdf")) for number in range(4)],
            [("files", ("large.pdf", PDF + b"x" * (5 << 20), "application/pdf"))],
        ):
            self.assertEqual(self.complain(files=files).status_code, 422)
        self.assertFalse(self.made())

    def test_a_program_is_thanked_and_nothing_is_made(self):
        plain = self.complain()
        before = self.made()
        self.before |= before
        robot = self.complain(website="http://spam.example")
        self.assertFalse(self.made())
        self.assertEqual(robot.status_code, plain.status_code)
        self.assertEqual(len(self.receipt(robot)), 2)

    def test_a_forged_form_is_refused(self):
        with patch("odoo.http._logger"):
            response = self.complain(csrf=False)
            self.assertEqual(response.status_code, 400)
        self.assertFalse(self.made())

    def test_no_more_than_the_limits(self):
        self.pages["complaint"].number_limit = 2
        for expected in (200, 200, 429):
            self.assertEqual(self.complain().status_code, expected)
        self.assertEqual(self.complain(phone="13900000000").status_code, 200, "others are not held up")
        self.pages["complaint"].address_limit = 3
        self.assertEqual(self.complain(phone="13900000001").status_code, 429)
        self.assertEqual(len(self.made()), 3)

    def test_switched_off_it_is_not_there(self):
        self.pages["complaint"].active = False
        self.assertEqual(self.visit(PATH).status_code, 404)

    def test_a_department_of_another_hospital_is_not_taken(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        foreign = self.env["hcs.department"].create({"name": "Foreign", "company_id": other.id})
        self.env["hcs.department"].create({"name": "Archived", "active": False})
        self.assertIn("Surgery", self.visit(PATH).text)
        for name in ("Foreign", "Archived"):
            self.assertNotIn(name, self.visit(PATH).text)
        for department in (str(foreign.id), "999999999"):
            self.complain(department=department)
        self.assertFalse(self.made().department_id)
        self.assertEqual(self.made().company_id, self.company)
