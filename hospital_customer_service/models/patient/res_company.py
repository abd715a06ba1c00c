from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    hcs_duplicates_scanned_at = fields.Datetime(
        "Records compared until",
        readonly=True,
        help="Until when changed patient records were compared with the archive.",
    )
    hcs_duplicates_sweep_at = fields.Datetime(
        "Comparison began", readonly=True, help="When the comparison that is under way began."
    )
    hcs_duplicates_sweep_id = fields.Integer(
        "Comparison stands at", readonly=True, help="Last record that it compared.", aggregator=None
    )
    hcs_patient_attributes_enabled = fields.Boolean(
        "Keep sensitive attributes of patients",
        help="Shows education, marital status, occupation, economic status, assets, personality and spending habits "
        "on the patient card. Leave it off unless the centre has a reason and the patients' consent to keep them.",
    )
