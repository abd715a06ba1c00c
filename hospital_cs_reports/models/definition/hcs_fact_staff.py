from odoo import api, models
from odoo.tools import SQL

from ...tools.facts import ROWS, TOTAL, Fact, Measure


class HcsFact(models.AbstractModel):
    """The quality of calls, as it was scored (STF). A result counts in the month of follow-up of the call."""

    _inherit = "hcs.fact"

    @api.model
    def _facts(self):
        return {
            **super()._facts(),
            "quality": Fact(
                "staff", "hcs.quality.check", "_quality_rows", flags=("appealed",), amounts=("points",)
            ),
        }  # fmt: skip

    @api.model
    def _fact_titles(self):
        return {**super()._fact_titles(), "quality": self.env._("Quality checks")}

    @api.model
    def _measures(self):
        return {
            **super()._measures(),
            "st_checks": Measure("quality", ROWS),
            "st_score": Measure("quality", "points", ROWS),
            "st_appeals": Measure("quality", "appealed", None, (TOTAL,)),
        }

    @api.model
    def _quality_rows(self, span):
        """Checks with a result, by the day of the result. Whose call it was stays between agent and leader."""
        return SQL(
            """
            SELECT q.id AS res_id, NULL::int AS patient_id, NULL::int AS department_id, NULL::int AS user_id,
                   %(day)s AS day, q.write_date AS changed_at, q.appealed_at IS NOT NULL AS appealed,
                   q.score AS points
              FROM hcs_quality_check q
             WHERE q.company_id = %(company)s AND q.final_at >= %(start)s AND q.final_at < %(end)s
            """,
            day=self._local_day(SQL("q.final_at"), span),
            company=span.company_id,
            start=span.start,
            end=span.end,
        )
