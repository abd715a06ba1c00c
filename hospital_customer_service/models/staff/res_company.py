from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    hcs_quality_sample = fields.Integer(
        "Calls checked per agent and month",
        default=5,
        required=True,
        help="So many calls of each agent are drawn by lot after the month closes. 0: no quality checks.",
    )
    hcs_quality_difference = fields.Float(
        "Largest difference of two scorers",
        default=10.0,
        required=True,
        help="In points of 100. Where two scorers differ by more, a team leader who scored neither decides.",
    )
    hcs_quality_appeal_days = fields.Integer(
        "Days to appeal", default=7, required=True, help="From the day on which the result stands."
    )

    _hcs_quality_numbers = models.Constraint(
        "CHECK (hcs_quality_sample BETWEEN 0 AND 1000 AND hcs_quality_difference BETWEEN 0 AND 100"
        " AND hcs_quality_appeal_days BETWEEN 0 AND 365)",
        "Check the numbers of the quality checks: none can be negative, a difference is 100 points at most.",
    )
