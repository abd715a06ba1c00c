from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_patient_attributes_enabled = fields.Boolean(
        related="company_id.hcs_patient_attributes_enabled", readonly=False
    )
