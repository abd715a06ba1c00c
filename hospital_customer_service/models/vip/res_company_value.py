from odoo import fields, models


class ResCompany(models.Model):
    """What the expected value of a patient is computed with (CRM-03)."""

    _inherit = "res.company"

    hcs_value_discount = fields.Float(
        "Discount per year (%)",
        default=8.0,
        digits=(5, 2),
        help="How much less money is worth when it comes a year later.",
    )
    hcs_value_retention = fields.Float(
        "Retention per year (%)",
        digits=(5, 2),
        help="Share of patients who stay for another year. 0: measured from the visits of the last two years.",
    )
    hcs_value_frequent_days = fields.Integer(
        "Comes often from",
        default=6,
        help="So many paid days in twelve months are a sign of a loyal customer.",
    )

    _hcs_value_discount_range = models.Constraint(
        "CHECK (hcs_value_discount >= 1 AND hcs_value_discount <= 100)", "The discount lies between 1 % and 100 %."
    )
    _hcs_value_retention_range = models.Constraint(
        "CHECK (hcs_value_retention >= 0 AND hcs_value_retention <= 100)", "The retention lies between 0 % and 100 %."
    )
    _hcs_value_frequent_positive = models.Constraint(
        "CHECK (hcs_value_frequent_days > 0)", "One paid day is the least."
    )
