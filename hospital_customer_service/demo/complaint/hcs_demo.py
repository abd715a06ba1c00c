from odoo import api, models


class HcsDemo(models.AbstractModel):
    _inherit = "hcs.demo"

    @api.model
    def _load_hospital(self):  # pylint: disable=missing-return
        from ..followup.hospital import DemoHospital  # only a database with demonstration data needs it
        from .complaints import ComplaintLoader

        super()._load_hospital()
        if not self.env["hcs.complaint.ticket"].search_count([], limit=1):
            hospital = DemoHospital(self.env)
            ComplaintLoader(hospital).load()
            home = self.env.ref("hospital_customer_service.hcs_complaint_ticket_action")
            (hospital.ref("user_complaint_demo") | hospital.ref("user_executive_demo")).action_id = home.id
            hospital._wake()
            hospital._withdraw_mails()
