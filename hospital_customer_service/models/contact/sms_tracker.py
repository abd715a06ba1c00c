from odoo import models


class SmsTracker(models.Model):
    """What the gateway says at once and what it says later both come by here, and reach our message."""

    _inherit = "sms.tracker"

    def _hcs_messages(self):
        return self.env["hcs.message"].sudo().search([("sms_uuid", "in", self.mapped("sms_uuid"))])

    def _action_update_from_sms_state(self, sms_state, failure_type=False, failure_reason=False):
        res = super()._action_update_from_sms_state(
            sms_state, failure_type=failure_type, failure_reason=failure_reason
        )
        self._hcs_messages()._apply_sms_state(sms_state, failure_type)
        return res

    def _action_update_from_provider_error(self, provider_error):
        res = super()._action_update_from_provider_error(provider_error)
        _status, failure_type, _reason = res
        self._hcs_messages()._apply_sms_state("error", provider_error if failure_type == "unknown" else failure_type)
        return res
