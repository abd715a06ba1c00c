from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    hcs_conversion_target = fields.Float(
        "Target of conversion (%)",
        default=35.0,
        required=True,
        digits=(5, 1),
        help="So many of a hundred consultations should lead to a booking.",
    )

    _hcs_conversion_target_range = models.Constraint(
        "CHECK (hcs_conversion_target >= 0 AND hcs_conversion_target <= 100)", "A percentage lies between 0 and 100."
    )
