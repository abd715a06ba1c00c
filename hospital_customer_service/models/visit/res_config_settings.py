from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_offer_minutes = fields.Integer(related="company_id.hcs_offer_minutes", readonly=False)
    hcs_no_show_minutes = fields.Integer(related="company_id.hcs_no_show_minutes", readonly=False)
    hcs_reminder_hours = fields.Integer(related="company_id.hcs_reminder_hours", readonly=False)
    hcs_pending_minutes = fields.Integer(related="company_id.hcs_pending_minutes", readonly=False)
    hcs_safety_minutes = fields.Integer(related="company_id.hcs_safety_minutes", readonly=False)
