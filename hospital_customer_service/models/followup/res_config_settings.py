from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_amount_unknown_as = fields.Selection(related="company_id.hcs_amount_unknown_as", readonly=False)
    hcs_max_failures = fields.Integer(related="company_id.hcs_max_failures", readonly=False)
    hcs_one_failure_per_window = fields.Boolean(related="company_id.hcs_one_failure_per_window", readonly=False)
    hcs_inconvenient_ends = fields.Boolean(related="company_id.hcs_inconvenient_ends", readonly=False)
    hcs_retry_days = fields.Integer(related="company_id.hcs_retry_days", readonly=False)
    hcs_same_agent_days = fields.Integer(related="company_id.hcs_same_agent_days", readonly=False)
    hcs_cycle_closing_day = fields.Integer(related="company_id.hcs_cycle_closing_day", readonly=False)
    hcs_cycle_verify_days = fields.Integer(related="company_id.hcs_cycle_verify_days", readonly=False)
    hcs_cycle_review_day = fields.Integer(related="company_id.hcs_cycle_review_day", readonly=False)
    hcs_cycle_final_day = fields.Integer(related="company_id.hcs_cycle_final_day", readonly=False)
    hcs_executive_assistant_id = fields.Many2one(related="company_id.hcs_executive_assistant_id", readonly=False)
    hcs_executive_deputy_id = fields.Many2one(related="company_id.hcs_executive_deputy_id", readonly=False)
    hcs_sheet_hour = fields.Float(related="company_id.hcs_sheet_hour", readonly=False)
    hcs_proxy_needs_consent = fields.Boolean(related="company_id.hcs_proxy_needs_consent", readonly=False)
    hcs_cap_day = fields.Integer(related="company_id.hcs_cap_day", readonly=False)
    hcs_cap_week = fields.Integer(related="company_id.hcs_cap_week", readonly=False)
    hcs_satisfaction_reason = fields.Selection(related="company_id.hcs_satisfaction_reason", readonly=False)
    hcs_overdue_days = fields.Integer(related="company_id.hcs_overdue_days", readonly=False)
