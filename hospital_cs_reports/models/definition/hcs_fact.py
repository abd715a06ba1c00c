from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import facts, periods

# Columns every query has besides its own: the record, who it is about, whose it is and its local day
OWN_COLUMNS = ("res_id", "patient_id", "person", "day", "department_id", "user_id")
COLUMN_PARTS = {"department": "department_id", "agent": "user_id", facts.TIME: "bucket"}


class HcsFact(models.AbstractModel):
    """The registry of what can be counted. Every room adds its facts, parts and measures by inheriting this model.

    A fact is counted by ONE grouping-sets query, over live rows and over the frozen rows of a summary alike.
    """

    _name = "hcs.fact"
    _description = "What summaries count"

    @api.model
    def _facts(self):
        """``{name: Fact}``. The query of a fact takes a ``Span`` and gives the columns ``res_id, patient_id,
        department_id, user_id, day, changed_at``, one per part, flag, amount and spread, and ``person`` if it counts
        persons.
        """
        return {}

    @api.model
    def _fact_titles(self):
        """``{name of the fact: what its rows are}`` in the reader's language."""
        return {}

    @api.model
    def _measures(self):
        """``{code of the indicator: Measure}``."""
        return {}

    @api.model
    def _parts(self):
        """``{name: Part}``: what rows can be grouped by. Parts without a model are codes."""
        return {
            "department": facts.Part("hcs.department"),
            "agent": facts.Part("res.users"),
            facts.TIME: facts.Part(),
        }

    @api.model
    def _part_titles(self):
        """``{name: (name of the part, title of its table)}`` in the reader's language."""
        return {
            "total": (self.env._("Total"), ""),
            "department": (self.env._("Department"), self.env._("By department")),
            "agent": (self.env._("Agent"), self.env._("By agent")),
            "time": (self.env._("Time"), self.env._("Over time")),
        }

    @api.model
    def _part_labels(self, part, codes):
        """``{code: name}`` of a part without a model, in the reader's language."""
        return {}

    @api.model
    def _names_of(self, part, keys):
        """``{(record, code): name}`` of some values of a part, in the reader's language."""
        known = self._parts().get(part)
        if known and known.model:
            ids = [res_id for res_id, _code in keys if res_id]
            # sudo: names of departments, plans, users, … are no secret of those who read figures
            return {(record.id, ""): record.display_name for record in self.env[known.model].sudo().browse(ids)}
        labels = self._part_labels(part, [code for _res_id, code in keys]) if known else {}
        return {(0, code): labels[code] for _res_id, code in keys if code in labels}

    @api.model
    def _choices(self, model, name):
        return dict(self.env[model]._fields[name]._description_selection(self.env))

    # Counting
    @api.model
    def _span(self, company, date_from, date_to):
        start, end = periods.bounds_utc(date_from, date_to, company.hcs_tz)
        return facts.Span(company.id, company.hcs_tz, date_from, date_to, start, end, fields.Datetime.now())

    @api.model
    def _local_day(self, column, span):
        """The hospital's own date of a stored moment."""
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", column, span.tz)

    @api.model
    def _bucket(self, weekly, column="day"):
        """What a row adds to over time: its Monday, or its day."""
        column = SQL.identifier(column)
        return SQL("date_trunc('week', %s)::date", column) if weekly else column

    @api.model
    def _live(self, name, span, by_week=False):
        """The rows of a fact as they are now, ready to be counted."""
        fact = self._facts()[name]
        self._flush_fact(fact)
        rows = getattr(self, fact.query)(span)
        return SQL("SELECT *, %s AS bucket FROM (%s) live", self._bucket(by_week), rows)

    @api.model
    def _flush_fact(self, fact):
        # What the query reads may still wait to be written
        self.env.flush_all()

    @api.model
    def _group_columns(self, fact):
        """(part, column) of everything a fact is grouped by."""
        parts = (*fact.parts, facts.TIME)
        return [(part, SQL.identifier(COLUMN_PARTS.get(part, part))) for part in parts]

    @api.model
    def _aggregates(self, fact):
        """The SQL of the sums of a part, in the order of ``columns`` and ``statistics``."""
        yield SQL("COUNT(*)")
        for flag in fact.flags:
            yield SQL("COUNT(*) FILTER (WHERE %s)", SQL.identifier(flag))
        for amount in fact.amounts:
            yield SQL("COALESCE(SUM(%s), 0)::float8", SQL.identifier(amount))

    @api.model
    def _statistics(self, fact):
        if fact.persons:
            yield SQL("COUNT(DISTINCT person)")
        for spread in fact.spreads:
            column = SQL.identifier(spread)
            yield SQL("COUNT(%s)", column)
            yield SQL("percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)", column)
            yield SQL("percentile_cont(0.9) WITHIN GROUP (ORDER BY %s)", column)

    @api.model
    def _groups(self, name, rows):
        """``{key: Group}`` of the whole and of every part: one pass over the rows."""
        fact = self._facts()[name]
        columns = self._group_columns(fact)
        query = SQL(
            "SELECT GROUPING(%(columns)s), %(columns)s, %(sums)s FROM (%(rows)s) facts GROUP BY GROUPING SETS"
            " ((), %(sets)s)",
            columns=SQL(", ").join(column for _part, column in columns),
            sums=SQL(", ").join([*self._aggregates(fact), *self._statistics(fact)]),
            rows=rows,
            sets=SQL(", ").join(SQL("(%s)", column) for _part, column in columns),
        )
        names, width, parts = (*fact.columns, *fact.statistics), len(columns), self._parts()
        groups = {}
        for mask, *values in self.env.execute_query(query):
            part, value = self._part_of(mask, values[:width], [part for part, _column in columns])
            sums = dict(zip(names, values[width:], strict=True))
            is_record = part in parts and parts[part].model
            key = (value or 0, "") if is_record else (0, str(value or ""))
            group = facts.Group(part, *key, sums)
            groups[group.key] = group
        return groups

    @staticmethod
    def _part_of(mask, values, parts):
        """Which grouping set a result row belongs to: the bit of the grouped column is 0."""
        width = len(parts)
        for index, part in enumerate(parts):
            if not mask & 1 << (width - 1 - index):
                return part, values[index]
        return facts.TOTAL, None

    @api.model
    def _figures(self, groups, codes):
        """``{(code, part, record, code of the part): (numerator, denominator)}`` of counted groups."""
        measures = self._measures()
        hidden = {name: part.hidden_below for name, part in self._parts().items() if part.hidden_below}
        return facts.figures_of({code: measures[code] for code in codes}, groups, hidden)

    @api.model
    def _facts_of(self, codes):
        """The facts that are counted for these indicators, each once."""
        measures = self._measures()
        return list(dict.fromkeys(name for code in codes for name in measures[code].facts))

    @api.model
    def _count(self, company, date_from, date_to, codes, by_week=False):
        """The figures of the days as they are now: one query per fact."""
        span = self._span(company, date_from, date_to)
        groups = {name: self._groups(name, self._live(name, span, by_week)) for name in self._facts_of(codes)}
        return self._figures(groups, codes)

    # Freezing
    @api.model
    def _freeze(self, name, summary_id, span, by_week):
        """Copy the rows of a fact under a summary; return how many there are."""
        fact = self._facts()[name]
        parts = [part for part in fact.parts if part not in COLUMN_PARTS]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO hcs_summary_row (summary_id, fact, res_model, res_id, patient_id, person, department_id,
                                             user_id, day, bucket, parts, sums)
                SELECT %(summary)s, %(name)s, %(model)s, res_id, patient_id, %(person)s, department_id, user_id, day,
                       bucket, %(parts)s, %(sums)s
                  FROM (%(rows)s) f
                """,
                summary=summary_id,
                name=name,
                model=fact.model,
                person=SQL("person") if fact.persons else SQL("NULL"),
                parts=self._json((part, SQL.identifier(part)) for part in parts),
                sums=self._json(self._kept(fact)),
                rows=self._live(name, span, by_week),
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _kept(self, fact):
        """What is kept of a row: conditions that hold, amounts that are not nothing, all that was measured."""
        for flag in fact.flags:
            yield flag, SQL("CASE WHEN %s THEN 1 END", SQL.identifier(flag))
        for amount in fact.amounts:
            yield amount, SQL("NULLIF(%s, 0)", SQL.identifier(amount))
        for spread in fact.spreads:
            yield spread, SQL.identifier(spread)

    @staticmethod
    def _json(pairs):
        values = [SQL("%s, %s", name, value) for name, value in pairs]
        return (
            SQL("jsonb_strip_nulls(jsonb_build_object(%s))", SQL(", ").join(values)) if values else SQL("'{}'::jsonb")
        )

    @api.model
    def _frozen(self, name, summary_id):
        """The frozen rows of a fact with the columns of its query."""
        fact, known = self._facts()[name], self._parts()
        columns = [SQL.identifier(column) for column in (*OWN_COLUMNS, "bucket")]
        for part in fact.parts:
            if part not in COLUMN_PARTS:
                kind = SQL("int") if known[part].model else SQL("text")
                columns.append(SQL("(parts->>%s)::%s AS %s", part, kind, SQL.identifier(part)))
        columns += [SQL("jsonb_exists(sums, %s) AS %s", flag, SQL.identifier(flag)) for flag in fact.flags]
        columns += [
            SQL("(sums->>%s)::float8 AS %s", name, SQL.identifier(name)) for name in (*fact.amounts, *fact.spreads)
        ]
        return SQL(
            "SELECT %s FROM hcs_summary_row WHERE summary_id = %s AND fact = %s",
            SQL(", ").join(columns),
            summary_id,
            name,
        )
