from odoo import api, models


class HcsMessageTemplate(models.Model):
    _inherit = "hcs.message.template"

    @api.model
    def _link_codes(self):
        """An invitation is answered by its link; the hospital has it approved by the gateway with the text."""
        return (*super()._link_codes(), "activity_invitation")
