from odoo import models

SOURCES = {
    "phone": "hotline",
    "in_person": "in_person",
    "on_site": "in_person",
    "web": "web",
    "wechat": "wechat",
    "email": "email",
    "letter": "letter",
}


class HcsServiceRecord(models.Model):
    """A request that turns out to be a complaint, a suggestion or a praise."""

    _name = "hcs.service.record"
    _inherit = ["hcs.service.record", "hcs.complaint.raise.mixin"]

    def _complaint_links(self):
        return {
            **super()._complaint_links(),
            "source": SOURCES.get(self.channel, "other"),
            "service_record_id": self,
            "patient_id": self.patient_id,
            "department_id": self.department_id,
        }
