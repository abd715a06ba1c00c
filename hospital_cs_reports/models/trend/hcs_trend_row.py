from odoo import fields, models
from odoo.tools import SQL

NO_ROWS = SQL(
    "SELECT NULL::int AS id, NULL::text AS fact, NULL::date AS day,"
    " NULL::int AS department_id, NULL::int AS user_id WHERE FALSE"
)


class HcsTrend(models.Model):
    """A counted row without a name, for readers of figures who do not work with the records behind them.

    Which figure is asked for stands in the context, as ``action_open_rows`` wrote it.
    """

    _inherit = "hcs.trend"

    fact = fields.Selection(selection="_fact_names", string="Counted", readonly=True)
    day = fields.Date(readonly=True, help="The hospital's own date that puts the record into the period.")
    department_id = fields.Many2one("hcs.department", readonly=True)
    user_id = fields.Many2one("res.users", "Agent", readonly=True)

    def _fact_names(self):
        return self.env["hcs.day.figure"]._fact_names()

    @property
    def _table_query(self):
        text = self.env.context.get("hcs_trend_figure")
        if not text:
            return NO_ROWS
        counted = self._read_counted(text)
        return SQL(
            """
            SELECT (ROW_NUMBER() OVER (ORDER BY day, res_id))::int AS id, %s AS fact, day,
                   department_id, user_id
              FROM (%s) counted
            """,
            self._counted_fact(counted)[0],
            self._counted_rows(counted),
        )
