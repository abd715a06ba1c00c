from odoo import fields, models

from ..contact.hcs_message_template_send import HOUR_REASONS

LETTERS = ("hcs_care_message_id", "hcs_invitation_id")


class MailMail(models.Model):
    """Letters of care: the guard is asked once more when they leave, and what became of them is kept."""

    _inherit = "mail.mail"

    hcs_care_message_id = fields.Many2one("hcs.care.message", index="btree_not_null", ondelete="cascade")
    hcs_invitation_id = fields.Many2one("hcs.activity.invitation", index="btree_not_null", ondelete="cascade")

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        refused = self._hcs_refuse_care()
        return super(MailMail, self - refused).send(
            auto_commit=auto_commit, raise_exception=raise_exception, post_send_callback=post_send_callback
        )

    def _hcs_letters(self):
        """The rows whose letters these are, one recordset for each model."""
        # sudo: rows of letters belong to the system
        return [rows for name in LETTERS if (rows := self[name].sudo())]

    def _hcs_refuse_care(self):
        """A night may lie between planning and sending: who died or withdrew the consent meanwhile gets no letter."""
        refused = self.browse()
        # a letter that was withdrawn with its own transaction is not there any more
        for mail in self.exists().filtered(lambda mail: mail.state == "outgoing"):
            for row in mail._hcs_letters():
                reason = row._letter_refused() or self.env["hcs.contact.guard"]._check(
                    row.patient_id, row._letter_purpose(), "email", fields.Datetime.now(), company=row.company_id
                ).get(row.patient_id.id)
                if reason and reason not in HOUR_REASONS:
                    mail.state = "cancel"
                    row._letter_settle("suppressed", reason)
                    refused |= mail
        return refused

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        for rows in self._hcs_letters():
            rows._mail_left(bool(failure_type))
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
