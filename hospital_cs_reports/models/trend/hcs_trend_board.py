from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.hospital_customer_service.models.common.arguments import a_text, arguments

from ...tools import facts, figures, periods
from .hcs_trend import NOTHING

WHOLE = (facts.TOTAL, 0, "")
# An area without key figures shows so many of its first ones
FIRST_ONES = 4
MOST_PARTS = 50


class HcsTrend(models.Model):
    """What the director's screen shows: the key figures of every area, and one figure at length."""

    _inherit = "hcs.trend"

    @api.model
    @api.readonly
    @arguments(kind=a_text)
    def get_overview(self, kind="month"):
        """The figures of the last closed period, area by area, each with its course.

        :return: ``{"periods", "place", "areas": [{"area", "name", "tiles"}]}``; ``place`` is the last closed period.
        """
        self.check_access("read")
        company, kpis = self.env.company, self._kpis(self._checked_kind(kind))
        wanted = self._periods(company, kind)
        year_ago = periods.last_year(wanted[-2], company.hcs_month_start)
        found = self._points(company, kpis, kind, [*filter(None, (year_ago,)), *wanted])
        areas, possible = [], self.env["hcs.day.figure"]._possible()
        for area, name in kpis._fields["area"]._description_selection(self.env):
            mine = kpis.filtered(lambda kpi, area=area: kpi.area == area)
            tiles = [
                # what is not added up from days is counted when somebody looks at it alone
                {**self._tile(kpi, found, wanted, year_ago), "additive": kpi.code in possible}
                for kpi in mine
            ]
            if any(point["value"] for tile in tiles for point in tile["points"]):
                if not any(tile["is_key"] for tile in tiles):
                    for tile in tiles[:FIRST_ONES]:
                        tile["is_key"] = True
                areas.append({"area": area, "name": name, "tiles": tiles})
        return {**self._frame(company, kind, wanted), "areas": areas}

    @api.model
    @api.readonly
    @arguments(code=a_text, kind=a_text, part=a_text)
    def get_course(self, code, kind="month", part=None):
        """One figure period by period with its target, breaks of its definition and last year's, and by one part.

        :return: ``{"periods", "kpi", "points", "parts", "part", "rows", "more"}``
        """
        self.check_access("read")
        company = self.env.company
        kpi = self._checked_kpi(code, self._checked_kind(kind))
        parts = self._parts_of(kpi)
        if part and part not in dict(parts):
            raise UserError(self.env._("This figure is not divided like that. Choose another part."))
        wanted = self._periods(company, kind)
        years_ago = {period: periods.last_year(period, company.hcs_month_start) for period in wanted}
        earlier = [period for period in years_ago.values() if period and period not in wanted]
        found = self._points(company, kpi, kind, [*earlier, *wanted], part or facts.TOTAL, count=True)
        rows = self._part_rows(kpi, part, found, wanted) if part else []
        return {
            **self._frame(company, kind, wanted),
            "kpi": self._words(kpi),
            "points": self._course(kpi, found, wanted, years_ago),
            "parts": [{"part": key, "name": name} for key, name in parts],
            "part": part or False,
            "rows": rows[:MOST_PARTS],
            "more": max(len(rows) - MOST_PARTS, 0),
        }

    # Arguments
    @api.model
    def _checked_kind(self, kind):
        if kind not in periods.KINDS:
            raise UserError(self.env._("The course of figures goes by week, month or quarter."))
        return kind

    @api.model
    def _checked_kpi(self, code, kind):
        kpi = self._kpis(kind).filtered(lambda kpi: kpi.code == code)
        if not kpi:
            raise UserError(self.env._("This figure is not counted in such periods. Choose another one."))
        return kpi

    @api.model
    def _parts_of(self, kpi):
        """[(part, name)] a figure is divided by."""
        titles = self.env["hcs.fact"]._part_titles()
        parts = self.env["hcs.fact"]._measures()[kpi.code].parts
        return [(part, titles[part][0]) for part in parts if part not in (facts.TOTAL, facts.TIME)]

    # Answers
    @api.model
    def _frame(self, company, kind, wanted):
        """What both answers say about the periods."""
        kinds = dict(self.env["hcs.summary"]._fields["kind"]._description_selection(self.env))
        known = self.env["hcs.day.figure"]._known_days(company)
        return {
            "hospital": company.name,
            "kind": kind,
            "kinds": [{"kind": key, "name": kinds[key]} for key in periods.KINDS],
            "periods": [
                {
                    "key": period.key,
                    "first": period.date_from.isoformat(),
                    "last": period.date_to.isoformat(),
                    "open": period is wanted[-1],
                }
                for period in wanted
            ],
            "place": len(wanted) - 2,
            "known_until": max((last for _first, last in known.values()), default=False) or False,
        }

    @api.model
    def _words(self, kpi):
        """A definition as it is explained to the reader."""
        areas = dict(kpi._fields["area"]._description_selection(self.env))
        return {
            "code": kpi.code,
            "name": kpi.name,
            "unit": kpi.unit,
            "area": areas[kpi.area],
            "numerator": kpi.numerator or "",
            "denominator": kpi.denominator or "",
            "exclusions": kpi.exclusions or "",
            "date_basis": kpi.date_basis or "",
            "version": kpi.version,
            "target": kpi.target if kpi.has_target else False,
            "target_text": figures.text_of(kpi.unit, kpi.target) if kpi.has_target else "",
            "better_is": kpi.better_is,
        }

    @api.model
    def _tile(self, kpi, found, wanted, year_ago):
        points = [found.get((kpi.code, period), {}).get(WHOLE, NOTHING) for period in wanted]
        own, previous = points[-2], points[-3]
        last_year = found.get((kpi.code, year_ago), {}).get(WHOLE, NOTHING)
        return {
            "code": kpi.code,
            "name": kpi.name,
            "unit": kpi.unit,
            "is_key": kpi.is_key,
            "target_text": "" if own.target is None else figures.text_of(kpi.unit, own.target),
            **self._plain(kpi, own),
            "previous": self._compared(kpi, own, previous),
            "last_year": self._compared(kpi, own, last_year),
            "points": self._with_breaks(points, [self._plain(kpi, point) for point in points]),
        }

    @api.model
    def _course(self, kpi, found, wanted, years_ago):
        points = [found.get((kpi.code, period), {}).get(WHOLE, NOTHING) for period in wanted]
        answers = []
        for place, (period, point) in enumerate(zip(wanted, points, strict=True)):
            last_year = found.get((kpi.code, years_ago[period]), {}).get(WHOLE, NOTHING)
            # Only periods that are over are compared
            own = NOTHING if period is wanted[-1] else point
            answers.append(
                {
                    **self._plain(kpi, point),
                    "previous": self._compared(kpi, own, points[place - 1] if place else NOTHING),
                    "last_year": self._compared(kpi, own, last_year),
                }
            )
        return self._with_breaks(points, answers)

    @api.model
    def _plain(self, kpi, point):
        """A point for the screen: number, text, of what, few cases, target and where it comes from."""
        value = point.value(kpi.unit)
        return {
            "value": False if value is None else value,
            "known": value is not None,
            "text": figures.text_of(kpi.unit, value),
            "fraction": figures.fraction_of(kpi.unit, point.numerator, point.denominator),
            "small": figures.is_small(kpi.unit, point.numerator, point.denominator),
            "light": self._light(kpi, point),
            "target": False if point.target is None else point.target,
            "source": point.source,
        }

    @api.model
    def _compared(self, kpi, point, other):
        difference, trend = self._difference(kpi, point, other)
        return {
            "text": figures.text_of(kpi.unit, other.value(kpi.unit)),
            "change": figures.difference_text(kpi.unit, difference),
            "trend": trend,
            "other_definition": bool(point.kpi and other.kpi and point.kpi != other.kpi),
        }

    @api.model
    def _with_breaks(self, points, answers):
        """Mark where a figure is counted by another definition than the figure before it."""
        before = 0
        for point, answer in zip(points, answers, strict=True):
            answer["break"] = bool(before and point.kpi and point.kpi != before)
            before = point.kpi or before
        return answers

    @api.model
    def _part_rows(self, kpi, part, found, wanted):
        """One row for each department, plan, agent, …; those with most cases in the last periods first."""
        courses = {}
        for place, period in enumerate(wanted):
            for key, point in found.get((kpi.code, period), {}).items():
                if key[0] == part:
                    courses.setdefault(key[1:], [NOTHING] * len(wanted))[place] = point
        names, none = self.env["hcs.fact"]._names_of(part, set(courses)), self.env._("Not given")
        rows = [
            {
                "res_id": key[0],
                "code": key[1],
                "name": names.get(key) or key[1] or none,
                "points": self._with_breaks(points, [self._plain(kpi, point) for point in points]),
                "weight": sum(point.denominator or point.numerator or 0 for point in points),
            }
            for key, points in courses.items()
        ]
        return sorted(rows, key=lambda row: (-row["weight"], row["name"]))
