from odoo import fields, models

from ..contact.hcs_message_template_send import HOUR_REASONS


class MailMail(models.Model):
    """Letters of care: the guard is asked once more when they leave, and what became of them is kept."""

    _inherit = "mail.mail"

    hcs_care_message_id = fields.Many2one("hcs.care.message", index="btree_not_null", ondelete="cascade")

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        refused = self._hcs_refuse_care()
        return super(MailMail, self - refused).send(
            auto_commit=auto_commit, raise_exception=raise_exception, post_send_callback=post_send_callback
        )

    def _hcs_refuse_care(self):
        """A night may lie between planning and sending: who died or withdrew the consent meanwhile gets no letter."""
        refused = self.browse()
        # a letter that was withdrawn with its own transaction is not there any more
        ours = self.exists().filtered(lambda mail: mail.state == "outgoing" and mail.hcs_care_message_id)
        for mail in ours:
            line = mail.hcs_care_message_id.sudo()  # sudo: lines belong to the system
            reason = self.env["hcs.contact.guard"]._check(
                line.patient_id, line.rule_id.purpose, "email", fields.Datetime.now(), company=line.company_id
            )[line.patient_id.id]
            if reason and reason not in HOUR_REASONS:
                mail.state = "cancel"
                line._settle("suppressed", reason)
                refused |= mail
        return refused

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        self.hcs_care_message_id.sudo()._mail_left(bool(failure_type))  # sudo: as above
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
