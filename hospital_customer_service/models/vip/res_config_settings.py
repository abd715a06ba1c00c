from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_vip_remind_days = fields.Integer(related="company_id.hcs_vip_remind_days", readonly=False)
    hcs_vip_remind_again_days = fields.Integer(related="company_id.hcs_vip_remind_again_days", readonly=False)
    hcs_vip_assess_days = fields.Integer(related="company_id.hcs_vip_assess_days", readonly=False)
