from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_value_discount = fields.Float(related="company_id.hcs_value_discount", readonly=False)
    hcs_value_retention = fields.Float(related="company_id.hcs_value_retention", readonly=False)
    hcs_value_frequent_days = fields.Integer(related="company_id.hcs_value_frequent_days", readonly=False)
    hcs_value_scores = fields.Selection(related="company_id.hcs_value_scores", readonly=False)
    hcs_value_limits_days = fields.Char(related="company_id.hcs_value_limits_days", readonly=False)
    hcs_value_limits_times = fields.Char(related="company_id.hcs_value_limits_times", readonly=False)
    hcs_value_limits_money = fields.Char(related="company_id.hcs_value_limits_money", readonly=False)
