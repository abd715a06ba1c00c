from odoo import fields, models


class HcsTriageHelp(models.TransientModel):
    """The patient it is about, for the emergency flow."""

    _inherit = "hcs.triage.help"

    patient_id = fields.Many2one("hcs.patient", groups="hospital_customer_service.group_hcs_agent")

    def _emergency_patient(self):
        return self.patient_id if self._has_field_access(self._fields["patient_id"], "read") else None
