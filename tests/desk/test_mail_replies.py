"""Answers find their record again, in both directions, and life goes on there as its rules say (SVC-08, SD14)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.desk.common import local
from tests.desk.mails import DOMAIN, MailCase, raw_mail

NAME = "Zhang San"


@tagged("post_install", "-at_install", "hcs_desk")
class TestMailReplies(MailCase):
    def setUp(self):
        super().setUp()
        self.startClassPatcher(freeze_time(local(self.NOW)))
        self.record = self.record_of(self.receive())
        self.record.user_id = self.user_agent
        self.mine = self.record.with_user(self.user_agent)

    def answer(self, text="At the second floor.", **given):
        """What the agent sends; the one mail that leaves."""
        with self.outbox() as sent:
            self.mine.action_send_mail(text, **given)
        self.assertEqual(len(sent), 1)
        return sent[0]

    def reply(self, number="r1", references="", **given):
        headers = {"In-Reply-To": references, "References": references} if references else {}
        return self.receive(
            raw_mail("Thank you!", headers=headers, Message_ID=f"<{number}@mail.example.com>", **given)
        )

    # ---------------------------------------------------------------- out

    def test_the_answer_of_an_agent(self):
        self.record.patient_id = self.patient
        mail = self.answer()
        self.assertEqual(mail["To"], "xiuying@mail.example.com")
        self.assertEqual(mail["From"], f"Service centre <service@{DOMAIN}>")
        self.assertEqual(mail["Reply-To"], f"Service centre <service@{DOMAIN}>")
        self.assertEqual(mail["Subject"], f"[{self.record._mail_number()}]")
        self.assertEqual(mail["In-Reply-To"], "<q1@mail.example.com>")
        self.assertIn("<q1@mail.example.com>", mail["References"])
        self.assertIn("second floor", mail.get_body().get_content())
        for header, value in mail.items():
            self.assertNotIn(NAME, value, header)
            self.assertNotIn("eye clinic", value, header)

    def test_it_is_a_contact_and_the_response(self):
        with freeze_time(local("2026-06-01 09:20")):
            self.answer(answered=True)
        self.assertEqual((self.record.first_response_minutes, self.record.answer_minutes), (20.0, 20.0))
        contact = self.record.contact_ids[:1]
        self.assertEqual((contact.direction, contact.channel, contact.user_id), ("out", "email", self.user_agent))
        self.assertEqual(contact.note, "At the second floor.")

    def test_nobody_learns_the_address_from_the_discussion(self):
        self.mine.action_send_mail("At the second floor.")
        message = self.record.message_ids[0]
        for name in self.env["mail.message"]._fields:
            if self.env["mail.message"]._fields[name].type in ("char", "html", "text"):
                self.assertNotIn("xiuying", str(message[name]), name)
        sent = message.notification_ids
        self.assertEqual(sent.mail_email_address, "xiuying@mail.example.com")
        with self.assertRaises(AccessError):
            sent.with_user(self.user_agent).read(["mail_email_address"])

    def test_the_guard_is_asked(self):
        self.record.patient_id = self.patient
        self.patient.sudo().write({"deceased": True})
        with self.assertRaisesRegex(UserError, "has died"):
            self.mine.action_send_mail("Hello")
        self.record.caller_relation = "child"
        self.answer("Our condolences.")

    def test_what_is_missing_is_said(self):
        phone = self.register(channel="phone", patient_id=False)
        with self.assertRaisesRegex(UserError, "No e-mail address"):
            phone.action_send_mail("Hello")
        phone.sender_email_masked = "li@mail.example.com"
        with self.assertRaisesRegex(UserError, "Write the answer"):
            phone.action_send_mail("  ")
        with self.outbox() as sent:
            phone.action_send_mail("Hello")
        self.assertEqual(sent[0]["From"], f"Service centre <service@{DOMAIN}>", "the first address of the hospital")
        self.address.active = False
        with self.assertRaisesRegex(UserError, "no e-mail address for this"):
            phone.action_send_mail("Hello")

    def test_who_may_not_write_the_record_sends_nothing(self):
        for user in (self.user_department, self.user_executive, self.user_outsider):
            with self.assertRaises(AccessError):
                self.record.with_user(user).action_send_mail("Hello")

    def test_the_window_of_the_answer(self):
        letters = self.as_user(self.user_agent, "hcs.mail.answer").with_context(
            active_model=self.record._name, active_id=self.record.id
        )
        letter = letters.create({"text": "At the second floor."})
        self.assertEqual(letter.subject, f"[{self.record._mail_number()}]")
        self.assertEqual(letter.recipient, self.record.sender_email_masked)
        self.assertFalse(letter.problem)
        with self.outbox() as sent:
            letter.action_send()
        self.assertEqual(len(sent), 1)
        with self.assertRaises(UserError):
            letters.create({"text": "x", "res_model": "hcs.patient", "res_id": self.patient.id})._get_record()

    def test_files_of_others_are_not_sent(self):
        file = self.env["ir.attachment"].create({"name": "x.pdf", "raw": b"%PDF"})
        with self.assertRaisesRegex(UserError, "your own computer"):
            self.mine.action_send_mail("Hello", attachment_ids=file.ids)

    # ---------------------------------------------------------------- in again

    def test_a_reply_finds_its_record_and_ends_the_waiting(self):
        number = self.answer()["Message-Id"]
        self.mine.action_start()
        self.mine.action_wait("the date of birth")
        line = self.reply(references=number, Subject="Re: something else")
        self.assertEqual(self.record_of(line), self.record)
        self.assertEqual(self.record.state, "in_progress")
        self.assertEqual(self.record.contact_ids.mapped("direction").count("in"), 2)
        self.assertEqual(self.record.activity_ids.user_id, self.user_agent)

    def test_a_reply_that_lost_its_thread_is_known_by_its_number(self):
        line = self.reply(Subject=f"AW: [{self.record._mail_number()}] my question")
        self.assertEqual(self.record_of(line), self.record)
        stranger = self.reply(
            "r2", Subject=f"[{self.record._mail_number()}]", From="Stranger <stranger@mail.example.com>"
        )
        self.assertNotEqual(self.record_of(stranger), self.record, "a number alone opens nothing")
        by_reference = self.reply("r4", Subject=f"Re: {self.record.reference}")
        self.assertEqual(self.record_of(by_reference), self.record, "what agents say on the phone is known too")
        wildcard = self.reply("r3", Subject="[______]")
        self.assertNotEqual(self.record_of(wildcard), self.record)

    def test_what_is_quoted_is_not_written_down_twice(self):
        number = self.answer()["Message-Id"]
        raw = raw_mail(
            "And on Sunday?\r\n\r\nOn 1 June the centre wrote:\r\n> At the second floor.\r\n",
            headers={"References": number}, Message_ID="<r1@x>",
        )  # fmt: skip
        self.receive(raw)
        self.assertEqual(self.record.contact_ids[:1].note, "And on Sunday?")

    def close(self):
        self.mine.action_start()
        self.mine.action_done("done")

    def test_within_days_it_is_opened_again(self):
        self.service.reopen_days = 7
        number = self.answer()["Message-Id"]
        self.close()
        with freeze_time(self.later(days=6)):
            line = self.reply(references=number)
        self.assertEqual(self.record_of(line), self.record)
        self.assertEqual((self.record.state, self.record.reopened_count), ("in_progress", 1))
        self.assertEqual(self.record.user_id, self.user_agent)

    def test_later_a_new_record_follows(self):
        self.service.reopen_days = 7
        number = self.answer()["Message-Id"]
        self.close()
        with freeze_time(self.later(days=8)):
            line = self.reply(references=number)
            follower = self.record_of(line)
            second = self.record_of(self.reply("r2", references=number))
        self.assertEqual(follower.predecessor_id, self.record)
        self.assertEqual((self.record.state, follower.state, follower.channel), ("done", "new", "email"))
        self.assertEqual((follower.user_id, follower.description), (self.user_agent, "Thank you!"))
        self.assertEqual(second, follower, "the next one goes on there")

    def test_a_merged_record_leads_to_the_one_that_lives(self):
        number = self.answer()["Message-Id"]
        other = self.register(patient_id=False)
        self.mine.action_merge(other.id)
        self.assertEqual(self.record_of(self.reply(references=number)), other)

    def test_a_colleague_answers_by_mail(self):
        """Somebody who may read the record adds to it; that is no word of the customer's."""
        self.with_email(self.user_agent, "agent@staff.example")
        number = self.answer()["Message-Id"]
        self.mine.action_start()
        self.mine.action_wait("the date of birth")
        line = self.reply(references=number, From="agent@staff.example")
        self.assertEqual(self.record_of(line), self.record)
        self.assertEqual(self.record.state, "waiting")
        self.assertEqual(self.record.message_ids[0].author_id, self.user_agent.partner_id)
        self.assertEqual(self.record.contact_ids.mapped("direction").count("in"), 1)

    def test_somebody_of_the_hospital_who_may_not_read_it_is_refused_in_plain_words(self):
        self.with_email(self.user_outsider, "outsider@staff.example")
        number = self.answer()["Message-Id"]
        written = [("model", "=", self.record._name), ("message_type", "in", ("email", "comment"))]
        said = self.env["mail.message"].search_count(written)
        with self.outbox() as sent:
            line = self.reply(references=number, From="Some One <outsider@staff.example>")
        self.assertEqual((line.state, line.reason), ("refused", "not_entitled"))
        self.assertEqual(self.env["mail.message"].search_count(written), said)
        self.assertEqual([mail["To"] for mail in sent], ["outsider@staff.example"])
        text = sent[0].get_body().get_content()
        self.assertIn("was not taken up", text)
        self.assertNotIn(self.record._mail_number(), sent[0].as_string())
        self.assertEqual(sent[0]["Auto-Submitted"], "auto-replied")

    def test_an_employee_in_an_own_matter_is_a_customer(self):
        self.with_email(self.user_outsider, "xiuying@mail.example.com")
        number = self.answer()["Message-Id"]
        self.assertEqual(self.record_of(self.reply(references=number)), self.record)
        self.assertFalse(self.record.message_ids[0].author_id)

    def test_a_private_discussion_that_takes_no_mail(self):
        """A message about a patient's card does not become a door into it."""
        said = self.patient.message_post(body="Look at this", message_id="<card@hospital.example>")
        said.message_id = "<card@hospital.example>"
        count = len(self.patient.message_ids)
        line = self.reply(references="<card@hospital.example>", To="x@other.example")
        self.assertEqual((line.state, line.reason), ("refused", "no_door"))
        self.assertEqual(len(self.patient.message_ids), count)

    def test_a_mail_that_came_back(self):
        number = self.answer()["Message-Id"]
        report = (
            "--b\r\nContent-Type: text/plain\r\n\r\nUndelivered\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
            "Final-Recipient: rfc822; xiuying@mail.example.com\r\nAction: failed\r\n\r\n"
            f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {number}\r\nSubject: x\r\n--b--\r\n"
        )
        line = self.receive(
            raw_mail(
                report,
                headers={"Content-Type": 'multipart/report; report-type=delivery-status; boundary="b"'},
                From="MAILER-DAEMON@mx.example.com",
                Message_ID="<b1@mx>",
            )
        )
        self.assertEqual((line.reason, line.res_id), ("bounce", self.record.id))
        self.assertIn("bounce", self.record.message_ids.notification_ids.mapped("notification_status"))
        self.assertIn("did not arrive", self.record.activity_ids.summary)

    def test_once_more_after_the_record_was_told(self):
        """Each customer's mail leaves one reminder only, until the agent answers."""
        number = self.answer()["Message-Id"]
        self.reply(references=number)
        self.reply("r2", references=number)
        self.assertEqual(len(self.record.activity_ids), 1)
        self.answer("Yes.")
        self.assertFalse(self.record.activity_ids)
