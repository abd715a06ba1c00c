"""CRM-04 by e-mail: the same consent and words, a link without a patient in it, a way to refuse, what became of it."""

import re
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.care.test_activity_invite import InviteCase


@tagged("post_install", "-at_install", "hcs_care")
class TestActivityEmail(InviteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number, patient in enumerate(cls.people[:4]):
            patient.email = f"p{number}@example.com"
        cls._agree(cls.people[:5])

    def _mails(self, patients=None):
        invitations = self.activity.hcs_invitation_ids
        if patients is not None:
            invitations = invitations.filtered(lambda one: one.patient_id in patients)
        return self.env["mail.mail"].search([("hcs_invitation_id", "in", invitations.ids)], order="id")

    def _leave(self, at="2026-03-16 02:05:00", error=None):
        """The queue of letters at that moment, without a mail server."""
        server = type(self.env["ir.mail_server"])
        wake = patch.object(server, "_disable_send", return_value=False)
        connect = patch.object(server, "_connect__", return_value=None)
        send = patch.object(server, "send_email", return_value="<id>", side_effect=error)
        with freeze_time(at), wake, connect, send as sent, mute_logger("odoo.addons.mail.models.mail_mail"):
            self.env["mail.mail"].process_email_queue()
        self.env.invalidate_all()
        return sent

    def test_the_preview_says_what_the_guard_says(self):
        self._agree(self.people[1], "withdrawn")
        self.people[2].deceased = True
        rows = self.env.execute_query(self.Invitation._candidates_sql(self.activity, self.segment, "email"))
        verdicts = self.env["hcs.contact.guard"]._check(
            self.people, "marketing", "email", self.at("2026-03-16 19:00"), requested=True
        )
        self.assertEqual({row[0]: row[1] or False for row in rows}, verdicts)
        wizard = self._wizard(channel="email")
        self.assertEqual((wizard.reachable, wizard.refused), (2, 4))
        wizard.channel = "sms"
        self.assertEqual((wizard.reachable, wizard.refused), (3, 3))

    def test_a_letter(self):
        self._wizard(channel="email").action_invite()
        self.assertFalse(self._new_messages(), "nobody is written to twice")
        mails = self._mails()
        self.assertEqual(mails.mapped("email_to"), [f"p{number}@example.com" for number in range(4)])
        self.assertEqual(set(mails.mapped("subject")), {f"An invitation of {self.company.name}"})
        for mail, person in zip(mails, self.people, strict=False):
            self.assertNotIn(person.name, mail.subject)
            self.assertIn("Health lecture", mail.body_html)
            self.assertEqual(len(re.findall(r"/hcs/l/[\w-]{24}\"", mail.body_html)), 2)
        invitation = self._invitation(self.people[0])
        self.assertEqual((invitation.state, invitation.channel), ("invited", "email"))
        self.assertEqual(self._invitation(self.people[4]).reason, "no_number")
        self._leave()
        self.assertFalse(self._mails(), "letters are forgotten")
        contact = self.env["hcs.contact"].search([("patient_id", "=", self.people[0].id)])
        self.assertEqual((contact.channel, contact.purpose, contact.outcome), ("email", "marketing", "message_sent"))
        self.assertNotIn("/hcs/l/", contact.note, "the address opens the invitation for whoever reads it")

    def test_the_link_answers_and_the_other_one_refuses(self):
        self._wizard(channel="email").action_invite()
        answer, refuse = re.findall(r"/hcs/l/([\w-]{24})\"", self._mails(self.people[0]).body_html)
        links = self.env["hcs.access.link"]
        links._find(answer)._submit({"choice": "come"})
        self.assertEqual(self._invitation(self.people[0]).state, "accepted")
        self.assertEqual(self.activity.registration_ids.hcs_patient_id, self.people[0])
        link = links._find(refuse)
        template, values = self._invitation(self.people[0])._access_link_page(link)
        page = str(self.env["ir.qweb"]._render(template, {**values, "problem": False, "html_lang": "en"}))
        self.assertNotIn(self.people[0].name, page)
        self.assertEqual(self.people[0]._consent_states("marketing", "sms")[self.people[0].id], "given")
        with freeze_time("2026-03-16 03:00:00"):
            self.assertTrue(link._submit({"choice": "refuse"}))
        self.assertEqual(self.people[0]._consent_states("marketing", "sms")[self.people[0].id], "withdrawn")
        self.assertEqual(self._invitation(self.people[0]).state, "accepted", "who comes still comes")

    def test_who_changes_his_mind_before_it_leaves_gets_no_letter(self):
        self._wizard(channel="email").action_invite()
        with freeze_time("2026-03-16 02:02:00"):
            self._agree(self.people[0], "withdrawn")
        self.assertEqual(self._leave().call_count, 3)
        invitation = self._invitation(self.people[0])
        self.assertEqual((invitation.state, invitation.reason), ("suppressed", "consent_withdrawn"))

    def test_what_was_called_off_invites_nobody_any_more(self):
        self._wizard(channel="email").action_invite()
        self.activity.with_user(self.user_leader).action_hcs_call_off("Rain")
        self.assertFalse(self._leave().called)
        self.assertEqual(self._invitation(self.people[0]).reason, "superseded")

    def test_a_server_that_does_not_answer(self):
        self._wizard(channel="email").action_invite()
        self._leave(error=OSError("down"))
        invitation = self._invitation(self.people[0])
        self.assertEqual((invitation.state, invitation.reason), ("suppressed", "server_error"))
        self.assertTrue(invitation.reason_text)
        # and who could not be reached this way is invited by the other one
        with freeze_time("2026-03-17 02:00:00"):
            self._wizard(channel="sms").action_invite()
        self.assertEqual((invitation.state, invitation.channel), ("invited", "sms"))

    def test_by_the_job_as_well(self):
        self.Invitation._invite(self.activity, self.segment, channel="email")
        self.Invitation._cron_send()
        self.assertEqual(len(self._mails()), 4)
