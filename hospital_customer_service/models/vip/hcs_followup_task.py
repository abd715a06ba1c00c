from odoo import models


class HcsFollowupTask(models.Model):
    """The badges of member and key customer on the card of the call console (VIP-05, CRM-01)."""

    _inherit = "hcs.followup.task"

    def _console_patient(self):
        patient = self.patient_id
        # sudo: who is on a roster is shown on the card to whoever calls, the contracts behind it are not
        key_account = patient.sudo().key_account_label
        return {**super()._console_patient(), "vip": patient.vip_label or "", "key_account": key_account or ""}
