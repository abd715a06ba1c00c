from odoo import models


class MailAlias(models.Model):
    _inherit = "mail.alias"

    def _alias_bounce_incoming_email(self, message, message_dict, set_invalid=True):
        """A mail to the centre that cannot be read is kept and mended by people; its sender is not sent away."""
        if set_invalid and self.alias_parent_model_id.model == "hcs.mail.address":
            return None
        return super()._alias_bounce_incoming_email(message, message_dict, set_invalid)
