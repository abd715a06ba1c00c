from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.holiday_notice import english_name, read_notice
from ...tools.holidays_cn import lawful_days

LONGEST_HOLIDAY = 15


class HcsHolidayNotice(models.TransientModel):
    """The official holiday notice of one year, entered on one screen: paste it or type its lines, check, apply."""

    _name = "hcs.holiday.notice"
    _description = "Holiday Notice"
    _inherit = ["hcs.input.mixin"]

    year = fields.Integer(
        required=True, default=lambda self: fields.Date.context_today(self).year + 1, aggregator=None
    )
    company_id = fields.Many2one("res.company", help="Empty: the notice holds for every hospital.")
    text = fields.Text(
        "Text of the Notice", help="Paste the published text, or write lines such as “Labour Day: 05-01 to 05-05 off”."
    )
    line_ids = fields.One2many("hcs.holiday.notice.line", "notice_id", string="Days")
    holiday_count = fields.Integer("Days Off", compute="_compute_preview")
    workday_count = fields.Integer("Make-up Working Days", compute="_compute_preview")
    replaced_count = fields.Integer(
        "Lines Replaced", compute="_compute_preview", help="Lines of the calendar that the notice takes the place of."
    )
    warnings = fields.Text(compute="_compute_preview")
    problems = fields.Text(readonly=True)

    @api.depends("year", "company_id", "line_ids.kind", "line_ids.date_from", "line_ids.date_to")
    def _compute_preview(self):
        for notice in self:
            days = notice._days()
            notice.holiday_count = sum(line.kind == "holiday" for line in days.values())
            notice.workday_count = len(days) - notice.holiday_count
            notice.replaced_count = len(notice._replaced(days)) if days else 0
            notice.warnings = "\n".join(notice._get_warnings(days)) if days else False

    @api.constrains("year")
    def _check_year(self):
        if any(not 2000 <= notice.year <= 2099 for notice in self):
            raise ValidationError(self.env._("Enter a year between 2000 and 2099."))

    # ACTIONS
    def action_read_text(self):
        """Turn the pasted text into lines, which replace those on the screen."""
        self.ensure_one()
        lines, problems = read_notice(self.text, self.year)
        reasons = {
            "date": self.env._("this day does not exist"),
            "kind": self.env._("nothing says whether these days are off or worked"),
        }
        self.problems = "\n".join(
            self.env._(
                "Line %(number)s: %(reason)s: %(text)s",
                number=problem.number,
                reason=reasons[problem.reason],
                text=problem.text,
            )
            for problem in problems
        )
        if not lines and not problems:
            self.problems = self.env._(
                "No dates were found in the text. Write for example “Labour Day: 05-01 to 05-05 off”."
            )
        self.line_ids = [Command.clear()] + [Command.create(line._asdict()) for line in lines]
        return self._reopen()

    def action_apply(self):
        """Put the notice into the calendar in place of what was known of the year."""
        self.ensure_one()
        days = self._days()
        if not days:
            raise UserError(self.env._("Enter the days of the notice first: paste its text or add lines."))
        self._check_days()
        calendar_day = self.env["hcs.calendar.day"]
        self._replaced(days).unlink()
        created = calendar_day.with_context(lang="en_US").create(
            [
                {
                    "date": day,
                    "kind": line.kind,
                    "name": line._get_day_name(),
                    "source": "official",
                    "company_id": self.company_id.id,
                }
                for day, line in days.items()
            ]
        )
        self._keep_local_names(created, days)
        calendar_day._notice_entered(self.company_id, self.year)
        self.env["hcs.calling.slot"]._rebuild_pending()
        return self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_calendar_day_action")

    # BUSINESS
    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enter Holiday Notice"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _days(self):
        """Line by day, in order; a day of two lines is refused by :meth:`_check_days`."""
        days = {}
        for line in self.line_ids.filtered(lambda line: line.date_from and line.date_to):
            length = min((line.date_to - line.date_from).days, LONGEST_HOLIDAY)
            for offset in range(length + 1):
                days.setdefault(line.date_from + timedelta(days=offset), line)
        return dict(sorted(days.items()))

    def _check_days(self):
        seen = set()
        for line in self.line_ids:
            span = {
                line.date_from + timedelta(days=offset) for offset in range((line.date_to - line.date_from).days + 1)
            }
            if len(span) > LONGEST_HOLIDAY:
                raise UserError(
                    self.env._(
                        "“%(name)s” is longer than %(days)s days. Check its dates.",
                        name=line.name,
                        days=LONGEST_HOLIDAY,
                    )
                )
            if span & seen:
                raise UserError(
                    self.env._("%(day)s is in two lines of the notice. Take it out of one.", day=min(span & seen))
                )
            strange = [
                day for day in sorted(span) if day.year != self.year and (day.year, day.month) != (self.year - 1, 12)
            ]
            if strange:
                raise UserError(
                    self.env._(
                        "%(day)s is not part of the notice of %(year)s. Only the December before belongs to it.",
                        day=strange[0],
                        year=self.year,
                    )
                )
            seen |= span

    def _replaced(self, days):
        """Lines of the calendar the notice takes the place of: what was known of its year, and its own days."""
        return self.env["hcs.calendar.day"].search(
            [
                ("company_id", "=", self.company_id.id),
                "|",
                ("date", "in", list(days)),
                "&",
                ("source", "!=", "hospital"),
                "&",
                ("date", ">=", f"{self.year:04d}-01-01"),
                # December may hold days of the notice that follows
                ("date", "<", f"{self.year:04d}-12-01"),
            ]
        )

    def _get_warnings(self, days):
        """What looks wrong without being impossible."""
        warnings = [
            self.env._("%(day)s is worked in exchange but is no weekend day.", day=day)
            for day, line in days.items()
            if line.kind == "workday" and day.isoweekday() <= 5
        ]
        off = {day for day, line in days.items() if line.kind == "holiday"}
        warnings += [
            self.env._("%(day)s (%(name)s) is a holiday by law but is not in the notice.", day=day, name=name)
            for day, name in lawful_days(self.year or 2000)
            if day not in off
        ]
        return warnings

    def _keep_local_names(self, created, days):
        """Names pasted in Chinese stay so for Chinese readers; the source name is English."""
        if not self.env["res.lang"]._get_data(code="zh_CN"):
            return
        for day in created:
            if english_name(days[day.date].name):
                day.with_context(lang="zh_CN").name = days[day.date].name
