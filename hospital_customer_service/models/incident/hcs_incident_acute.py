from odoo import api, fields, models


class HcsIncident(models.Model):
    """The acute patient at the desk: one key, and the times run (FRD-05)."""

    _inherit = "hcs.incident"

    @api.model
    def action_acute_patient(self, patient_id=False, text=False):
        """Register that an acute patient stands here now, and open the record.

        :param patient_id: where the patient is known
        :param text: what was said, where something was said
        """
        now = fields.Datetime.now()
        incident = self.create(
            {
                "kind": "acute_patient",
                "severity": "2",
                "patient_id": patient_id,
                "description": text or self.env._("Acute patient"),
                "occurred_at": now,
                "noticed_at": now,
                "arrived_at": now,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": incident.id,
            "views": [(False, "form")],
        }
