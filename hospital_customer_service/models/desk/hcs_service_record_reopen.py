from odoo import api, fields, models
from odoo.tools import SQL


class HcsServiceRecord(models.Model):
    """How often what was settled had to be taken up again (SD8)."""

    _inherit = "hcs.service.record"

    reopen_rate = fields.Float(
        "Opened again (%)",
        compute="_compute_reopen_rate",
        aggregator="avg",
        digits=(5, 1),
        help="100 where a settled request was opened again, 0 where not; what was never settled does not count.",
    )

    @api.depends("reopened_count")
    def _compute_reopen_rate(self):
        for record in self:
            record.reopen_rate = 100.0 if record.reopened_count else 0.0

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let pivots average it: nothing is stored."""
        if field_expr != "reopen_rate":
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            "CASE WHEN %(count)s > 0 THEN 100.0 WHEN %(state)s = 'done' THEN 0.0 END",
            count=self._field_to_sql(alias, "reopened_count", query),
            state=self._field_to_sql(alias, "state", query),
        )
