from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_doctor_link = fields.Boolean(related="company_id.hcs_doctor_link", readonly=False)
    hcs_doctor_link_hours = fields.Integer(related="company_id.hcs_doctor_link_hours", readonly=False)
