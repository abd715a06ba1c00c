from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.periods import MAX_START_DAY

LAST_OF_MONTH = 31


class ResCompany(models.Model):
    _inherit = "res.company"

    hcs_month_start = fields.Integer(
        "Reporting month starts on day",
        compute="_compute_hcs_month_start",
        inverse="_inverse_hcs_month_start",
        aggregator=None,
        help="The day after the one on which the month of follow-up closes. 26: September runs from 26 August to "
        "25 September. 1: the calendar month.",
    )
    hcs_summary_look_back = fields.Integer(
        "Days to catch up",
        default=100,
        required=True,
        aggregator=None,
        help="The schedule compiles periods that ended within this many days and have no summary. 0: only by hand.",
    )

    @api.depends("hcs_cycle_closing_day")
    def _compute_hcs_month_start(self):
        """Summaries and months of follow-up are the same months (FUP-12, RPT-04): one setting rules both."""
        for company in self:
            closing = company.hcs_cycle_closing_day
            company.hcs_month_start = closing + 1 if closing < MAX_START_DAY else 1

    def _inverse_hcs_month_start(self):
        for company in self:
            start = company.hcs_month_start
            if not 1 <= start <= MAX_START_DAY:
                raise ValidationError(
                    self.env._("The reporting month starts on a day from 1 to %(last)s.", last=MAX_START_DAY)
                )
            company.hcs_cycle_closing_day = start - 1 or LAST_OF_MONTH

    @api.constrains("hcs_summary_look_back")
    def _check_hcs_summary_look_back(self):
        for company in self:
            if not 0 <= company.hcs_summary_look_back <= 1000:
                raise ValidationError(self.env._("The schedule catches up between 0 and 1000 days."))
