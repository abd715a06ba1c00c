from odoo import api, models


class HcsDemo(models.AbstractModel):
    _inherit = "hcs.demo"

    @api.model
    def _load_hospital(self):  # pylint: disable=missing-return
        from ..followup.hospital import DemoHospital  # only a database with demonstration data needs it
        from .activities import ActivityLoader

        super()._load_hospital()
        if not self.env["event.event"].search_count([("hcs_kind", "!=", False)], limit=1):
            hospital = DemoHospital(self.env)
            ActivityLoader(hospital).load()
            hospital._withdraw_mails()
