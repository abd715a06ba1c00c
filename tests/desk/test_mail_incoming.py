"""A mail to the centre becomes a service record, once, with everything a person asked (SVC-02, SVC-08)."""

import base64
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from tests.desk.common import local
from tests.desk.mails import CUSTOMER, DOMAIN, MailCase, raw_mail


@tagged("post_install", "-at_install", "hcs_desk")
class TestMailIncoming(MailCase):
    def setUp(self):
        super().setUp()
        self.startClassPatcher(freeze_time(local(self.NOW)))

    def test_a_mail_becomes_a_service_record(self):
        self.env["hcs.clock.policy"].search([("model", "=", "hcs.service.record")]).active = True
        line = self.receive()
        record = self.record_of(line)
        self.assertEqual(record._name, "hcs.service.record")
        self.assertEqual(
            (record.channel, record.type_id, record.team_id, record.state, record.subject, record.description),
            ("email", self.service, self.team, "new", "A question", "Where do I find the eye clinic?"),
        )
        self.assertEqual((record.caller_name, record.sender_email), ("Wang Xiuying", "xiuying@mail.example.com"))
        self.assertTrue(record.clock_ids.filtered(lambda clock: clock.state == "running"), "a clock of the response")
        self.assertFalse(record.first_response_at)
        self.assertFalse(record.user_id)

    def test_it_stands_in_the_ledger(self):
        record = self.record_of(self.receive())
        contact = record.contact_ids
        self.assertEqual((contact.channel, contact.direction, contact.purpose), ("email", "in", "service"))
        self.assertEqual((contact.number, contact.user_id.id), ("xiuying@mail.example.com", False))
        self.assertEqual(contact.started_at, local(self.NOW))
        self.assertEqual(contact.outcome_name, "E-mail received")

    def test_a_stranger_becomes_no_contact_of_the_house(self):
        """Every employee reads contacts: nobody may learn from them who is ill (DESIGN §1.8)."""
        partners = self.env["res.partner"].with_context(active_test=False)
        before = partners.search_count([])
        record = self.record_of(self.receive(Cc="Li Na <li.na@mail.example.com>"))
        self.assertEqual(partners.search_count([]), before)
        self.assertFalse(record.message_partner_ids)
        message = record.message_ids.filtered(lambda one: one.message_type == "email")
        self.assertFalse(message.author_id)
        self.assertFalse(message.partner_ids)
        for column in ("email_from", "incoming_email_to", "incoming_email_cc", "reply_to", "subject"):
            self.assertNotIn("xiuying", str(message[column]), column)
            self.assertNotIn("li.na", str(message[column]), column)

    def test_the_address_is_hidden_from_whoever_may_not_see_it(self):
        record = self.record_of(self.receive()).with_user(self.user_agent)
        self.assertNotIn("xiuying", record.sender_email_masked)
        self.assertNotIn("sender_email", record.fields_get())
        line = self.as_user(self.user_leader, "hcs.mail.incoming").search([], limit=1)
        self.assertNotIn("xiuying", line.sender_masked)
        self.assertNotIn("raw", line.fields_get())
        found = self.as_user(self.user_agent, "hcs.service.record")
        self.assertTrue(found.search([("sender_email_masked", "=", "xiuying@mail.example.com")]))

    def test_the_patient_is_known_by_an_address_of_one_card_only(self):
        self.patient.sudo().email = "XiuYing@mail.example.com"
        self.assertEqual(self.record_of(self.receive()).patient_id, self.patient)
        other = self.env["hcs.patient"].create({"name": "Wang Li", "email": "xiuying@mail.example.com"})
        second = self.record_of(self.receive(Message_ID="<q2@mail.example.com>"))
        self.assertFalse(second.patient_id, "two people with one address: nobody is guessed")
        other.active = False
        self.patient.sudo().email = "x%@mail.example.com"
        third = self.record_of(self.receive(Message_ID="<q3@mail.example.com>"))
        self.assertFalse(third.patient_id, "a sign of a search is a sign like others")

    def test_the_same_mail_twice_is_one_record(self):
        self.receive()
        self.assertFalse(self.receive(Delivered_To=f"service@{DOMAIN}", Subject="Another subject"))
        self.assertEqual(self.records.search_count([("mail_address_id", "=", self.address.id)]), 1)

    def test_without_a_number_the_content_decides(self):
        first = self.receive(Message_ID=None)
        again = raw_mail(Message_ID=None, Received="from mx2 by mx1; Mon, 1 Jun 2026 09:05:00 +0800")
        self.assertTrue(self.record_of(first))
        self.assertFalse(self.receive(again), "brought by another way")
        self.assertTrue(self.record_of(self.receive(raw_mail("And the ear clinic?", Message_ID=None))))

    def test_two_addresses_in_one_mail_are_one_record(self):
        self.addresses.create({"name": "Info", "alias_name": "info", "type_id": self.service.id})
        self.receive(To=f"info@{DOMAIN}", Cc=f"service@{DOMAIN}")
        record = self.records.search([("sender_email", "=", "xiuying@mail.example.com")])
        self.assertEqual(record.mail_address_id.alias_name, "info")

    def test_files_stay_with_the_record_and_unfit_ones_outside(self):
        pdf, exe = base64.b64encode(b"%PDF-1.4 x").decode(), base64.b64encode(b"MZ\x90").decode()
        parts = "".join(
            f'--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="{name}"\r\n'
            f"Content-Transfer-Encoding: base64\r\n\r\n{content}\r\n"
            for name, content in (("letter.pdf", pdf), ("run.exe", exe), ("photo.jpg.scr", exe), ("fake.pdf", exe))
        )
        body = f"--b\r\nContent-Type: text/plain\r\n\r\nSee the letter\r\n{parts}--b--\r\n"
        record = self.record_of(
            self.receive(raw_mail(body, headers={"Content-Type": 'multipart/mixed; boundary="b"'}))
        )
        files = self.env["ir.attachment"].search([("res_model", "=", record._name), ("res_id", "=", record.id)])
        self.assertEqual(files.mapped("name"), ["letter.pdf"])
        said = record.message_ids.filtered(lambda one: one.message_type == "email").body
        for name in ("run.exe", "photo.jpg.scr", "fake.pdf"):
            self.assertIn(name, said)
        self.assertTrue(files.with_user(self.user_agent).has_access("read"))
        self.assertFalse(files.with_user(self.user_outsider).has_access("read"))

    def test_too_many_and_too_large_files(self):
        self.address.write({"file_count": 1, "file_mb": 1})
        large = base64.b64encode(b"%PDF" + b"x" * (1024 * 1024)).decode()
        small = base64.b64encode(b"%PDF").decode()
        parts = "".join(
            f'--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="{name}"\r\n'
            f"Content-Transfer-Encoding: base64\r\n\r\n{content}\r\n"
            for name, content in (("large.pdf", large), ("one.pdf", small), ("two.pdf", small))
        )
        raw = raw_mail(f"{parts}--b--\r\n", headers={"Content-Type": 'multipart/mixed; boundary="b"'})
        record = self.record_of(self.receive(raw))
        own = [("res_id", "=", record.id), ("res_model", "=", record._name)]
        self.assertEqual(self.env["ir.attachment"].search(own).mapped("name"), ["one.pdf"])

    def test_a_huge_mail_is_not_read(self):
        self.address.mail_mb = 1
        line = self.receive(body="x" * 1024 * 1024)
        self.assertEqual((line.state, line.reason, bool(line.raw)), ("ignored", "too_large", False))
        self.assertFalse(self.records.search_count([("mail_address_id", "=", self.address.id)]))

    def test_what_chinese_mail_programs_send(self):
        """GBK that calls itself GB 2312, bare 8-bit headers, base64, HTML without text."""
        text = "\u6731\u9555\u57fa\u95ee\uff1a\u773c\u79d1\u5728\u54ea\u91cc\uff1f"  # a sign that GB 2312 lacks
        coded = base64.b64encode(text.encode("gbk")).decode()
        html = f"<html><body><p>{text}</p><script>alert(1)</script></body></html>"
        cases = {
            "declared too narrowly": raw_mail(text.encode("gbk"), charset="gb2312"),
            "no charset": raw_mail(text.encode("gbk"), headers={"Content-Type": "text/plain"}),
            "unknown charset": raw_mail(text, headers={"Content-Type": "text/plain; charset=x-klingon"}),
            "gb18030": raw_mail(text.encode("gb18030"), charset="gb18030"),
            "base64": raw_mail(coded, charset="gbk", headers={"Content-Transfer-Encoding": "base64"}),
            "html only": raw_mail(html, headers={"Content-Type": "text/html; charset=utf-8"}),
        }
        for number, (name, raw) in enumerate(cases.items()):
            with self.subTest(name):
                raw = raw.replace(b"<q1@", f"<c{number}@".encode())
                record = self.record_of(self.receive(raw))
                self.assertEqual(record.description, text)
                self.assertNotIn("script", str(record.message_ids.mapped("body")))

    def test_headers_in_bare_chinese(self):
        name, subject = "\u738b\u79c0\u82f1", "\u773c\u79d1\u95e8\u8bca"
        raw = raw_mail(From="SENDER <xiuying@mail.example.com>", Subject="SUBJECT")
        for charset in ("gbk", "utf-8"):
            with self.subTest(charset):
                bare = raw.replace(b"SENDER", name.encode(charset)).replace(b"SUBJECT", subject.encode(charset))
                record = self.record_of(self.receive(bare.replace(b"<q1@", f"<{charset}@".encode())))
                self.assertEqual((record.caller_name, record.subject), (name, subject))

    def test_broken_outsides(self):
        cases = {
            "date": {"Date": "Thu, 99 Foo 20266"},
            "no date": {"Date": None},
            "far date": {"Date": "Mon, 01 Jun 2099 09:00:00 +0800"},
            "long number": {"Message-ID": f"<{'x' * 5000}@mail.example.com>"},
            "nul": {"Subject": "A \x00 question"},
            "no type": {"Content-Type": None},
            "odd type": {"Content-Type": "text/; charset"},
        }
        for number, (name, headers) in enumerate(cases.items()):
            with self.subTest(name):
                record = self.record_of(self.receive(raw_mail(headers={"Message-ID": f"<d{number}@x>", **headers})))
                self.assertEqual(record.opened_at, local(self.NOW))
                self.assertLessEqual(record.message_ids[0].date, local(self.NOW) + timedelta(minutes=1))

    def test_what_is_not_ours_goes_its_own_way(self):
        """Other applications' mail is none of our business, and an unknown address is an error as before."""
        before = self.lines.search_count([])
        with self.assertRaises(ValueError):
            self.env["mail.thread"].message_process(None, raw_mail(To=f"nobody@{DOMAIN}"))
        partner = self.env["res.partner"].create({"name": "Supplier"})
        self.env["mail.thread"].message_process(
            "res.partner", raw_mail(To="x@y.example", Message_ID="<o1@x>"), thread_id=partner.id
        )
        self.assertEqual(self.lines.search_count([]), before)
        self.assertEqual(partner.message_ids[0].email_from, CUSTOMER.replace("Wang Xiuying", '"Wang Xiuying"'))

    def test_a_server_of_incoming_mail_that_names_the_model(self):
        """Blind copies name no address of ours: the mailbox they were fetched from decides."""
        self.env["mail.thread"].message_process("hcs.service.record", raw_mail(To="undisclosed-recipients:;"))
        record = self.records.search([("sender_email", "=", "xiuying@mail.example.com")])
        self.assertEqual(record.mail_address_id, self.address)
