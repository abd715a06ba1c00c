from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    hcs_complaint_same_days = fields.Integer(
        "Days in which it is the same matter",
        default=30,
        required=True,
        help="A complaint of the same person about the same category or department within so many days is shown as a"
        " possible duplicate. 0: none is looked for.",
    )

    _hcs_complaint_same_days_range = models.Constraint(
        "CHECK (hcs_complaint_same_days BETWEEN 0 AND 3650)", "Choose between 0 and 3650 days."
    )
