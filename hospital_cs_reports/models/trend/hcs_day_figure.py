from odoo import api, models
from odoo.tools import SQL

from ...tools import facts


class HcsDayFigure(models.Model):
    """Sums of many periods at once: all facts of the director's trend in one query over the table of days."""

    _inherit = "hcs.day.figure"

    _total_idx = models.Index("(company_id, fact, day) WHERE part = 'total'")

    @api.model
    def _known_days(self, company):
        """``{fact: (first, last day)}`` that was counted and held rows."""
        query = SQL(
            "SELECT fact, MIN(day), MAX(day) FROM hcs_day_figure WHERE company_id = %s AND part = 'total'"
            " GROUP BY fact",
            company.id,
        )
        return {name: (first, last) for name, first, last in self.env.execute_query(query)}

    @api.model
    def _period_groups(self, company, names, spans, part=facts.TOTAL):
        """``[{fact: {key: Group}}]``, one for each ``(first, last)`` of ``spans``: the whole, and one part of it."""
        known = self.env["hcs.fact"]._facts()
        found = [{} for _span in spans]
        for place, name, group_part, res_id, code, column, number in self.env.execute_query(
            SQL(
                """
                SELECT p.place, f.fact, f.part, f.res_id, f.code, s.key, SUM(s.value::float8)
                  FROM (VALUES %(spans)s) p(place, first, last)
                  JOIN hcs_day_figure f ON f.day BETWEEN p.first AND p.last
            CROSS JOIN LATERAL jsonb_each_text(f.sums || jsonb_build_object(%(rows)s, f.rows)) s
                 WHERE f.company_id = %(company)s AND f.fact IN %(names)s AND (%(parts)s)
              GROUP BY p.place, f.fact, f.part, f.res_id, f.code, s.key
                """,
                spans=SQL(", ").join(
                    SQL("(%s, %s::date, %s::date)", place, first, last) for place, (first, last) in enumerate(spans)
                ),
                rows=facts.ROWS,
                company=company.id,
                names=tuple(names),
                parts=SQL("f.part = 'total'") if part == facts.TOTAL else SQL("f.part IN ('total', %s)", part),
            )
            if names and spans
            else SQL("SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL WHERE FALSE")
        ):
            groups = found[place].setdefault(name, {})
            key = (group_part, res_id, code)
            if key not in groups:
                groups[key] = facts.Group(*key, dict.fromkeys(known[name].columns, 0))
            groups[key].sums[column] = int(number) if number.is_integer() else number
        return found
