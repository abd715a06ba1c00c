from odoo import api, fields, models
from odoo.exceptions import ValidationError

LIMITS = ("hcs_value_limits_days", "hcs_value_limits_times", "hcs_value_limits_money")


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
    hcs_value_scores = fields.Selection(
        [("fifths", "Fifths of the patients"), ("limits", "Limits of our own")],
        "Scores R, F and M",
        required=True,
        default="fifths",
        help="Fifths: the best fifth scores 5, and equals score the same. Limits: four numbers part the five scores.",
    )
    hcs_value_limits_days = fields.Char(
        "Limits of R", default="30, 90, 180, 365", help="Days since the last paid visit; up to the first scores 5."
    )
    hcs_value_limits_times = fields.Char(
        "Limits of F", default="1, 3, 6, 12", help="Paid days in 12 months; from the last one on scores 5."
    )
    hcs_value_limits_money = fields.Char(
        "Limits of M", default="500, 2000, 5000, 20000", help="Money in 12 months; from the last one on scores 5."
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

    @api.constrains(*LIMITS, "hcs_value_scores")
    def _check_hcs_value_limits(self):
        for company in self:
            for name in LIMITS:
                if company.hcs_value_scores == "limits" and not company._hcs_value_numbers(name):
                    raise ValidationError(
                        self.env._(
                            "%(field)s: type four numbers that grow, such as 30, 90, 180, 365.",
                            field=self._fields[name]._description_string(self.env),
                        )
                    )

    def _hcs_value_numbers(self, name):
        """Four growing numbers, or nothing."""
        try:
            numbers = [float(part) for part in (self[name] or "").split(",")]
        except ValueError:
            return []
        fine = len(numbers) == 4 and numbers == sorted(set(numbers)) and all(0 <= each < 1e12 for each in numbers)
        return numbers if fine else []

    def _hcs_value_limits(self):
        """The limits of days, times and money; None where the scores are fifths."""
        self.ensure_one()
        return [self._hcs_value_numbers(name) for name in LIMITS] if self.hcs_value_scores == "limits" else None
