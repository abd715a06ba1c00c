from odoo import api, models
from odoo.tools import SQL

from ...tools.facts import ROWS, TOTAL, Fact, Measure, Part


class HcsFact(models.AbstractModel):
    """What people think, suggest and need, in groups (RPT-01, FUP-17)."""

    _inherit = "hcs.fact"

    @api.model
    def _facts(self):
        parts = ("opinion_kind", "opinion_category", "department")
        return {
            **super()._facts(),
            "opinion": Fact("opinion", "hcs.opinion", "_opinion_rows", parts=parts, flags=("settled",)),
        }

    @api.model
    def _fact_titles(self):
        return {
            **super()._fact_titles(),
            "opinion": self.env._("Opinions, suggestions and needs"),
        }

    @api.model
    def _measures(self):
        parts = (TOTAL, "opinion_kind", "opinion_category", "department")
        return {
            **super()._measures(),
            "op_opinions": Measure("opinion", ROWS, None, parts),
            "op_settled_rate": Measure("opinion", "settled", ROWS, parts),
        }

    @api.model
    def _parts(self):
        return {**super()._parts(), "opinion_kind": Part(), "opinion_category": Part("hcs.opinion.category")}

    @api.model
    def _part_titles(self):
        return {
            **super()._part_titles(),
            "opinion_kind": (self.env._("Opinion, suggestion, need"), self.env._("Opinions, suggestions, needs")),
            "opinion_category": (self.env._("Subject of the opinion"), self.env._("By subject of the opinion")),
        }

    @api.model
    def _part_labels(self, part, codes):
        return self._choices("hcs.opinion", "kind") if part == "opinion_kind" else super()._part_labels(part, codes)

    @api.model
    def _opinion_rows(self, span):
        return SQL(
            """
            SELECT o.id AS res_id, o.patient_id, o.department_id, NULL::int AS user_id, %(day)s AS day,
                   o.write_date AS changed_at, o.kind AS opinion_kind, o.category_id AS opinion_category,
                   o.state = 'settled' AS settled
              FROM hcs_opinion o
             WHERE o.company_id = %(company)s AND o.noted_at >= %(start)s AND o.noted_at < %(end)s
            """,
            day=self._local_day(SQL("o.noted_at"), span),
            company=span.company_id,
            start=span.start,
            end=span.end,
        )
