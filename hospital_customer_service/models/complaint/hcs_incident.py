from odoo import fields, models


class HcsIncident(models.Model):
    """Incident and complaint about the same matter know of each other; what is left open keeps both open."""

    _name = "hcs.incident"
    _inherit = ["hcs.incident", "hcs.complaint.raise.mixin"]

    complaint_ids = fields.One2many(
        "hcs.complaint.ticket",
        "incident_id",
        string="Complaints",
        readonly=True,
        groups="hospital_customer_service.group_hcs_agent,hospital_customer_service.group_hcs_executive",
    )

    def _complaint_links(self):
        return {
            **super()._complaint_links(),
            "source": "other",
            "incident_id": self,
            "patient_id": self.patient_id,
            "department_id": self.department_id,
        }
