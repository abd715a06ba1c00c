from odoo import api, models


class HcsDemo(models.AbstractModel):
    _inherit = "hcs.demo"

    @api.model
    def _load_hospital(self):  # pylint: disable=missing-return
        from ..followup.hospital import DemoHospital  # only a database with demonstration data needs it
        from .checks import CheckLoader

        super()._load_hospital()
        if not self.env["hcs.quality.check"].search_count([], limit=1):
            CheckLoader(DemoHospital(self.env)).load()
