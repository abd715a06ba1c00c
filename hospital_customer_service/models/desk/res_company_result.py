from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    hcs_result_days = fields.Integer(
        "Results told by rule (days)",
        default=3,
        help="Rules tell patients of results that were issued in these last days only: the first load of a feed "
        "brings the results of years.",
    )
