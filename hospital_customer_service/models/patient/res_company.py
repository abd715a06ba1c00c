from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    hcs_patient_attributes_enabled = fields.Boolean(
        "Keep sensitive attributes of patients",
        help="Shows education, marital status, occupation, economic status, assets, personality and spending habits "
        "on the patient card. Leave it off unless the centre has a reason and the patients' consent to keep them.",
    )
