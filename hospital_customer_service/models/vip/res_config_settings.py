from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_vip_remind_days = fields.Integer(related="company_id.hcs_vip_remind_days", readonly=False)
    hcs_vip_remind_again_days = fields.Integer(related="company_id.hcs_vip_remind_again_days", readonly=False)
    hcs_vip_assess_days = fields.Integer(related="company_id.hcs_vip_assess_days", readonly=False)
    hcs_key_quiet_days = fields.Integer(related="company_id.hcs_key_quiet_days", readonly=False)
    hcs_key_low_score = fields.Integer(related="company_id.hcs_key_low_score", readonly=False)
    hcs_key_score_days = fields.Integer(related="company_id.hcs_key_score_days", readonly=False)
    hcs_key_lead_days = fields.Integer(related="company_id.hcs_key_lead_days", readonly=False)
    hcs_key_contract_days = fields.Integer(related="company_id.hcs_key_contract_days", readonly=False)
