from odoo import models


class HcsMessage(models.Model):
    """The receipt of a message is the proof of the result that it tells of."""

    _inherit = "hcs.message"

    def _apply_sms_state(self, sms_state, failure_type=False):
        before = self.filtered(lambda message: message.state == "delivered")
        result = super()._apply_sms_state(sms_state, failure_type)
        for message in self - before:
            if message.state == "delivered" and message.res_model == "hcs.result.delivery":
                self.env["hcs.result.delivery"].browse(message.res_id).exists()._message_delivered(message)
        return result
