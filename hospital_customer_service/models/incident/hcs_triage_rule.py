from odoo import api, models


class HcsTriageRule(models.Model):
    """A red flag opens the record of an acute patient (DIR-03, FRD-05)."""

    _inherit = "hcs.triage.rule"

    @api.model
    def _emergency_action(self, patient=None, text=None):
        return self.env["hcs.incident"].action_acute_patient(patient.id if patient else False, text)
