from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.periods import DEFAULT_START_DAY, MAX_START_DAY


class ResCompany(models.Model):
    _inherit = "res.company"

    hcs_month_start = fields.Integer(
        "Reporting month starts on day",
        default=DEFAULT_START_DAY,
        required=True,
        aggregator=None,
        help="26: September runs from 26 August to 25 September. 1: the calendar month.",
    )
    hcs_summary_look_back = fields.Integer(
        "Days to catch up",
        default=100,
        required=True,
        aggregator=None,
        help="The schedule compiles periods that ended within this many days and have no summary. 0: only by hand.",
    )

    @api.constrains("hcs_month_start", "hcs_summary_look_back")
    def _check_hcs_month_start(self):
        for company in self:
            if not 1 <= company.hcs_month_start <= MAX_START_DAY:
                raise ValidationError(
                    self.env._("The reporting month starts on a day from 1 to %(last)s.", last=MAX_START_DAY)
                )
            if not 0 <= company.hcs_summary_look_back <= 1000:
                raise ValidationError(self.env._("The schedule catches up between 0 and 1000 days."))
