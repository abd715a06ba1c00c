from odoo import models

CARE = "hcs.care.message"


class HcsMessage(models.Model):
    """Receipts of care messages reach the line of the person and the occasion."""

    _inherit = "hcs.message"

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"state", "reason"}:
            for message in self:
                if message.res_model == CARE and message.res_id:
                    # sudo: a receipt is nobody's
                    self.env[CARE].sudo().browse(message.res_id)._follow(message)
        return result
