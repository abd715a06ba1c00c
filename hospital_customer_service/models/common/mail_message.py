from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _compute_record_name(self):  # pylint: disable=missing-return
        """Notifications, pushes and mail layouts show this name to people who may not open the record."""
        super()._compute_record_name()
        for message in self.filtered("record_name"):
            if getattr(self.env.get(message.model), "_hcs_name_is_private", False):
                message.record_name = self.env[message.model].browse(message.res_id).sudo()._hcs_reference()
