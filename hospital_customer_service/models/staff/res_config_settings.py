from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_quality_sample = fields.Integer(related="company_id.hcs_quality_sample", readonly=False)
    hcs_quality_difference = fields.Float(related="company_id.hcs_quality_difference", readonly=False)
    hcs_quality_appeal_days = fields.Integer(related="company_id.hcs_quality_appeal_days", readonly=False)
