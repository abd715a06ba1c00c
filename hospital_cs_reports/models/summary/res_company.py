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

    hcs_summary_submit_days = fields.Integer(
        "Weekly summary: submitted within",
        default=1,
        required=True,
        aggregator=None,
        help="Working days after the end of the week until its summary should be submitted.",
    )
    hcs_summary_review_days = fields.Integer(
        "Weekly summary: published within",
        default=2,
        required=True,
        aggregator=None,
        help="Working days after that until it should be published.",
    )
    hcs_summary_reader_ids = fields.Many2many(
        "res.users",
        "hcs_summary_reader_rel",
        "company_id",
        "user_id",
        "Published summaries go to",
        domain="[('share', '=', False)]",
        help="They get a link when a summary is published, if their role lets them read it.",
    )

    hcs_day_told_on = fields.Date("Day whose figures were sent last", readonly=True, copy=False)

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

    @api.constrains("hcs_summary_submit_days", "hcs_summary_review_days")
    def _check_hcs_summary_days(self):
        for company in self:
            if not all(0 <= company[name] <= 30 for name in ("hcs_summary_submit_days", "hcs_summary_review_days")):
                raise ValidationError(self.env._("A weekly summary is submitted and published within 0 to 30 days."))
