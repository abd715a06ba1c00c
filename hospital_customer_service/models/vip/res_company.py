from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    hcs_vip_remind_days = fields.Integer(
        "First reminder of a renewal",
        default=60,
        help="So many days before a membership ends, its representative and the member are told. 0: never.",
    )
    hcs_vip_remind_again_days = fields.Integer(
        "Second reminder of a renewal", default=14, help="The same once more. 0: never."
    )
    hcs_vip_assess_days = fields.Integer(
        "Assessment before the end",
        default=45,
        help="So many days before a membership ends, a tier for the next term is proposed; a person decides.",
    )

    _hcs_vip_days_not_negative = models.Constraint(
        "CHECK (hcs_vip_remind_days >= 0 AND hcs_vip_remind_again_days >= 0 AND hcs_vip_assess_days >= 0)",
        "Days cannot be negative.",
    )
