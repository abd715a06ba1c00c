from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_clinic_weeks = fields.Integer(related="company_id.hcs_clinic_weeks", readonly=False)
    hcs_clinic_on_holidays = fields.Boolean(related="company_id.hcs_clinic_on_holidays", readonly=False)
