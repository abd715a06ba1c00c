from odoo import api, models


class HcsDemo(models.AbstractModel):
    _inherit = "hcs.demo"

    @api.model
    def _load_hospital(self):  # pylint: disable=missing-return
        from ..followup.hospital import DemoHospital  # only a database with demonstration data needs it
        from .care import CareLoader

        super()._load_hospital()
        if not self.env["hcs.care.message"].search_count([], limit=1):
            hospital = DemoHospital(self.env)
            CareLoader(hospital).load()
            hospital._withdraw_mails()
