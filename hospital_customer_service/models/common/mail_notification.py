from odoo import fields, models


class MailNotification(models.Model):
    """Every employee reads notifications: addresses of patients are for the mail system only (DESIGN §6.2)."""

    _inherit = "mail.notification"

    sms_number = fields.Char(groups="base.group_system")
    mail_email_address = fields.Char(groups="base.group_system")

    def _filtered_for_web_client(self):
        # sudo: the choice looks at the address, the reader does not get it
        return super(MailNotification, self.sudo())._filtered_for_web_client().with_env(self.env)

    def _to_store_defaults(self, target):
        names = super()._to_store_defaults(target)
        if target.is_current_user(self.env) and self.env.user._is_system():
            return names
        return [name for name in names if name != "mail_email_address"]
