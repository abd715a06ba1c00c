from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import facts

ONE_DAY = timedelta(days=1)
# Days this young are counted again every night: what depends on the clock alone may still change
FRESH_DAYS = 7
# A change is noticed although the transaction that made it began long before it ended
OVERLAP = "6 hours"


class HcsDayFigure(models.Model):
    """The sums of one day of one fact, of the whole and of every part: what trends are added up from (PERF G3b, G3c).

    Only days that were touched since are counted again: those of rows that were written, and those whose number of
    rows differs. A row that moves to another day is found at both. What is not additive (different persons, medians,
    members at the end) is not here.
    """

    _name = "hcs.day.figure"
    _description = "Figures of a day"
    _inherit = ["hcs.input.mixin"]
    _order = "day desc, id desc"
    _rec_name = "day"
    _log_access = False

    company_id = fields.Many2one("res.company", "Hospital", required=True, readonly=True, ondelete="cascade")
    fact = fields.Selection(selection="_fact_names", string="Counted", required=True, readonly=True)
    day = fields.Date(required=True, readonly=True)
    part = fields.Selection(selection="_part_names", string="Grouped by", required=True, readonly=True)
    res_id = fields.Integer("Record", required=True, readonly=True, aggregator=None)
    code = fields.Char(required=True, readonly=True)
    label = fields.Char("Name", compute="_compute_label")
    rows = fields.Integer("Number", required=True, readonly=True)
    sums = fields.Json(readonly=True)
    computed_at = fields.Datetime(required=True, readonly=True)

    _day_uniq = models.UniqueIndex("(company_id, fact, day, part, res_id, code)", "A day is counted once.")

    @api.model
    def _fact_names(self):
        return list(self.env["hcs.fact"]._fact_titles().items())

    @api.model
    def _part_names(self):
        return [(part, name) for part, (name, _title) in self.env["hcs.fact"]._part_titles().items()]

    @api.depends("part", "res_id", "code")
    @api.depends_context("lang")
    def _compute_label(self):
        registry = self.env["hcs.fact"]
        for part, figures in self.grouped("part").items():
            names = registry._names_of(part, {(figure.res_id, figure.code) for figure in figures})
            for figure in figures:
                figure.label = names.get((figure.res_id, figure.code), figure.code)

    # Counting
    @api.model
    def _refresh(self, company, days, names=None):
        """Count these days again, a run of following days at a time; return how many lines were written."""
        written = 0
        for first, last in self._runs(days):
            span = self.env["hcs.fact"]._span(company, first, last)
            for name in names or self._names():
                written += self._refresh_span(name, span)
        self.invalidate_model(flush=False)
        return written

    @api.model
    def _names(self):
        return [name for name, fact in self.env["hcs.fact"]._facts().items() if not fact.is_stock]

    @staticmethod
    def _runs(days):
        """``[(first, last)]`` of days that follow each other."""
        runs = []
        for day in sorted(set(days)):
            if runs and day - runs[-1][1] == ONE_DAY:
                runs[-1][1] = day
            else:
                runs.append([day, day])
        return runs

    @api.model
    def _refresh_span(self, name, span):
        registry = self.env["hcs.fact"]
        fact, known = registry._facts()[name], registry._parts()
        columns = [(part, column) for part, column in registry._group_columns(fact) if part != facts.TIME]
        places = [column for _part, column in columns]
        records = [column for part, column in columns if known[part].model]
        codes = [SQL("%s::text", column) for part, column in columns if not known[part].model]
        self.env.cr.execute(
            SQL(
                "DELETE FROM hcs_day_figure WHERE company_id = %s AND fact = %s AND day BETWEEN %s AND %s",
                span.company_id,
                name,
                span.date_from,
                span.date_to,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO hcs_day_figure (company_id, fact, day, part, res_id, code, rows, sums, computed_at)
                SELECT %(company)s, %(name)s, day, %(part)s, %(record)s, %(code)s, COUNT(*), %(sums)s,
                       now() AT TIME ZONE 'UTC'
                  FROM (%(rows)s) facts
              GROUP BY GROUPING SETS (%(sets)s)
                """,
                company=span.company_id,
                name=name,
                part=self._part_sql(columns),
                record=SQL("COALESCE(%s)", SQL(", ").join([*records, SQL("0")])),
                code=SQL("COALESCE(%s)", SQL(", ").join([*codes, SQL("''")])),
                sums=self._sums_sql(fact),
                rows=getattr(registry, fact.query)(span),
                sets=SQL(", ").join([SQL("(day)"), *(SQL("(day, %s)", place) for place in places)]),
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _part_sql(self, columns):
        """The name of the part a grouping set is about: the bit of its column is 0."""
        if not columns:
            return SQL("%s", facts.TOTAL)
        whole = (1 << len(columns)) - 1
        cases = [
            SQL("WHEN %s THEN %s", whole ^ 1 << (len(columns) - 1 - place), part)
            for place, (part, _column) in enumerate(columns)
        ]
        grouping = SQL("GROUPING(%s)", SQL(", ").join(column for _part, column in columns))
        return SQL("CASE %s %s ELSE %s END", grouping, SQL(" ").join(cases), facts.TOTAL)

    @api.model
    def _sums_sql(self, fact):
        """What is not nothing of the sums; rows have a column of their own."""
        aggregates = self.env["hcs.fact"]._aggregates(fact)
        pairs = [(name, SQL("NULLIF(%s, 0)", sql)) for name, sql in zip(fact.columns, aggregates, strict=True)]
        return self.env["hcs.fact"]._json(pairs[1:])

    # Which days
    @api.model
    def _touched(self, company, name, last):
        """The days until ``last`` that are to be counted again."""
        registry = self.env["hcs.fact"]
        span = registry._span(company, fields.Date.to_date("1900-01-01"), last)
        rows = getattr(registry, registry._facts()[name].query)(span)
        query = SQL(
            """
            SELECT COALESCE(live.day, known.day)
              FROM (SELECT day, COUNT(*) AS number, MAX(changed_at) AS changed_at FROM (%(rows)s) r GROUP BY day) live
         FULL JOIN (SELECT day, rows, computed_at FROM hcs_day_figure
                     WHERE company_id = %(company)s AND fact = %(name)s AND part = 'total' AND day <= %(last)s) known
                ON known.day = live.day
             WHERE live.number IS DISTINCT FROM known.rows
                OR live.changed_at >= known.computed_at - %(overlap)s::interval
                OR live.day > %(fresh)s
            """,
            rows=rows,
            company=company.id,
            name=name,
            last=last,
            overlap=OVERLAP,
            fresh=last - FRESH_DAYS * ONE_DAY,
        )
        return sorted(day for (day,) in self.env.execute_query(query))

    @api.model
    def _cron_refresh(self):
        """Count the days that were touched, hospital by hospital and fact by fact."""
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        work = [(company, name) for company in companies for name in self._names()]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(work))
        for company, name in work:
            self.env.flush_all()
            last = company._hcs_local_date(fields.Datetime.now()) - ONE_DAY
            days = self._touched(company, name, last)
            if days:
                self._refresh(company, days, [name])
            if not cron._commit_progress(1):
                break
