from odoo import api, models


class HcsDemo(models.AbstractModel):
    _inherit = "hcs.demo"

    @api.model
    def _load_hospital(self):  # pylint: disable=missing-return
        from ..followup.hospital import DemoHospital  # only a database with demonstration data needs it
        from .key_accounts import KeyAccountLoader
        from .members import MemberLoader
        from .worth import WorthLoader

        super()._load_hospital()
        if not self.env["hcs.vip.membership"].search_count([], limit=1):
            hospital = DemoHospital(self.env)
            MemberLoader(hospital).load()
            home = self.env.ref("hospital_customer_service.hcs_vip_membership_action")
            hospital.ref("user_vip_demo").action_id = home.id
            KeyAccountLoader(hospital).load()
            WorthLoader(hospital).load()
            hospital._withdraw_mails()
