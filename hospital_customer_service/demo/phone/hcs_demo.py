from odoo import api, models


class HcsDemo(models.AbstractModel):
    _inherit = "hcs.demo"

    @api.model
    def _load_hospital(self):  # pylint: disable=missing-return
        from ..followup.hospital import DemoHospital  # only a database with demonstration data needs it
        from .calls import CallLoader

        super()._load_hospital()
        if not self.env["hcs.phone.call"].search_count([], limit=1):
            CallLoader(DemoHospital(self.env)).load()
