from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_conversion_target = fields.Float(related="company_id.hcs_conversion_target", readonly=False)
