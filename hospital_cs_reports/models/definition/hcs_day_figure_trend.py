from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.hospital_customer_service.models.common.arguments import a_day, a_text, arguments, some_texts

from ...tools import facts, figures, periods

LONGEST = timedelta(days=3660)
STEPS = ("day", *periods.KINDS)


class HcsDayFigure(models.Model):
    """Trends added up from days: a quarter costs the same whatever the number of rows behind it."""

    _inherit = "hcs.day.figure"

    @api.model
    def _sums(self, company, name, date_from, date_to, step="day"):
        """``{bucket: {key: Group}}`` of a fact; today and what is not yet counted are missing."""
        fact = self.env["hcs.fact"]._facts()[name]
        columns = [SQL("SUM(rows)")]
        columns += [SQL("COALESCE(SUM((sums->>%s)::float8), 0)", column) for column in fact.columns[1:]]
        bucket = SQL("day") if step == "day" else SQL("NULL::date")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(bucket)s, part, res_id, code, %(columns)s FROM hcs_day_figure
                 WHERE company_id = %(company)s AND fact = %(name)s AND day BETWEEN %(first)s AND %(last)s
              GROUP BY 1, part, res_id, code
                """,
                bucket=bucket,
                columns=SQL(", ").join(columns),
                company=company.id,
                name=name,
                first=date_from,
                last=date_to,
            )
        )
        found = {}
        for day, part, res_id, code, *numbers in rows:
            group = facts.Group(part, res_id, code, dict(zip(fact.columns, numbers, strict=True)))
            found.setdefault(day, {})[group.key] = group
        return found

    @api.model
    def _total(self, company, codes, date_from, date_to):
        """The figures of a stretch of days, of the whole and of every part, from the days alone."""
        registry = self.env["hcs.fact"]
        groups = {}
        for name in registry._facts_of(codes):
            nothing = facts.Group(facts.TOTAL, 0, "", dict.fromkeys(registry._facts()[name].columns, 0))
            groups[name] = {
                nothing.key: nothing,
                **self._sums(company, name, date_from, date_to, "total").get(None, {}),
            }
        return registry._figures(groups, codes)

    @api.model
    @api.readonly
    @arguments(codes=some_texts, date_from=a_day, date_to=a_day, step=a_text)
    def get_trend(self, codes, date_from, date_to, step="week"):
        """The course of indicators from day to day, week to week, reporting month to month or quarter to quarter.

        :return: list of ``{"code", "name", "unit", "points"}``; a point is ``{"key", "date", "numerator",
            "denominator", "value", "text"}``. Today is not in it; periods that are not over hold what is known.
        """
        self.check_access("read")
        company = self.env.company
        if step not in STEPS:
            raise UserError(self.env._("A trend goes by day, week, month or quarter."))
        if not date_from or not date_to or not timedelta() <= date_to - date_from <= LONGEST:
            raise UserError(self.env._("Choose a first and a last day, at most ten years apart."))
        kpis = self.env["hcs.kpi"].sudo().search([("code", "in", list(codes or ()))])
        possible = self._possible()
        unknown = set(codes or ()) - (set(kpis.mapped("code")) & possible)
        if unknown or not codes:
            raise UserError(self.env._("There is no trend of %(names)s.", names=", ".join(sorted(unknown)) or "–"))
        totals = self._day_totals(company, codes, date_from, date_to, step)
        return [
            {
                "code": kpi.code,
                "name": kpi.name,
                "unit": kpi.unit,
                "points": [self._point(kpi, key, day, *pair) for (key, day), pair in totals[kpi.code].items()],
            }
            for kpi in kpis
        ]

    @api.model
    def _possible(self):
        """The indicators that can be added up from days."""
        registry = self.env["hcs.fact"]
        known = registry._facts()
        return {
            code
            for code, measure in registry._measures().items()
            if facts.TOTAL in measure.parts
            and not any(known[name].is_stock for name in measure.facts)
            and measure.numerator in known[measure.fact].columns
            and measure.denominator in (None, *known[measure.facts[-1]].columns)
        }

    @api.model
    def _day_totals(self, company, codes, date_from, date_to, step):
        """``{code: {(key, first day): [numerator, denominator]}}`` of the whole."""
        registry = self.env["hcs.fact"]
        measures = registry._measures()
        days = {name: self._sums(company, name, date_from, date_to) for name in registry._facts_of(codes)}
        key, found = (facts.TOTAL, 0, ""), {code: {} for code in codes}
        for offset in range((date_to - date_from).days + 1):
            day = date_from + timedelta(days=offset)
            place = self._place(company, day, step)
            for code in codes:
                measure = measures[code]
                pair = found[code].setdefault(place, [0, 0 if measure.denominator else None])
                own = days[measure.fact].get(day, {}).get(key)
                base = days[measure.facts[-1]].get(day, {}).get(key)
                pair[0] += own.sums[measure.numerator] if own else 0
                if measure.denominator:
                    pair[1] += base.sums[measure.denominator] if base else 0
        return found

    @api.model
    def _place(self, company, day, step):
        if step == "day":
            return day.isoformat(), day
        period = periods.period_of(step, day, company.hcs_month_start)
        return period.key, period.date_from

    @api.model
    def _point(self, kpi, key, day, numerator, denominator):
        value = figures.value_of(kpi.unit, numerator, denominator)
        return {
            "key": key,
            "date": fields.Date.to_string(day),
            "numerator": numerator,
            "denominator": denominator if denominator is not None else False,
            "value": False if value is None else value,
            "text": figures.text_of(kpi.unit, value),
        }
