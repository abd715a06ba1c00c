from datetime import date, timedelta

from odoo import api, fields, models

DAY = timedelta(days=1)


class HcsSummary(models.Model):
    """The days of people: until when figures are provisional, when a summary is due (FUP-12, RPT-05).

    The data of a month are cut on their day; the days on which people do something are those of the month of
    follow-up, which move to working days. A quarter has the days of its last month.
    """

    _inherit = "hcs.summary"

    verify_from = fields.Date("Numbers verified from", compute="_compute_cycle")
    verify_to = fields.Date("Numbers verified to", compute="_compute_cycle")
    review_on = fields.Date("Review on", compute="_compute_cycle")
    final_on = fields.Date("Final result by", compute="_compute_cycle")
    settled_at = fields.Datetime(
        "Figures final from",
        compute="_compute_cycle",
        help="What is counted before is provisional: the period has to be over, and unreached numbers verified.",
    )
    submit_by = fields.Date("To be submitted by", compute="_compute_cycle")
    review_by = fields.Date("To be published by", compute="_compute_cycle")
    is_provisional = fields.Boolean("Provisional", compute="_compute_is_provisional")

    @api.depends(
        "kind",
        "date_to",
        "company_id.hcs_cycle_closing_day",
        "company_id.hcs_summary_submit_days",
        "company_id.hcs_summary_review_days",
    )
    def _compute_cycle(self):
        """The people's days of a month are those of the month of follow-up; a week follows the settings."""
        for summary in self:
            days = dict.fromkeys(
                ("verify_from", "verify_to", "review_on", "final_on", "settled_at", "submit_by", "review_by"), False
            )
            if summary.date_to and summary.company_id:
                days |= summary._week_days() if summary.kind == "week" else summary._month_days()
            for name, day in days.items():
                summary[name] = day

    def _week_days(self):
        company = self.company_id
        submit_by = self._working_day(self.date_to, company.hcs_summary_submit_days)
        return {
            "settled_at": self._bounds_utc()[1],
            "submit_by": submit_by,
            "review_by": self._working_day(submit_by, company.hcs_summary_review_days),
        }

    def _month_days(self):
        period, company = self._period(), self.company_id
        month = date(period.year, period.number * (3 if self.kind == "quarter" else 1), 1)
        cycles = self.env["hcs.followup.cycle"].sudo()  # sudo: dates only, for whoever reads the summary
        cycle = cycles.search([("company_id", "=", company.id), ("month", "=", month)], limit=1)
        days = cycle or cycles._prepare_values(company, month)
        found = {name: days[name] for name in ("verify_from", "verify_to", "review_on", "final_on")}
        settled_at = company._hcs_to_utc(found["verify_to"] + DAY)
        if cycle.verified_at:
            settled_at = max(min(settled_at, cycle.verified_at), self._bounds_utc()[1])
        submit_by = min(self._working_day(found["verify_to"], 1), found["final_on"])
        return {**found, "settled_at": settled_at, "submit_by": submit_by, "review_by": found["final_on"]}

    def _working_day(self, day, count):
        """The ``count``-th working day after ``day``."""
        worktime = self.company_id._hcs_worktime()
        for _number in range(count):
            day += DAY
            for _step in range(366):
                if worktime.spans(day)[0]:
                    break
                day += DAY
        return day

    @api.depends("compiled_at", "settled_at")
    def _compute_is_provisional(self):
        for summary in self:
            summary.is_provisional = bool(summary.compiled_at and summary.compiled_at < summary.settled_at)

    @api.model
    def _settled_drafts(self, now):
        """Drafts whose figures were counted while they were provisional and could be final at ``now``."""
        drafts = self.search([("state", "=", "draft"), ("is_frozen", "=", False), ("compiled_at", "!=", False)])
        return drafts.filtered(lambda summary: summary.compiled_at < summary.settled_at <= now)

    def _step_deadline(self):
        """Until when the present step should be taken."""
        self.ensure_one()
        return self.submit_by if self.state == "draft" else self.review_by

    def _local_today(self, now=None):
        return self.company_id._hcs_local_date(now or fields.Datetime.now())
