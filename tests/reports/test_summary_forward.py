from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.reports import ReportCase


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2026-12-01 04:00:00")
class TestSummaryForward(ReportCase):
    """RPT-05, SEC-01: a summary goes on as a link, to people who may open it, and the line stays."""

    def setUp(self):
        super().setUp()
        self.patients.write({"name": "Zhang Secret"})
        self._task("2026-06-03 20:00", "open")
        self.summary = self._summary()
        self._explain(self.summary)
        self.summary.with_user(self.user_director).narrative = "<p>Zhang Secret was not reached: 83.3%.</p>"
        self.director = self.summary.with_user(self.user_director)
        self.executive = self.summary.with_user(self.user_executive)
        (self.user_leader | self.user_executive).notification_type = "email"

    def _messages(self, subject):
        return self._notices(self.summary, subject)

    def test_the_mail_has_a_link_and_nothing_else(self):
        self.director.action_forward([self.user_leader.id], "Zhang Secret, room 3, 13812345678", True)
        message = self._messages("Please read")
        self.assertEqual(message.partner_ids, self.user_leader.partner_id)
        self.assertIn(f"/odoo/hcs-summaries/{self.summary.id}", message.body)
        mails = self.env["mail.mail"].sudo().search([("mail_message_id", "in", message.ids)])
        for text in (message.subject, message.body, *mails.mapped("body_html"), *mails.mapped("subject")):
            for secret in ("Zhang", "Secret", "13812345678", "room 3", "83.3", "0/1", "%"):
                self.assertNotIn(secret, (text or "").replace("100%", "").replace("0%", ""))
            self.assertFalse(mails.attachment_ids)

    def test_the_line_stays(self):
        self.director.action_forward([self.user_leader.id], "Look at the evenings.", True, "2026-12-03")
        line = self.director.forward_ids
        self.assertEqual(
            (line.from_id, line.user_id, line.note, line.asks_feedback, str(line.until)),
            (self.user_director, self.user_leader, "Look at the evenings.", True, "2026-12-03"),
        )
        for user in (self.env.user, self.user_admin):
            with self.assertRaises(UserError):
                line.with_user(user).write({"note": "x"})
            with self.assertRaises(UserError):
                line.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, "forwarded"):
            self.director.unlink()

    def test_who_was_asked_finds_a_to_do_until_he_answers(self):
        for _time in range(2):
            self.director.action_forward([self.user_leader.id], None, True, "2026-12-03")
        todo = self.summary.sudo().activity_ids.filtered(lambda activity: activity.user_id == self.user_leader)
        self.assertEqual((len(todo), str(todo.date_deadline)), (1, "2026-12-03"))
        self.as_user(self.user_leader, "hcs.summary.feedback").create({"summary_id": self.summary.id, "text": "Good."})
        self.assertFalse(todo.exists() and todo.active)

    def test_only_to_people_who_may_read_it(self):
        """A draft goes to leaders and executives; agents read what is published; others have no role."""
        for user in (self.user_agent, self.user_department, self.user_outsider):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, user.name):
                self.director.action_forward([self.user_leader.id, user.id])
        self.assertFalse(self.director.forward_ids)
        self.summary.sudo().state = "published"
        self.director.action_forward([self.user_agent.id])
        with self.assertRaisesRegex(UserError, "published"):
            self.director.action_forward([self.user_leader.id], None, True)
        with self.assertRaisesRegex(UserError, "at least one"):
            self.director.action_forward([])

    def test_who_forwards(self):
        self.executive.action_forward([self.user_leader.id])
        for user in (self.user_agent, self.user_leader, self.user_department, self.user_outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.summary.with_user(user).action_forward([self.user_leader.id])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.summary.with_user(user).action_open_forward()

    def test_by_the_window(self):
        action = self.executive.action_open_forward()
        wizard = (
            self.as_user(self.user_executive, action["res_model"])
            .with_context(**action["context"])
            .create({"user_ids": [(6, 0, self.user_leader.ids)]})
        )
        self.assertTrue(wizard.asks_feedback)
        wizard.action_send()
        self.assertEqual(self.director.forward_ids.user_id, self.user_leader)

    def test_published_goes_to_those_whom_the_settings_name(self):
        """Somebody named there who may not read it gets nothing."""
        self.hospital.hcs_summary_reader_ids = self.user_leader | self.user_outsider
        self._submit(self.summary)
        self.executive.action_review()
        self.executive.action_publish()
        message = self._messages("Published")
        self.assertEqual(message.partner_ids, self.user_leader.partner_id)
        self.assertNotIn("Zhang", message.body + message.subject)

    def test_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.user_leader.lang = "zh_CN"
        self.director.action_forward([self.user_leader.id, self.user_executive.id])
        self.assertEqual(len(self._messages("2026-W23")), 2, "one message for each language")
