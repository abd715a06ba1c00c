from odoo import models

from ...tools import charts
from ...tools import matrix as tables

# So many periods make a course: a year of months and the month it is compared with
PERIODS = 13


class HcsSummary(models.Model):
    """The course of the key figures over the submitted summaries: a changed definition breaks the line (RP4)."""

    _inherit = "hcs.summary"

    def _course(self):
        """``[(summary, {code: line})]`` up to this one, oldest first: submitted figures, as far as the reader sees
        them, and this summary's own. Of several revisions the newest counts.
        """
        self.ensure_one()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("kind", "=", self.kind),
            ("date_to", "<", self.date_from),
            ("is_frozen", "=", True),
        ]
        found = {self.date_from: self}
        for summary in self.search(domain, order="date_from desc, revision desc", limit=3 * PERIODS):
            found.setdefault(summary.date_from, summary)
        chosen = self.browse([found[day].id for day in sorted(found)[-PERIODS:]])
        lines = self.env["hcs.summary.line"].search(
            [("summary_id", "in", chosen.ids), ("dimension", "=", "total"), ("kpi_id.is_key", "=", True)]
        )
        return [
            (summary, {line.kpi_id.code: line for line in lines if line.summary_id == summary}) for summary in chosen
        ]

    def _course_of(self, area, whole, course):
        """The table of the key figures of an area, and its chart; nothing where there is one period only."""
        kpis = [line.kpi_id for line in whole.values() if line.kpi_id.is_key]
        rows, changed = [], set()
        for place, (summary, by_code) in enumerate(course):
            cells = {code: self._cells(line)[0] for code, line in by_code.items()}
            renewed = {kpi.name for kpi in kpis if self._is_break(course, place, kpi.code)}
            changed |= renewed
            rows.append((f"{summary.name} †" if renewed else summary.name, cells))
        if len(rows) < 2 or not kpis:
            return None, None
        note = ""
        if changed:
            note = self.env._(
                "† From here on by another definition, not comparable with the periods before: %(names)s.",
                names=", ".join(sorted(changed)),
            )
        key = "trend" if area == "followup" else f"{area}_trend"
        title = self.env._("Course of the key figures")
        table = tables.grid(key, area, title, [(kpi.code, kpi.name, kpi.unit) for kpi in kpis], rows, note)
        return table, self._course_chart(key, title, kpis, course)

    def _course_chart(self, key, title, kpis, course):
        series, breaks = [], []
        for kpi in [kpi for kpi in kpis if kpi.unit == "percent"][: len(charts.DASHES)]:
            points = [by_code[kpi.code]._values()[0] if kpi.code in by_code else None for _summary, by_code in course]
            series.append((kpi.name, points))
            breaks.append({place for place in range(len(course)) if self._is_break(course, place, kpi.code)})
        if not any(point is not None for _name, points in series for point in points):
            return None
        labels = [summary.name[2:] for summary, _by_code in course]
        return {"key": key, "svg": charts.line_chart(title, labels, series, top=1, breaks=breaks)}

    @staticmethod
    def _is_break(course, place, code):
        """Whether a figure has another definition than in the period before it."""
        if not place:
            return False
        own, before = course[place][1].get(code), course[place - 1][1].get(code)
        return bool(own and before and own.kpi_id != before.kpi_id)
