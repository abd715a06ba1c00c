from datetime import date, datetime, time, timedelta

from odoo import api, fields, models, tools
from odoo.fields import Domain

from ...tools.holidays_cn import statutory_days

ADMIN_GROUP = "hospital_customer_service.group_hcs_admin"
NOTICE_ACTIVITY = "hospital_customer_service.mail_activity_type_holiday_notice"
NOTICE_DAYS = 50


class HcsCalendarDay(models.Model):
    """A day that differs from its weekday: a public holiday, a make-up working day, or a day without calls.

    Rows without company hold for every hospital; a row of a company goes before them. ``no_call`` only stops calls:
    the day keeps its place in working time.
    """

    _name = "hcs.calendar.day"
    _description = "Holiday or Make-up Day"
    _inherit = ["hcs.input.mixin"]
    _order = "date desc, company_id"

    date = fields.Date(required=True, index=True)
    kind = fields.Selection(
        [("holiday", "Holiday"), ("workday", "Make-up working day"), ("no_call", "No calls")],
        required=True,
        default="holiday",
        help="Holiday: nobody works and nobody is called. Make-up working day: a weekend day worked in exchange for a "
        "holiday. No calls: work goes on, but no patient is called.",
    )
    name = fields.Char(required=True, translate=True)
    source = fields.Selection(
        [("official", "Official notice"), ("provisional", "Provisional"), ("hospital", "Hospital")],
        required=True,
        default="hospital",
        help="Provisional days follow from the law and are replaced when the official notice of the year is entered.",
    )
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every hospital.")

    _date_company_uniq = models.UniqueIndex(
        "(date, COALESCE(company_id, 0))", "This day is in the calendar already. Change that line instead."
    )

    @api.depends("date", "name")
    def _compute_display_name(self):
        for day in self:
            day.display_name = f"{fields.Date.to_string(day.date) or ''} {day.name or ''}".strip()

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        vals_list = [
            {**vals, "name": vals.get("name") or kinds.get(vals.get("kind", "holiday"))} for vals in vals_list
        ]
        days = super().create(vals_list)
        days._changed()
        return days

    def write(self, vals):
        before = self._span() if {"date", "kind", "company_id"} & vals.keys() else None
        result = super().write(vals)
        if before or "source" in vals:
            self._changed(before)
        return result

    def unlink(self):
        span = self._span()
        result = super().unlink()
        self._changed(span)
        return result

    # BUSINESS
    def _span(self):
        """Companies (none for all) and dates these rows are about."""
        dates = self.mapped("date")
        companies = self.env["res.company"] if any(not day.company_id for day in self) else self.company_id
        return (companies, min(dates), max(dates)) if dates else None

    def _changed(self, *spans):
        """Forget cached years and have calling slots and running deadlines of the touched days counted anew."""
        self.env.registry.clear_cache()
        for companies, date_from, date_to in filter(None, (*spans, self.exists()._span())):
            self.env["hcs.calling.slot"]._rebuild_later(companies, date_from, date_to)
            domain = Domain("due_at", ">=", datetime.combine(date_from, time()) - timedelta(days=1))
            if companies:
                domain &= Domain("company_id", "in", companies.ids)
            self.env["hcs.clock"]._hours_changed(domain)

    @api.model
    @tools.ormcache("company_id", "year")
    def _get_year(self, company_id, year):
        """Days of ``year`` as a company sees them.

        :return: ``(kinds, no_call, official)``: holiday or workday by date, dates without calls, and whether the
            official notice of the year was entered. A year without data falls back to its statutory days.
        """
        rows = self.sudo().search_fetch(
            [
                ("date", ">=", f"{year:04d}-01-01"),
                ("date", "<=", f"{year:04d}-12-31"),
                ("company_id", "in", [company_id, False]),
            ],
            ["date", "kind", "source", "company_id"],
            order="company_id NULLS FIRST",
        )
        # December may hold days of the next year's notice: they say nothing about their own year
        sources = {day.source for day in rows if day.date.month < 12 and day.kind != "no_call"}
        kinds = {}
        if not sources & {"official", "provisional"}:
            kinds = dict.fromkeys(statutory_days(year), "holiday")
        for day in rows.sorted(lambda day: bool(day.company_id)):
            if day.kind != "no_call":
                kinds[day.date] = day.kind
        no_call = frozenset(day.date for day in rows if day.kind == "no_call")
        return kinds, no_call, "official" in sources

    @api.model
    def _official_until(self, company):
        """Last year whose official notice is known to ``company``; 0 where there is none."""
        last = self.sudo().search(
            [("source", "=", "official"), ("company_id", "in", [company.id, False]), ("date.month_number", "<", 12)],
            order="date desc",
            limit=1,
        )
        return last.date.year if last else 0

    @api.model
    def _cron_warn_missing_notice(self):
        """Ask each administrator once for the official notice of a year that deadlines already reach into.

        The notice comes out in autumn; the asking starts fifty days before the year does.
        """
        activity_type = self.env.ref(NOTICE_ACTIVITY, raise_if_not_found=False)
        if not activity_type:
            return
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            year = (company._hcs_local_date(fields.Datetime.now()) + timedelta(days=NOTICE_DAYS)).year
            if self._get_year(company.id, year)[2]:
                continue
            self._ask_for_notice(company, year, activity_type)

    def _notice_deadline(self, year):
        """Day from which the notice of ``year`` is asked for; it names the question as well."""
        return date(year, 1, 1) - timedelta(days=NOTICE_DAYS)

    def _ask_for_notice(self, company, year, activity_type):
        teams = self.env["hcs.team"].search([("company_id", "=", company.id)])
        team = teams.filtered(lambda team: team.kind == "director_office")[:1] or teams[:1]
        if not team:
            return
        deadline = self._notice_deadline(year)
        # done activities are archived: somebody who was asked is not asked again
        asked = (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("activity_type_id", "=", activity_type.id), ("date_deadline", "=", deadline)])
        )
        admins = self.env["res.users"].search(
            [
                ("all_group_ids", "in", self.env.ref(ADMIN_GROUP).ids),
                ("company_ids", "in", company.ids),
                ("share", "=", False),
            ]
        )
        for user in admins - asked.filtered(lambda activity: activity.res_id in teams.ids).user_id:
            lang = self.with_context(lang=user.lang)
            team.with_context(lang=user.lang, mail_activity_quick_update=True).activity_schedule(
                activity_type_id=activity_type.id,
                date_deadline=deadline,
                user_id=user.id,
                summary=lang.env._("Enter the holiday notice of %s", year),
                note=lang.env._(
                    "Holidays of %s are known from the law only. Deadlines and calls that reach into the year are "
                    "provisional until the official notice is entered under Configuration, Enter Holiday Notice.",
                    year,
                ),
            )

    @api.model
    def _notice_entered(self, company, year):
        """Close the questions for the notice of ``year``."""
        activity_type = self.env.ref(NOTICE_ACTIVITY, raise_if_not_found=False)
        if activity_type:
            teams = self.env["hcs.team"].sudo().search([("company_id", "=", company.id)] if company else [])
            self.env["mail.activity"].sudo().search(
                [
                    ("activity_type_id", "=", activity_type.id),
                    ("date_deadline", "=", self._notice_deadline(year)),
                    ("res_model", "=", "hcs.team"),
                    ("res_id", "in", teams.ids),
                ]
            ).action_done()
