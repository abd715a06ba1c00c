import logging

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.hospital_customer_service.models.common.arguments import (
    a_day,
    a_flag,
    a_text,
    arguments,
    some_records,
)

from .hcs_summary_flow import DIRECTOR, EXECUTIVE

FEEDBACK = "hospital_cs_reports.mail_activity_type_summary_feedback"
_logger = logging.getLogger(__name__)


class HcsSummary(models.Model):
    """A summary goes on to others as a link: whoever opens it has to be let in; no mail carries figures or words."""

    _inherit = "hcs.summary"

    forward_ids = fields.One2many("hcs.summary.forward", "summary_id", "Forwarded", readonly=True)

    def action_open_forward(self):
        """Ask to whom it goes."""
        self.ensure_one()
        self._check_role(DIRECTOR, EXECUTIVE)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Forward the summary"),
            "res_model": "hcs.summary.forward.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_summary_id": self.id},
        }

    @arguments(user_ids=some_records("res.users"), note=a_text, asks_feedback=a_flag, until=a_day)
    def action_forward(self, user_ids, note=None, asks_feedback=False, until=None):
        """Send the link to these users; with a to-do where feedback is asked for."""
        self.ensure_one()
        self._check_role(DIRECTOR, EXECUTIVE)
        users = self.env["res.users"].browse(user_ids)
        if not users:
            raise UserError(self.env._("Choose at least one person."))
        strangers = users.filtered(lambda user: not self.with_user(user)._filtered_access("read"))
        if strangers:
            raise UserError(
                self.env._(
                    "These people may not read this summary: %(names)s. Agents read it once it is published; others"
                    " need a role in the customer service centre.",
                    names=", ".join(strangers.mapped("name")),
                )
            )
        if asks_feedback and self.state == "published":
            raise UserError(self.env._("The summary is published. New feedback goes into its discussion."))
        until = until or self.review_by
        self._log_forward(users, note, asks_feedback, until)
        for lang, people in users.grouped(lambda user: user.lang or "en_US").items():
            words = self.with_context(lang=lang)
            subject = words.env._("Please read: %(name)s", name=words.display_name)
            body = words.env._("%(name)s was forwarded to you.", name=words.display_name)
            if asks_feedback:
                body = words.env._("%(name)s was forwarded to you for feedback.", name=words.display_name)
                for user in people:
                    words._ask_feedback(user, until)
            words._send_link(people, subject, body)
        return True

    def _log_forward(self, users, note, asks_feedback, until):
        now = fields.Datetime.now()
        # sudo: lines of the ledger are written by this step only
        self.env["hcs.summary.forward"].sudo().create(
            [
                {
                    "summary_id": self.id,
                    "at": now,
                    "from_id": self.env.uid,
                    "user_id": user.id,
                    "note": note,
                    "asks_feedback": asks_feedback,
                    "until": until if asks_feedback else False,
                }
                for user in users
            ]
        )
        self.invalidate_recordset(["forward_ids"])

    def _ask_feedback(self, user, until):
        # sudo: an executive asks without the right to write the summary
        own = self.sudo().with_context(mail_activity_quick_update=True)
        if user not in own.activity_search([FEEDBACK]).user_id:
            own.activity_schedule(
                FEEDBACK,
                date_deadline=until,
                summary=self.env._("Feedback on %(name)s", name=self.display_name),
                user_id=user.id,
            )

    def _send_link(self, users, subject, body):
        """One message with a link, in the language of ``self``: no figure, no text that somebody wrote."""
        self.ensure_one()
        link = f"{self.get_base_url()}/odoo/hcs-summaries/{self.id}"
        # sudo: the sender need not read the partners; who is written to was checked
        self.sudo().message_notify(
            partner_ids=users.partner_id.ids,
            author_id=self.env.user.partner_id.id,
            subject=subject,
            body=Markup('<p>%s</p><p><a href="%s">%s</a></p>') % (body, link, self.env._("Open the summary")),
        )

    def _tell_published(self):
        """The link goes to those whom the settings name, and to whoever may read it of those it was forwarded to."""
        self.ensure_one()
        readers = self.sudo().company_id.hcs_summary_reader_ids
        readers = readers.filtered(lambda user: self.with_user(user)._filtered_access("read")) - self.env.user
        for lang, people in readers.grouped(lambda user: user.lang or "en_US").items():
            words = self.with_context(lang=lang)
            title = words.display_name
            words._send_link(
                people,
                words.env._("Published: %(name)s", name=title),
                words.env._("%(name)s was published.", name=title),
            )

    def _try(self, function):
        """Run one step of a job; what fails is logged and stops no other."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                function(self)
        except Exception:
            self.env.invalidate_all(flush=False)
            _logger.exception("job about summary %s failed", self.id)
            return 0
        return 1
