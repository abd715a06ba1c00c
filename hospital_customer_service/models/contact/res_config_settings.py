from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_sms_provider_id = fields.Many2one(related="company_id.hcs_sms_provider_id", readonly=False)
    hcs_message_lang = fields.Selection(related="company_id.hcs_message_lang", readonly=False)
    hcs_message_user_id = fields.Many2one(related="company_id.hcs_message_user_id", readonly=False)
    hcs_message_hour_from = fields.Float(related="company_id.hcs_message_hour_from", readonly=False)
    hcs_message_hour_to = fields.Float(related="company_id.hcs_message_hour_to", readonly=False)
    hcs_message_opt_out = fields.Char(related="company_id.hcs_message_opt_out", readonly=False)
