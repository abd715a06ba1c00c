"""What no person wrote, what comes too often and what cannot be read is kept aside: no record, no answer, no loss."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.desk.common import local
from tests.desk.mails import DOMAIN, MailCase, raw_mail

MACHINES = {
    "auto_submitted": ({"Auto-Submitted": "auto-replied"}, "automatic"),
    "auto_generated": ({"Auto-Submitted": "auto-generated (rejected)"}, "automatic"),
    "precedence": ({"Precedence": "bulk"}, "bulk"),
    "list": ({"List-Unsubscribe": "<mailto:x@list.example.com>"}, "bulk"),
    "suppress": ({"X-Auto-Response-Suppress": "OOF, AutoReply"}, "automatic"),
    "autoreply": ({"X-Autoreply": "yes"}, "automatic"),
    "daemon": ({"From": "MAILER-DAEMON@mx.example.com"}, "bounce"),
    "null_path": ({"Return-Path": "<>"}, "bounce"),
    "noreply": ({"From": "no-reply@shop.example.com"}, "automatic"),
    "own_alias": ({"From": f"Service <service@{DOMAIN}>"}, "own"),
    "nobody": ({"From": None}, "no_sender"),
}


@tagged("post_install", "-at_install", "hcs_desk")
class TestMailAside(MailCase):
    def setUp(self):
        super().setUp()
        self.startClassPatcher(freeze_time(local(self.NOW)))
        self.address.write({"auto_answer": True, "answer_text": "We have your mail."})

    def own(self):
        return self.records.search_count([("mail_address_id", "=", self.address.id)])

    def test_machines(self):
        for name, (headers, reason) in MACHINES.items():
            with self.subTest(name), self.outbox() as sent:
                line = self.receive(raw_mail(headers={"Message-ID": f"<{name}@x>", **headers}))
                self.assertEqual((line.state, line.reason), ("ignored", reason))
                self.assertEqual(line.preview, "Where do I find the eye clinic?")
                self.assertIn(b"eye clinic", base64.b64decode(line.raw))
                self.assertTrue(line.reason_text != reason, "in words")
            self.assertFalse(sent, name)
        self.assertFalse(self.own())

    def test_a_person_is_no_machine(self):
        """Headers that only say that a person wrote change nothing."""
        headers = {"Auto-Submitted": "no", "X-Auto-Response-Suppress": "DR, RN", "Precedence": "first-class"}
        self.assertEqual(self.receive(raw_mail(headers=headers)).state, "done")

    def test_nothing_at_all(self):
        line = self.receive(body="  \r\n", Subject="")
        self.assertEqual((line.state, line.reason), ("ignored", "empty"))
        line = self.receive(body="", Subject="Please call me", Message_ID="<s@x>")
        self.assertEqual(self.record_of(line).subject, "Please call me")

    def test_more_than_so_many_of_one_sender_in_an_hour(self):
        self.address.hourly_limit = 2
        states = [self.receive(Message_ID=f"<m{number}@x>").state for number in range(3)]
        self.assertEqual(states, ["done", "done", "ignored"])
        other = self.receive(Message_ID="<o@x>", From="Li <li@mail.example.com>")
        self.assertEqual(other.state, "done", "others are not touched")
        with freeze_time(self.later(hours=1, minutes=1)):
            self.assertEqual(self.receive(Message_ID="<m9@x>").state, "done")

    def test_an_address_that_is_switched_off(self):
        self.address.active = False
        with self.outbox() as sent:
            line = self.receive()
        self.assertEqual((line.state, line.reason, sent), ("ignored", "switched_off", []))

    # ---------------------------------------------------------------- answered at once

    def test_the_confirmation(self):
        with self.outbox() as sent:
            record = self.record_of(self.receive())
        [mail] = sent
        self.assertEqual(mail["Subject"], f"[{record._mail_number()}]")
        self.assertEqual(mail["To"], "xiuying@mail.example.com")
        self.assertEqual(mail["In-Reply-To"], "<q1@mail.example.com>")
        self.assertEqual((mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]), ("auto-replied", "All"))
        text = mail.get_body().get_content()
        self.assertIn("We have your mail.", text)
        self.assertIn(record._mail_number(), text)
        self.assertNotIn("eye clinic", text, "what was asked is not sent around once more")
        self.assertFalse(record.first_response_at, "a machine is no response")
        self.assertFalse(record.contact_ids.filtered(lambda contact: contact.direction == "out"))

    def test_once_in_the_hours_of_the_address(self):
        with self.outbox() as sent:
            self.receive()
            self.receive(Message_ID="<q2@x>")
            with freeze_time(self.later(hours=23)):
                self.receive(Message_ID="<q3@x>")
            with freeze_time(self.later(hours=25)):
                self.receive(Message_ID="<q4@x>")
            self.receive(Message_ID="<q5@x>", From="Li <li@mail.example.com>")
        self.assertEqual(len(sent), 3)

    def test_in_the_language_of_the_mail(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.address.with_context(lang="zh_CN").answer_text = "\u6536\u5230"
        with self.outbox() as sent:
            self.receive(body="\u773c\u79d1\u5728\u54ea\u91cc\uff1f")
            self.receive(Message_ID="<e@x>", From="Li <li@mail.example.com>")
        self.assertIn("\u6536\u5230", sent[0].get_body().get_content())
        self.assertIn("We have your mail.", sent[1].get_body().get_content())

    def test_its_echo_ends_there(self):
        """The confirmation of another machine to our confirmation is the end of it."""
        with self.outbox() as sent:
            self.receive()
            raw = sent[0].as_bytes()
            echo = raw.replace(b"To: xiuying@mail.example.com", b"To: service@hospital.example")
            self.assertNotIn("done", self.receive(echo).mapped("state"))
        self.assertEqual((len(sent), self.own()), (1, 1))

    # ---------------------------------------------------------------- what people do with it

    def test_a_leader_makes_a_record_of_it(self):
        self.user_leader.group_ids |= self.env.ref("hospital_customer_service.group_hcs_pii")
        line = self.receive(raw_mail(headers={"Precedence": "bulk"})).with_user(self.user_leader)
        action = line.action_take_up()
        record = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((record.channel, record.subject), ("email", "A question"))
        self.assertEqual((line.state, line.handled_by_id), ("done", self.user_leader))
        self.assertFalse(line.raw, "what became a record is not kept twice")
        with self.assertRaisesRegex(UserError, "taken up already"):
            line.action_take_up()

    def test_nothing_to_do(self):
        line = self.receive(raw_mail(headers={"Precedence": "bulk"})).with_user(self.user_leader)
        self.assertIn(line, self.as_user(self.user_leader, "hcs.mail.incoming").search(self.lines._attention_domain()))
        line.action_settle()
        self.assertNotIn(line, self.lines.search(self.lines._attention_domain()))
        self.assertEqual(line.state, "ignored")

    def test_what_was_not_kept_cannot_be_taken_up(self):
        self.address.mail_mb = 1
        line = self.receive(body="x" * 1024 * 1024).with_user(self.user_leader)
        with self.assertRaisesRegex(UserError, "not kept"):
            line.action_take_up()

    def test_agents_do_not_see_the_list(self):
        line = self.receive(raw_mail(headers={"Precedence": "bulk"}))
        for user in (self.user_agent, self.user_department, self.user_outsider):
            with self.assertRaises(AccessError):
                line.with_user(user).read(["subject"])
        with self.assertRaises(AccessError):
            line.with_user(self.user_leader).write({"state": "done"})

    def test_the_leader_hears_once_that_something_waits(self):
        self.address.hourly_limit = 1
        for number in range(3):
            self.receive(Message_ID=f"<m{number}@x>")
        self.assertEqual(self.address.activity_ids.user_id, self.user_leader)
        self.assertEqual(len(self.address.activity_ids), 1)

    def test_the_list_is_kept_for_so_long(self):
        self.address.keep_days = 30
        done, aside = self.receive(), self.receive(raw_mail(headers={"Message-ID": "<b@x>", "Precedence": "bulk"}))
        with freeze_time(self.later(days=29)):
            self.lines._gc_incoming()
            self.assertTrue(done.exists())
        with freeze_time(self.later(days=31)):
            self.lines._gc_incoming()
            self.assertFalse(done.exists())
            self.assertTrue(aside.exists(), "nobody has looked at it yet")
        with freeze_time(self.later(days=61)):
            self.lines._gc_incoming()
            self.assertFalse(aside.exists())

    def test_what_an_address_needs(self):
        with self.assertRaisesRegex(UserError, "Choose the service"):
            self.addresses.create({"name": "X", "alias_name": "x"})
        with self.assertRaisesRegex(UserError, "Write the answer"):
            self.address.answer_text = " "
