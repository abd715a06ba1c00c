"""CARE-01 by e-mail: no patient in the subject, the hour, a link to refuse, and what became of the letter."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.care import CareCase


@tagged("post_install", "-at_install", "hcs_care")
class TestCareEmail(CareCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.patient.email = "zhang@example.com"
        cls.rule = cls._rule(channel="email", subject="A greeting")

    def _mail(self):
        return self.env["mail.mail"].search([("hcs_care_message_id", "in", self._lines(self.patient).ids)])

    def _leave(self, local="2026-03-16 09:30", error=None):
        """The queue of letters at that hour, without a mail server."""
        server = type(self.env["ir.mail_server"])
        wake = patch.object(server, "_disable_send", return_value=False)
        connect = patch.object(server, "_connect__", return_value=None)
        send = patch.object(server, "send_email", return_value="<id>", side_effect=error)
        with self._now(local), wake, connect, send as sent, mute_logger("odoo.addons.mail.models.mail_mail"):
            self.env["mail.mail"].process_email_queue()
        self.env.invalidate_all()
        return sent

    def test_a_letter(self):
        self._run("2026-03-16 08:00")
        mail = self._mail()
        self.assertEqual((mail.subject, mail.email_to), ("A greeting", "zhang@example.com"))
        self.assertEqual(mail.scheduled_date, self.at("2026-03-16 09:00"))
        self.assertIn("all the best", mail.body_html)
        self._leave("2026-03-16 08:30")
        self.assertEqual(self._lines().state, "queued")
        self._leave()
        self.assertEqual(self._lines().state, "sent")
        self.assertFalse(self._mail().exists(), "the letter is forgotten")
        contact = self.env["hcs.contact"].search([("patient_id", "=", self.patient.id)])
        self.assertEqual((contact.channel, contact.purpose, contact.outcome), ("email", "greeting", "message_sent"))
        self.assertTrue(contact.reached)

    def test_a_letter_on_a_holiday(self):
        self.patient.birthdate = "1970-02-17"
        self._run("2026-02-17 09:00")
        self.assertEqual(self._lines().state, "queued")

    def test_a_server_that_does_not_answer(self):
        self._run("2026-03-16 08:00")
        self._leave(error=OSError("down"))
        line = self._lines()
        self.assertEqual(line.state, "failed")
        self.assertIn("reached", line.reason_text)
        self.assertFalse(self.env["hcs.contact"].search([("patient_id", "=", self.patient.id)]).reached)

    def test_no_address(self):
        self.patient.email = False
        self._run("2026-03-16 08:00")
        self.assertEqual((self._lines().state, self._lines().reason), ("suppressed", "no_number"))

    def test_the_consent_is_withdrawn_over_night(self):
        self._run("2026-03-16 08:00")
        self._agree(self.patient, state="withdrawn", at="2026-03-16 00:10:00")
        sent = self._leave()
        self.assertFalse(sent.called)
        self.assertEqual((self._lines().state, self._lines().reason), ("suppressed", "consent_withdrawn"))
        self.assertFalse(self.env["hcs.contact"].search([("patient_id", "=", self.patient.id)]))

    def test_a_leader_takes_a_letter_back(self):
        self._run("2026-03-16 08:00")
        self._lines().with_user(self.user_leader).action_cancel()
        self.assertFalse(self._leave().called)
        self.assertEqual(self._lines().state, "cancelled")

    def test_the_link_to_refuse(self):
        """One click too many changes nothing; after the answer nothing of this kind is written to the person."""
        self._run("2026-03-16 08:00")
        body = self._mail().body_html
        token = body.partition("/hcs/l/")[2].partition('"')[0]
        with self._now("2026-03-17 09:00"):
            links = self.env["hcs.access.link"]
            link = links._find(token)
            template, values = self._lines()._access_link_page(link)
            page = str(self.env["ir.qweb"]._render(template, {**values, "problem": False, "html_lang": "en"}))
            self.assertNotIn(self.patient.name, page)
            self.assertEqual(self.patient._consent_states("greeting", "email")[self.patient.id], "given")
            self.assertTrue(link._submit({"choice": "refuse"}))
            self.assertFalse(links._find(token))
        consent = self.patient.consent_ids.sorted("id")[-1:]
        self.assertEqual((consent.purpose, consent.state, consent.source), ("greeting", "withdrawn", "online"))
        self._run("2027-03-16 09:00")
        self.assertEqual(len(self._lines()), 1)

    def test_refusing_letters_about_care_does_not_end_care(self):
        self._make_course("2026-03-16")
        self._rule("revisit_due", channel="email", subject="Your visit")
        self.rule.active = False
        self._run("2026-03-16 08:00")
        line = self._lines()
        line._access_link_submit(self.env["hcs.access.link"]._issue(line, "care_refuse")[0], {})
        states = {
            channel: self.patient._consent_states("followup", channel)[self.patient.id]
            for channel in ("email", "call")
        }
        self.assertEqual(states["email"], "withdrawn")
        self.assertNotEqual(states["call"], "withdrawn")
