from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_result_days = fields.Integer(related="company_id.hcs_result_days", readonly=False)
