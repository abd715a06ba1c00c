from dataclasses import dataclass

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import facts, figures, periods
from ...tools import matrix as tables
from ..definition.hcs_day_figure import ONE_DAY

# So many periods make a course: a year of months, and the one that runs
PERIODS = 13
RANKS = {"published": 3, "reviewed": 2, "submitted": 2, "draft": 1}


@dataclass(frozen=True)
class Point:
    """A figure of a period. ``source`` says where it comes from: a published, a submitted or a draft summary's
    ``line``, or counted ``live``; with ``none`` there is no figure.
    """

    numerator: float | None = None
    denominator: float | None = None
    kpi: int = 0
    source: str = "none"
    line: int = 0
    target: float | None = None

    def value(self, unit):
        return figures.value_of(unit, self.numerator, self.denominator)


NOTHING = Point()


class HcsTrend(models.Model):
    """The course of the indicators over the last periods, for the director (RPT-08).

    Submitted figures are what they are: they win over what is counted now. The rest is added up from the days. What
    cannot be added up (different persons, medians, members) is taken from the summaries, and counted when somebody
    looks at that one figure. Its records are the rows behind one figure (``hcs_trend_row``).
    """

    _name = "hcs.trend"
    _description = "Course of the indicators"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
    _auto = False
    _order = "day, id"
    _rec_name = "day"

    @api.model
    def _today(self, company):
        return company._hcs_local_date(fields.Datetime.now())

    @api.model
    def _periods(self, company, kind):
        """The last periods of this kind, oldest first; the last of them is not over."""
        start_day = company.hcs_month_start
        found = [periods.period_of(kind, self._today(company), start_day)]
        while len(found) < PERIODS:
            found.append(periods.previous(found[-1], start_day))
        return found[::-1]

    @api.model
    def _kpis(self, kind):
        """The definitions in use that are counted in such periods, as a whole."""
        registry = self.env["hcs.fact"]
        known = registry._facts()
        codes = [
            code
            for code, measure in registry._measures().items()
            if facts.TOTAL in measure.parts and all(kind in known[name].kinds for name in measure.facts)
        ]
        # sudo: the words of a definition are for everybody who reads figures
        return self.env["hcs.kpi"].sudo().search([("code", "in", codes)])

    @api.model
    def _summaries(self, company, kind, wanted):
        """``{period: summary}`` the reader may see: the published one, else the newest."""
        spans = {(period.date_from, period.date_to): period for period in wanted}
        domain = Domain("company_id", "=", company.id) & Domain("kind", "=", kind)
        domain &= Domain("date_from", "in", [first for first, _last in spans])
        chosen = {}
        for summary in self.env["hcs.summary"].search(domain & Domain("compiled_at", "!=", False)):
            period = spans.get((summary.date_from, summary.date_to))
            rank = (RANKS[summary.state], summary.revision)
            if period and rank > chosen.get(period, ((0, 0),))[0]:
                chosen[period] = (rank, summary)
        return {period: summary for period, (_rank, summary) in chosen.items()}

    @api.model
    def _points(self, company, kpis, kind, wanted, part=facts.TOTAL, count=False):
        """``{(code, period): {(part, record, code of the part): Point}}`` of the whole and of one part of it."""
        summaries = self._summaries(company, kind, wanted)
        found = self._live_points(company, kpis, wanted, part)
        possible = self.env["hcs.day.figure"]._possible()
        lines = self.env["hcs.summary.line"].search_fetch(
            [
                ("summary_id", "in", [summary.id for summary in summaries.values()]),
                ("dimension", "in", [facts.TOTAL, part]),
                ("kpi_id.code", "in", kpis.mapped("code")),
            ],
            [
                "summary_id",
                "kpi_id",
                "dimension",
                "res_id",
                "code",
                "numerator",
                "denominator",
                "has_target",
                "target",
            ],
        )
        code_of = {kpi.id: kpi.code for kpi in lines.kpi_id.sudo()}
        period_of = {summary: period for period, summary in summaries.items()}
        units, replaced = {kpi.code: kpi.unit for kpi in kpis}, set()
        for line in lines:
            summary, code = line.summary_id, code_of[line.kpi_id.id]
            if not summary.is_frozen and code in possible:
                continue  # what was counted when a draft was compiled may have changed since
            period = period_of[summary]
            if (code, period) not in replaced:
                replaced.add((code, period))
                found[code, period] = {}
            found[code, period][line.dimension, line.res_id, line.code or ""] = Point(
                line.numerator,
                None if units[code] == "count" else line.denominator,
                line.kpi_id.id,
                "published" if summary.state == "published" else "submitted" if summary.is_frozen else "draft",
                line.id,
                line.target if line.has_target else None,
            )
        if count:
            self._count_rest(company, kpis.filtered(lambda kpi: kpi.code not in possible), wanted, found)
        return found

    @api.model
    def _live_points(self, company, kpis, wanted, part):
        """The figures that can be added up from the days until yesterday."""
        registry, days = self.env["hcs.fact"], self.env["hcs.day.figure"]
        possible = days._possible()
        mine = {kpi.code: kpi for kpi in kpis if kpi.code in possible}
        names = registry._facts_of(mine)
        spans = [self._known_span(company, period) for period in wanted]
        grouped = days._period_groups(company, names, spans, part)
        known, by_code, measures, found = days._known_days(company), registry._facts(), registry._measures(), {}
        for period, groups in zip(wanted, grouped, strict=True):
            for name in names:
                nothing = facts.Group(facts.TOTAL, 0, "", dict.fromkeys(by_code[name].columns, 0))
                groups.setdefault(name, {}).setdefault(nothing.key, nothing)
            for (code, *key), pair in registry._figures(groups, mine).items():
                first = known.get(measures[code].fact, (None, None))[0]
                # Before a room was used nothing was counted: that is no 0
                if first and period.date_to >= first and key[0] in (facts.TOTAL, part):
                    found.setdefault((code, period), {})[tuple(key)] = self._live_point(mine[code], pair)
        return found

    @api.model
    def _live_point(self, kpi, pair):
        return Point(*pair, kpi=kpi.id, source="live", target=kpi.target if kpi.has_target else None)

    @api.model
    def _known_span(self, company, period):
        """The days of a period that are over."""
        return period.date_from, min(period.date_to, self._today(company) - ONE_DAY)

    @api.model
    def _count_rest(self, company, kpis, wanted, found):
        """Count what cannot be added up, in the periods of the course that have no summary with it."""
        by_code = {kpi.code: kpi for kpi in kpis}
        for period in wanted[-PERIODS:]:
            first, last = self._known_span(company, period)
            missing = [code for code in by_code if (code, period) not in found]
            if missing and first <= last:
                for (code, *key), pair in self.env["hcs.fact"]._count(company, first, last, missing).items():
                    found.setdefault((code, period), {})[tuple(key)] = self._live_point(by_code[code], pair)

    # Comparing
    @api.model
    def _difference(self, kpi, point, other):
        """(difference, whether it is good or bad) of two points; none where their definitions differ."""
        if point.kpi != other.kpi:
            return None, ""
        difference = figures.difference_of(kpi.unit, point.value(kpi.unit), other.value(kpi.unit))
        return difference, figures.trend_of(kpi.better_is, difference)

    @api.model
    def _light(self, kpi, point):
        """``bad`` for a missed target, ``good`` for one that is met; nothing without a target or a figure."""
        value = point.value(kpi.unit)
        if point.target is None or value is None or kpi.better_is == "neutral":
            return ""
        return "bad" if tables.misses_target(value, point.target, kpi.better_is) else "good"
