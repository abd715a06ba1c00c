"""A complaint by e-mail: a ticket with its clocks and a receiver, behind the wall from the first word (CMP-01)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.desk.common import local
from tests.desk.mails import DOMAIN, MailCase, raw_mail

TO = f"complaints@{DOMAIN}"


@tagged("post_install", "-at_install", "hcs_complaint")
class TestComplaintMail(MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls.make_complaints()
        cls.named = cls._make_user("named", "group_hcs_agent", email="named@staff.example")

    def setUp(self):
        super().setUp()
        self.startClassPatcher(freeze_time(local(self.NOW)))

    def complain(self, **given):
        return self.record_of(self.receive(body="Nobody came for two hours.", To=TO, **given))

    def name_staff(self, ticket):
        self.env["hcs.complaint.allegation"].create(
            {
                "ticket_id": ticket.id,
                "category_id": self.env["hcs.complaint.category"].search([], limit=1).id,
                "department_id": self.department.id,
                "staff_ids": [Command.link(self.named.id)],
            }
        )
        self.assertIn(self.named, ticket.walled_user_ids)

    def reply(self, ticket, **given):
        number = ticket.message_ids.filtered(lambda one: one.message_type in ("email", "comment"))[:1].message_id
        return self.receive(
            raw_mail("One more thing", headers={"References": number}, **{"Message_ID": "<r@x>", "To": TO, **given})
        )

    def test_a_mail_becomes_a_ticket(self):
        ticket = self.complain(Subject="Waiting")
        self.assertEqual(
            (ticket._name, ticket.kind, ticket.source, ticket.state, ticket.received_at),
            ("hcs.complaint.ticket", "complaint", "email", "received", local(self.NOW)),
        )
        self.assertEqual((ticket.received_by_id, ticket.holder_id), (self.user_complaint, self.user_complaint))
        self.assertTrue(ticket.clock_ids)
        self.assertTrue(ticket.receipt_number)
        self.assertEqual(ticket.description, "Waiting\n\nNobody came for two hours.")
        self.assertFalse(ticket.subject, "what a customer writes as a subject may name somebody")
        self.assertEqual(ticket.activity_ids.user_id, self.user_complaint)

    def test_without_a_named_receiver_the_office_receives(self):
        self.office.receiver_id = False
        ticket = self.complain()
        self.assertTrue(ticket.received_by_id.has_group("hospital_customer_service.group_hcs_complaint"))

    def test_only_who_handles_complaints_receives(self):
        with self.assertRaisesRegex(UserError, "may not handle"):
            self.office.receiver_id = self.user_outsider

    def test_nothing_of_it_in_the_ledger_that_everybody_reads(self):
        before = self.env["hcs.contact"].search_count([])
        ticket = self.complain()
        self.reply(ticket)
        self.assertEqual(self.env["hcs.contact"].search_count([]), before)

    def test_the_line_is_for_the_office(self):
        line = self.receive(To=TO)
        for user in (self.user_complaint, self.user_director):
            self.assertTrue(line.with_user(user).has_access("read"))
        for user in (self.user_leader, self.user_agent):
            self.assertFalse(line.with_user(user).has_access("read"), user.login)

    def test_both_addresses_in_one_mail_are_one_complaint(self):
        """The desk does not get the words that were meant for the office."""
        self.complain(Cc=f"service@{DOMAIN}", Delivered_To=f"service@{DOMAIN}")
        self.assertFalse(self.records.search_count([("mail_address_id", "=", self.address.id)]))

    def test_a_reply_stays_behind_the_wall_whatever_its_address(self):
        ticket = self.complain()
        line = self.reply(ticket, To=f"service@{DOMAIN}")
        self.assertEqual(self.record_of(line), ticket)
        self.assertFalse(self.records.search_count([("mail_address_id", "=", self.address.id)]))

    def test_the_letter_to_the_complainant(self):
        ticket = self.complain().with_user(self.user_complaint)
        with self.outbox() as sent:
            ticket.action_send_mail("We are looking into it.")
        [mail] = [mail for mail in sent if mail["To"] == "xiuying@mail.example.com"]
        self.assertEqual(mail["Subject"], f"[{ticket.receipt_number}]")
        self.assertEqual(mail["From"], f"Complaint office <{TO}>")
        line = self.receive(
            raw_mail("Thanks", Subject=f"Re: [{ticket.receipt_number.lower()}]", To=TO, Message_ID="<n@x>")
        )
        self.assertEqual(self.record_of(line), ticket)

    def test_named_staff_hear_nothing(self):
        """Followers, watchers, recipients of copies: none of them is told once the complaint names them (CP5)."""
        ticket = self.complain()
        ticket.handler_ids |= self.named
        ticket.message_subscribe(self.named.partner_id.ids)
        self.name_staff(ticket)
        self.named.notification_type = "email"
        with self.outbox() as sent:
            self.reply(ticket, Cc="named@staff.example")
            ticket.with_user(self.user_complaint).action_send_mail("We are looking into it.")
            ticket.message_subscribe(self.named.partner_id.ids)
            ticket.with_user(self.user_complaint).message_post(
                body="A word", subtype_xmlid="mail.mt_comment", partner_ids=self.named.partner_id.ids
            )
        self.assertFalse([mail["To"] for mail in sent if "named" in str(mail["To"])])
        self.assertNotIn(self.named.partner_id, ticket.message_partner_ids)
        self.assertFalse(
            self.env["mail.notification"].search(
                [("mail_message_id", "in", ticket.message_ids.ids), ("res_partner_id", "=", self.named.partner_id.id)]
            )
        )

    def test_named_staff_cannot_answer_by_mail(self):
        ticket = self.complain()
        self.name_staff(ticket)
        said = len(ticket.message_ids)
        with self.outbox() as sent:
            line = self.reply(ticket, From="named@staff.example")
        self.assertEqual((line.state, line.reason), ("refused", "not_entitled"))
        self.assertEqual(len(ticket.message_ids), said)
        self.assertEqual([mail["To"] for mail in sent], ["named@staff.example"])
        self.assertNotIn(ticket.reference, sent[0].as_string())
        self.assertNotIn("Nobody came", sent[0].as_string())
        self.assertFalse(line.with_user(self.named).has_access("read"))

    def test_who_handles_it_may_answer_by_mail(self):
        ticket = self.complain()
        line = self.reply(ticket, From="office@staff.example")
        self.assertEqual(self.record_of(line), ticket)
        self.assertEqual(ticket.message_ids[0].author_id, self.user_complaint.partner_id)

    def test_named_staff_read_no_file_of_it(self):
        ticket = self.complain()
        ticket.message_post(body="x", attachments=[("letter.pdf", b"%PDF")])
        file = self.env["ir.attachment"].search([("res_model", "=", ticket._name), ("res_id", "=", ticket.id)])
        ticket.handler_ids |= self.named
        self.assertTrue(file.with_user(self.named).has_access("read"))
        self.name_staff(ticket)
        self.env.invalidate_all()
        self.assertFalse(file.with_user(self.named).has_access("read"))
        with self.assertRaises(AccessError):
            ticket.with_user(self.named).action_send_mail("Hello")

    def test_a_ticket_that_is_over_is_opened_by_people(self):
        ticket = self.complain()
        ticket.with_user(self.user_complaint).action_withdraw("Settled")
        self.reply(ticket)
        self.assertEqual(ticket.state, "withdrawn")
        self.assertTrue(ticket.activity_ids.filtered(lambda one: "wrote after" in (one.summary or "")))
