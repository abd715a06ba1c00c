from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.hospital_customer_service.models.common.arguments import (
    Wrong,
    a_day,
    a_text,
    a_whole_number,
    arguments,
)

from ...tools import facts, periods
from ..definition.hcs_fact import COLUMN_PARTS
from .hcs_trend import NOTHING

SIDES = ("numerator", "denominator")


@dataclass(frozen=True)
class Counted:
    """Which rows a figure that is not in a submitted summary was counted from."""

    company: int
    code: str
    first: str
    last: str
    side: str
    part: str = facts.TOTAL
    res_id: int = 0
    value: str = ""

    def text(self):
        return "|".join(str(value) for value in vars(self).values())


class HcsTrend(models.Model):
    """From a point to the rows it was counted from, under the reader's own rights (RP2)."""

    _inherit = "hcs.trend"

    @api.model
    @arguments(code=a_text, kind=a_text, day=a_day, side=a_text, part=a_text, res_id=a_whole_number, value=a_text)
    def action_open_rows(self, code, kind, day, side=None, part=None, res_id=0, value=None):
        """The rows behind a figure of the period of ``day``: of its denominator, where it has one.

        Rows of a submitted summary are those that were frozen. Others are the records themselves, as they are now, or
        without names for those who do not work with them.
        """
        self.check_access("read")
        company, kpi = self.env.company, self._checked_kpi(code, self._checked_kind(kind))
        if not day or part and part not in (facts.TOTAL, *dict(self._parts_of(kpi))):
            raise UserError(self.env._("This figure is not on the screen any more. Reload the page."))
        period = periods.period_of(kind, day, company.hcs_month_start)
        key = (part or facts.TOTAL, res_id or 0, value or "")
        side = side if side in SIDES else "denominator" if kpi.unit != "count" else "numerator"
        point = self._points(company, kpi, kind, [period], key[0]).get((code, period), {}).get(key, NOTHING)
        if point.line:
            return self.env["hcs.summary.line"].browse(point.line)._open_rows(side)
        first, last = self._known_span(company, period)
        counted = Counted(company.id, code, first.isoformat(), last.isoformat(), side, *key)
        return self._rows_window(kpi, period, counted)

    @api.model
    def _rows_window(self, kpi, period, counted):
        model = self._counted_fact(counted)[1].model
        window = {
            "type": "ir.actions.act_window",
            "name": f"{kpi.name} · {period.key}",
            "context": {"create": False, "delete": False, "active_test": False},
        }
        if not self.env[model].has_access("read"):
            window["context"]["hcs_trend_figure"] = counted.text()
            return {**window, "res_model": self._name, "views": [(False, "list")], "domain": []}
        if self.env["hcs.fact"]._measures()[kpi.code].numerator == facts.PERSONS:
            # Persons are the groups of the list, events its rows
            window["context"]["group_by"] = ["patient_id"]
        views = [(False, "list"), (False, "form")]
        return {**window, "res_model": model, "views": views, "domain": [("trend_figure", "=", counted.text())]}

    @api.model
    def _read_counted(self, text):
        """What a text of a client means; nothing in it is believed."""
        self.check_access("read")
        wrong = self.env._("This is not a figure of the trend: %(text)s", text=text)
        values = str(text).split("|", 7)
        if len(values) != 8:
            raise UserError(wrong)
        company, code, first, last, side, part, res_id, value = values
        if not company.isdecimal() or not res_id.isdecimal() or len(res_id) > 9 or side not in SIDES:
            raise UserError(wrong)
        measure = self.env["hcs.fact"]._measures().get(code)
        try:
            days = [a_day(self, day) for day in (first, last)]
        except Wrong:
            raise UserError(wrong) from None
        if (
            not measure
            or part not in measure.parts
            or part == facts.TIME
            or int(company) not in self.env.companies.ids
        ):
            raise UserError(wrong)
        return Counted(int(company), code, *(day.isoformat() for day in days), side, part, int(res_id), value)

    @api.model
    def _counted_fact(self, counted):
        """(name, fact) of the rows of one side."""
        registry = self.env["hcs.fact"]
        measure = registry._measures()[counted.code]
        name = measure.base if measure.base and counted.side == "denominator" else measure.fact
        return name, registry._facts()[name]

    @api.model
    def _counted_rows(self, counted):
        """SQL of the rows behind one side of a figure."""
        registry = self.env["hcs.fact"]
        measure, (name, fact) = registry._measures()[counted.code], self._counted_fact(counted)
        company = self.env["res.company"].browse(counted.company)
        # sudo: only ids and days are taken; the records are read under the reader's own rights
        span = registry._span(company, a_day(self, counted.first), a_day(self, counted.last))
        rows = registry._live(name, span)
        part = registry._parts().get(counted.part)
        conditions = [SQL("TRUE")]
        if counted.part != facts.TOTAL and not (measure.whole and counted.side == "denominator"):
            column = COLUMN_PARTS.get(counted.part, counted.part)
            shown = SQL("%s" if part.model else "%s::text", SQL.identifier(column))
            value = (counted.res_id if part.model else counted.value) or None
            conditions.append(SQL("%s IS NOT DISTINCT FROM %s", shown, value))
            if part.hidden_below and self._is_hidden(rows, conditions[-1], part.hidden_below):
                return SQL("SELECT * FROM (%s) live WHERE FALSE", rows)
        needed = measure.column_of(counted.side)
        if needed in fact.flags:
            conditions.append(SQL.identifier(needed))
        elif needed in fact.amounts:
            conditions.append(SQL("COALESCE(%s, 0) <> 0", SQL.identifier(needed)))
        elif needed in fact.spreads:
            conditions.append(SQL("%s IS NOT NULL", SQL.identifier(needed)))
        return SQL("SELECT * FROM (%s) live WHERE %s", rows, SQL(" AND ").join(conditions))

    @api.model
    def _is_hidden(self, rows, condition, least):
        """Whether there are too few rows to show them (RPT-01: doctors below five)."""
        [(number,)] = self.env.execute_query(SQL("SELECT COUNT(*) FROM (%s) live WHERE %s", rows, condition))
        return number < least
