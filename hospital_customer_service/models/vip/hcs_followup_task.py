from odoo import models


class HcsFollowupTask(models.Model):
    """The member's badge on the card of the call console (VIP-05)."""

    _inherit = "hcs.followup.task"

    def _console_patient(self):
        return {**super()._console_patient(), "vip": self.patient_id.vip_label or ""}
