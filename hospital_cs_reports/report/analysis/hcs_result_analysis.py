from odoo import fields, models
from odoo.tools import SQL


class HcsResultAnalysis(models.Model):
    """How fast patients were told of their results: one row per promise, no patient (SVC-04)."""

    _name = "hcs.result.analysis"
    _description = "Analysis of results told"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
    _auto = False
    _order = "started_at desc, id desc"
    _rec_name = "id"
    _depends = {
        "hcs.clock": ["result_delivery_id", "company_id", "state", "started_at", "due_at", "met_at", "target", "unit"],
        "hcs.result.delivery": ["department_id", "kind", "flagged_by", "how"],
    }

    delivery_id = fields.Many2one("hcs.result.delivery", "Result", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    department_id = fields.Many2one("hcs.department", readonly=True)
    kind = fields.Selection(selection=lambda self: self._choices("kind"), readonly=True)
    flagged_by = fields.Selection(
        selection=lambda self: self._choices("flagged_by"), string="Asked for by", readonly=True
    )
    how = fields.Selection(selection=lambda self: self._choices("how"), readonly=True)
    state = fields.Selection(
        selection=lambda self: self.env["hcs.clock"]._fields["state"]._description_selection(self.env),
        string="Promise",
        readonly=True,
    )
    started_at = fields.Datetime("Ready since", readonly=True)
    hour = fields.Integer("Hour of the day", aggregator=None, readonly=True, help="In which it became ready.")
    in_time = fields.Float(
        "Told in time",
        aggregator="avg",
        readonly=True,
        help="Share of those told within the time of the policy, one hour by default. What still has time, or was "
        "withdrawn in time, does not count.",
    )
    minutes = fields.Float("Minutes until told", aggregator="avg", readonly=True, help="Without the time on hold.")

    def _choices(self, name):
        return self.env["hcs.result.delivery"]._fields[name]._description_selection(self.env)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT c.id, d.id AS delivery_id, c.company_id, d.department_id, d.kind, d.flagged_by,
                   CASE WHEN c.state IN ('met', 'met_late') THEN p.how END AS how,
                   c.state, c.started_at,
                   EXTRACT(HOUR FROM c.started_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::int AS hour,
                   CASE WHEN c.state = 'met' THEN 1.0
                        WHEN c.state = 'met_late' THEN 0.0
                        WHEN c.state = 'cancelled' AND c.met_at > c.due_at THEN 0.0
                        WHEN c.state = 'running' AND c.due_at < %(now)s THEN 0.0
                   END::float AS in_time,
                   CASE WHEN c.state IN ('met', 'met_late')
                        THEN EXTRACT(EPOCH FROM c.met_at - c.started_at) / 60.0
                             - CASE WHEN c.unit = 'minute'
                                    THEN EXTRACT(EPOCH FROM c.due_at - c.started_at) / 60.0 - c.target ELSE 0 END
                   END::float AS minutes
              FROM hcs_clock c
              JOIN hcs_result_delivery d ON d.id = c.result_delivery_id
         LEFT JOIN LATERAL (SELECT how
                              FROM hcs_result_proof
                             WHERE delivery_id = d.id AND event = 'delivered' AND at = c.met_at
                          ORDER BY round LIMIT 1) p ON TRUE
            """,
            tz=self.env.company.hcs_tz,
            now=fields.Datetime.now(),
        )

    def action_open_record(self):
        """Open the result behind a line of the analysis."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.result.delivery",
            "res_id": self.delivery_id.id,
            "views": [(False, "form")],
        }
