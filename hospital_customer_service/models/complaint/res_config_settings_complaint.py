from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_complaint_callback_days = fields.Integer(related="company_id.hcs_complaint_callback_days", readonly=False)
    hcs_action_review_days = fields.Integer(related="company_id.hcs_action_review_days", readonly=False)
    hcs_alarm_count = fields.Integer(related="company_id.hcs_alarm_count", readonly=False)
    hcs_alarm_days = fields.Integer(related="company_id.hcs_alarm_days", readonly=False)
