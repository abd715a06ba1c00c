from odoo import api, models


class HcsDemo(models.AbstractModel):
    _inherit = "hcs.demo"

    @api.model
    def _load_summaries(self):
        """Compile the summaries of the closed periods of the demonstration hospital and let them go their way."""
        from .load import SummaryLoader  # only a database with demonstration data needs it

        SummaryLoader(self.env).load()
