from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_complaint_same_days = fields.Integer(related="company_id.hcs_complaint_same_days", readonly=False)
