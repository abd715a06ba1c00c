from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_public_host = fields.Char(related="company_id.hcs_public_host", readonly=False)
    hcs_public_keep_days = fields.Integer(related="company_id.hcs_public_keep_days", readonly=False)
