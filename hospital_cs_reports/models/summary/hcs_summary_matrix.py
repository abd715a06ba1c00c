from odoo import api, models
from odoo.tools import format_date

from ...tools import charts, figures
from ...tools import matrix as tables
from .hcs_summary_line import INCOMPARABLE

PART_COLUMNS = ("fu_persons", "fu_events", "fu_attempted_rate", "fu_on_time_rate", "fu_success_rate",
                "fu_effective_rate", "fu_lost_rate", "fu_satisfaction_rate", "fu_satisfaction_mean",
                "fu_nps")  # fmt: skip
# columns that an empty table does not have
OPTIONAL = ("fu_nps",)
CHARTED = ("fu_attempted_rate", "fu_on_time_rate", "fu_success_rate", "fu_effective_rate", "fu_lost_rate",
           "fu_satisfaction_rate")  # fmt: skip
CHART_ROWS = 15


class HcsSummary(models.Model):
    """The one table model of a summary, in the language of the reader: screen, PDF and XLSX draw nothing else."""

    _inherit = "hcs.summary"

    @api.depends("compiled_at", "line_ids")
    @api.depends_context("lang")
    def _compute_matrix(self):
        for summary in self:
            summary.matrix = summary._get_matrix().to_dict()

    def _get_matrix(self):
        """The figures as tiles, tables, charts and definitions."""
        self.ensure_one()
        lines = self.env["hcs.summary.line"].search([("summary_id", "=", self.id)], order="sequence, id")
        by_dimension = {}
        for line in lines:
            by_dimension.setdefault(line.dimension, []).append(line)
        kpis = lines.kpi_id.sorted("sequence")
        total = {line.kpi_id.code: line for line in by_dimension.get("total", [])}
        return tables.Matrix(
            title=self.display_name,
            subtitle=f"{self._format_day(self.date_from)} – {self._format_day(self.date_to)}",
            tiles=tuple(self._tile(line) for line in total.values() if line.kpi_id.is_key),
            tables=tuple(self._tables(kpis, total, by_dimension)) if lines else (),
            definitions=tuple(self._definition(kpi) for kpi in kpis),
            charts=tuple(self._charts(kpis, total, by_dimension)) if lines else (),
            labels=self._matrix_labels(),
        )

    def _format_day(self, day):
        return format_date(self.env, day, date_format="yyyy-MM-dd")

    def _matrix_labels(self):
        """Words the renderers need besides the tables."""
        return {
            "previous": self.env._("Previous"),
            "incomparable": self.env._("period not over") if self.is_provisional else self.env._("other definition"),
            "target": self.env._("Target"),
            "empty": self.env._("Not compiled yet"),
            "definitions": self.env._("What the figures mean"),
            "exclusions": self.env._("Left out"),
            "date_basis": self.env._("Date that counts"),
        }

    @api.model
    def _cells(self, line):
        """Own, previous and last year's cell of a line."""
        unit = line.kpi_id.unit
        texts = []
        for value, numerator, denominator, basis in zip(
            line._values(),
            (line.numerator, line.previous_numerator, line.last_year_numerator),
            (line.denominator, line.previous_denominator, line.last_year_denominator),
            ("own", line.previous_basis, line.last_year_basis),
            strict=True,
        ):
            fraction = "" if basis == "none" else figures.fraction_of(unit, numerator, denominator)
            if fraction and figures.is_small(unit, numerator, denominator):
                fraction += figures.SMALL_MARK
            ref = line.id if basis == "own" else None
            texts.append(tables.Cell(unit, value, figures.text_of(unit, value), fraction, ref))
        return texts

    def _tile(self, line):
        own, previous, _last_year = self._cells(line)
        return tables.tile(
            line.kpi_id.code,
            line.kpi_id.name,
            own,
            previous,
            line.kpi_id.better_is,
            line.previous_basis not in INCOMPARABLE,
            line.target if line.has_target else None,
        )

    def _tables(self, kpis, total, by_dimension):
        """The tables in the order in which they are read, area by area."""
        areas, course = dict.fromkeys(kpi.area for kpi in kpis), self._course()
        for area in areas:
            mine = kpis.filtered(lambda kpi, area=area: kpi.area == area)
            whole = {code: line for code, line in total.items() if line.kpi_id in mine}
            if whole:
                yield self._total_table(area, whole)
                trend, _chart = self._course_of(area, whole, course)
                if trend:
                    yield trend
            if area == "followup":
                yield from self._followup_tables(mine, by_dimension)
            else:
                yield from self._area_tables(area, mine, by_dimension)

    def _followup_tables(self, kpis, by_dimension):
        titles = self.env["hcs.fact"]._part_titles()
        for dimension in ("department", "plan", "agent", "time", "practitioner"):
            lines = [line for line in by_dimension.get(dimension, []) if line.kpi_id in kpis]
            there = {line.kpi_id.code for line in lines} or set(PART_COLUMNS) - set(OPTIONAL)
            codes = [code for code in PART_COLUMNS if code in there]
            title = self._time_title() if dimension == "time" else titles[dimension][1]
            if lines or dimension != "practitioner":
                yield self._part_table(dimension, title, lines, kpis, codes)
        for dimension, codes, with_previous in (
            ("outcome", ("fu_unsuccessful", "fu_reason_share"), False),
            ("answered_by", ("fu_questionnaires", "fu_questionnaire_rate"), False),
            ("aspect", ("fu_satisfaction_rate", "fu_top_box_rate", "fu_satisfaction_mean"), True),
        ):
            lines = by_dimension.get(dimension, [])
            if lines or dimension != "answered_by":
                title = titles[dimension][1]
                yield self._part_table(dimension, title, lines, kpis, codes, with_previous=with_previous)

    def _area_tables(self, area, kpis, by_dimension):
        """One table per part that the figures of an area are divided by."""
        titles = self.env["hcs.fact"]._part_titles()
        for dimension, (_name, title) in titles.items():
            lines = [line for line in by_dimension.get(dimension, []) if line.kpi_id in kpis]
            if lines and dimension != "total":
                title = self._time_title() if dimension == "time" else title
                codes = {line.kpi_id.code for line in lines}
                yield self._part_table(dimension, title, lines, kpis, codes, area=area)

    def _time_title(self):
        return self.env._("By day") if self.kind == "week" else self.env._("By week")

    def _total_table(self, area, total):
        columns = [
            self.env._("This period"),
            self.env._("Numerator"),
            self.env._("Denominator"),
            self.env._("Previous period"),
            self.env._("Change"),
            self.env._("Last year"),
            self.env._("Change on last year"),
        ]
        rows = []
        said = [line for line in total.values() if self._says_anything(line)]
        for line in said or total.values():
            kpi, (own, previous, last_year) = line.kpi_id, self._cells(line)
            is_count = kpi.unit == "count"
            is_small = figures.is_small(kpi.unit, line.numerator, line.denominator)
            rows.append(
                tables.Row(
                    f"{kpi.name} {figures.SMALL_MARK}" if is_small else kpi.name,
                    (
                        own,
                        tables.cell(
                            "count", None if kpi.unit in ("count", "minutes", "balance") else line.numerator, None
                        ),
                        tables.cell("count", None if is_count else line.denominator, None),
                        previous,
                        self._change(kpi.unit, own, previous, line.previous_basis),
                        last_year,
                        self._change(kpi.unit, own, last_year, line.last_year_basis),
                    ),
                )
            )
        note, is_first = self._comparison_note(total.values()), area == "followup"
        title = self.env._("Key figures") if is_first else self._area_name(area)
        return tables.Table("total" if is_first else f"{area}_total", area, title, tuple(columns), tuple(rows), note)

    @api.model
    def _says_anything(self, line):
        """Whether a figure of the whole is told: a key figure always, others unless they are 0/0 now and before."""
        return line.kpi_id.is_key or any(value is not None for value in line._values())

    def _area_name(self, area):
        return dict(self.env["hcs.kpi"]._fields["area"]._description_selection(self.env))[area]

    @staticmethod
    def _change(unit, own, other, basis):
        return tables.difference_cell(unit, own, None if basis in INCOMPARABLE else other)

    def _comparison_note(self, lines):
        notes = []
        bases = {line.previous_basis for line in lines} | {line.last_year_basis for line in lines}
        if "live" in bases:
            notes.append(self.env._("Periods without a submitted summary were counted when this one was compiled."))
        if "open" in bases:
            notes.append(self.env._("The period is not over; its figures are not compared yet."))
        if any(figures.is_small(line.kpi_id.unit, line.numerator, line.denominator) for line in lines):
            notes.append(self._small_note())
        if "definition" in bases:
            notes.append(self.env._("Figures whose definition has changed are shown but not compared."))
        return " ".join(notes)

    def _small_note(self):
        return self.env._("* Fewer than %(number)s cases: chance plays a large part.", number=figures.SMALL)

    def _part_table(self, dimension, title, lines, kpis, codes, with_previous=False, area="followup"):
        """One row per part (department, plan, …), one column per indicator."""
        used = [kpi for kpi in kpis if kpi.code in codes]
        columns = [(kpi.code, kpi.name, kpi.unit) for kpi in used]
        if with_previous:
            before = self.env._("Previous period")
            columns += [(f"{kpi.code}|previous", f"{kpi.name} · {before}", kpi.unit) for kpi in used]
        rows, weights = {}, {}
        for line in lines:
            key = (line.res_id, line.code)
            cells = rows.setdefault(key, (line.label or "", {}))[1]
            own, previous, _last_year = self._cells(line)
            cells[line.kpi_id.code] = own
            cells[f"{line.kpi_id.code}|previous"] = previous
            weights[key] = max(weights.get(key, 0), line.numerator if line.kpi_id.unit == "count" else 0)
        if dimension == "time":
            order = sorted(rows, key=lambda key: key[1] or "")
        else:
            order = sorted(rows, key=lambda key: (-weights[key], rows[key][0]))
        name = dimension if area == "followup" else f"{area}_{dimension}"
        cells = [cell for _label, row in rows.values() for cell in row.values()]
        note = self._small_note() if any(cell.fraction.endswith(figures.SMALL_MARK) for cell in cells) else ""
        return tables.grid(name, area, title, columns, [rows[key] for key in order], note)

    @api.model
    def _definition(self, kpi):
        return tables.Definition(
            code=kpi.code,
            label=kpi.name,
            unit=dict(kpi._fields["unit"]._description_selection(self.env))[kpi.unit],
            numerator=kpi.numerator or "",
            denominator=kpi.denominator or "",
            exclusions=kpi.exclusions or "",
            date_basis=kpi.date_basis or "",
            target=figures.text_of(kpi.unit, kpi.target) if kpi.has_target else "",
            version=kpi.version,
        )

    def _charts(self, kpis, total, by_dimension):
        """SVG pictures: rates against the other periods, rates over time, departments, reasons."""
        rates = [(line.kpi_id.name, self._cells(line)) for code, line in total.items() if code in CHARTED]
        names = [self.env._("This period"), self.env._("Previous period"), self.env._("Last year")]
        rows = [(name, [(cell.value, cell.text) for cell in cells]) for name, cells in rates]
        yield {"key": "rates", "svg": charts.bar_chart(self.env._("Rates"), rows, names, top=1)}
        yield from self._time_chart(by_dimension.get("time", []))
        course = self._course()
        for area in dict.fromkeys(kpi.area for kpi in kpis):
            whole = {code: line for code, line in total.items() if line.kpi_id.area == area}
            _table, chart = self._course_of(area, whole, course)
            if chart:
                yield chart
        for dimension, code in (("department", "fu_attempted_rate"), ("outcome", "fu_unsuccessful")):
            lines = [line for line in by_dimension.get(dimension, []) if line.kpi_id.code == code]
            lines.sort(key=lambda line: -(line.denominator or line.numerator))
            if lines:
                cells = [(line.label or "", self._cells(line)[0]) for line in lines[:CHART_ROWS]]
                rows = [(label, [(cell.value, f"{cell.text} {cell.fraction}".strip())]) for label, cell in cells]
                dimension_name = dict(lines[0]._fields["dimension"]._description_selection(self.env))[dimension]
                title = f"{lines[0].kpi_id.name} · {dimension_name}"
                top = 1 if code.endswith("_rate") else None
                yield {"key": dimension, "svg": charts.bar_chart(title, rows, [title], top=top)}

    def _time_chart(self, lines):
        points = {}
        for line in lines:
            if line.kpi_id.code in ("fu_attempted_rate", "fu_success_rate"):
                points.setdefault(line.kpi_id, {})[line.code] = (line.label, line._values()[0])
        if not points:
            return
        codes = sorted({code for values in points.values() for code in values})
        labels = [next(values[code][0] for values in points.values() if code in values) for code in codes]
        labels = [label[5:] if label and label[:2] == "20" else label for label in labels]
        series = [(kpi.name, [values.get(code, (None, None))[1] for code in codes]) for kpi, values in points.items()]
        title = self.env._("Over the days") if self.kind == "week" else self.env._("Over the weeks")
        yield {"key": "time", "svg": charts.line_chart(title, labels, series, top=1)}
