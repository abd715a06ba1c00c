from odoo import fields, models

DIRECTOR = "hospital_customer_service.group_hcs_director"


class HcsPatient(models.Model):
    """Who saw this patient (SEC-01)."""

    _inherit = "hcs.patient"

    access_log_count = fields.Integer("Looks at the record", compute="_compute_access_log_count", groups=DIRECTOR)

    def _compute_access_log_count(self):
        counts = dict(
            self.env["hcs.access.log"]._read_group([("patient_id", "in", self.ids)], ["patient_id"], ["__count"])
        )
        for patient in self:
            patient.access_log_count = counts.get(patient._origin, 0)

    def action_access_log(self):
        """The screen that answers “who saw this patient?”."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_access_log_action")
        return {**action, "domain": [("patient_id", "=", self.id)], "context": {"create": False}}
