from odoo import fields, models

from ..desk.hcs_service_record import CENTRE


class HcsPatient(models.Model):
    """Calls on the patient card."""

    _inherit = "hcs.patient"

    phone_call_ids = fields.One2many("hcs.phone.call", "patient_id", "Calls", readonly=True, groups=CENTRE)
    phone_call_count = fields.Integer("Number of calls", compute="_compute_phone_call_count", groups=CENTRE)

    def _compute_phone_call_count(self):
        counts = dict(
            self.env["hcs.phone.call"]._read_group([("patient_id", "in", self.ids)], ["patient_id"], ["__count"])
        )
        for patient in self:
            patient.phone_call_count = counts.get(patient._origin, 0)

    def action_open_calls(self):
        return self._open_lines("hospital_customer_service.hcs_phone_call_action")
