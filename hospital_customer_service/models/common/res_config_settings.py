from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_tz = fields.Selection(related="company_id.hcs_tz", readonly=False)
    hcs_call_on_weekends = fields.Boolean(related="company_id.hcs_call_on_weekends", readonly=False)
    hcs_evening_from = fields.Float(related="company_id.hcs_evening_from", readonly=False)
    hcs_official_until = fields.Integer(
        "Last Year with Official Notice", compute="_compute_hcs_official_until", aggregator=None
    )

    def _compute_hcs_official_until(self):
        for settings in self:
            settings.hcs_official_until = self.env["hcs.calendar.day"]._official_until(settings.company_id)
