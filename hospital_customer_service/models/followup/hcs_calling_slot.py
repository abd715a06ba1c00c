from odoo import api, models


class HcsCallingSlot(models.Model):
    _inherit = "hcs.calling.slot"

    @api.model
    def _slots_changed(self, companies, date_from, date_to):
        """Move the open tasks when a holiday notice or a season changes the windows (FUP-03, FUP-16)."""
        res = super()._slots_changed(companies, date_from, date_to)
        self.env["hcs.followup.plan"].sudo()._replan_open(companies, date_from, date_to)
        return res
