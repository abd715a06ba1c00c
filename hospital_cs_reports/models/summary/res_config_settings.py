from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_month_start = fields.Integer(related="company_id.hcs_month_start")
    hcs_summary_look_back = fields.Integer(related="company_id.hcs_summary_look_back", readonly=False)
    hcs_summary_submit_days = fields.Integer(related="company_id.hcs_summary_submit_days", readonly=False)
    hcs_summary_review_days = fields.Integer(related="company_id.hcs_summary_review_days", readonly=False)
    hcs_summary_reader_ids = fields.Many2many(related="company_id.hcs_summary_reader_ids", readonly=False)
