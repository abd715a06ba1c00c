from odoo import fields, models
from odoo.tools import SQL

INCIDENT = "hcs.incident"


class HcsIncidentAnalysis(models.Model):
    """Incidents as facts for pivot, graph and list: no patient, no reporter, no text (FRD-02)."""

    _name = "hcs.incident.analysis"
    _description = "Incident analysis"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
    _auto = False
    _order = "occurred_at desc, id desc"
    _rec_name = "id"
    _depends = {
        INCIDENT: ["company_id", "kind", "severity", "state", "department_id", "near_miss", "occurred_at",
                   "reported_at", "closed_at"],
        "hcs.clock": ["incident_id", "state", "due_at"],
    }  # fmt: skip

    incident_id = fields.Many2one(INCIDENT, readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    department_id = fields.Many2one("hcs.department", readonly=True)
    kind = fields.Selection(selection=lambda self: self._choices("kind"), readonly=True)
    severity = fields.Selection(selection=lambda self: self._choices("severity"), string="Level", readonly=True)
    state = fields.Selection(selection=lambda self: self._choices("state"), string="Status", readonly=True)
    near_miss = fields.Boolean(readonly=True)
    occurred_at = fields.Datetime("Happened", readonly=True)
    hours_to_report = fields.Float("Hours until reported", aggregator="avg", readonly=True)
    hours_to_close = fields.Float("Hours until closed", aggregator="avg", readonly=True)
    deadline_rate = fields.Float(
        "Deadlines met",
        aggregator="avg",
        readonly=True,
        help="Share of the incidents that met every deadline so far. One that is over and open counts as missed.",
    )
    missed = fields.Integer("Deadlines missed", readonly=True, help="Incidents with a deadline that was not met.")
    incidents = fields.Integer(readonly=True)

    def _choices(self, name):
        return self.env[INCIDENT]._fields[name]._description_selection(self.env)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT i.id, i.id AS incident_id, i.company_id, i.department_id, i.kind, i.severity, i.state,
                   i.near_miss IS TRUE AS near_miss, i.occurred_at, 1 AS incidents,
                   (EXTRACT(EPOCH FROM i.reported_at - i.occurred_at) / 3600)::float8 AS hours_to_report,
                   (EXTRACT(EPOCH FROM i.closed_at - i.occurred_at) / 3600)::float8 AS hours_to_close,
                   c.met AS deadline_rate, (c.met = 0)::int AS missed
              FROM hcs_incident i
         LEFT JOIN (SELECT incident_id, bool_and(state = 'met')::int::float8 AS met
                      FROM hcs_clock
                     WHERE incident_id IS NOT NULL
                       AND (state IN ('met', 'met_late') OR state = 'running' AND due_at < %s)
                  GROUP BY incident_id) c ON c.incident_id = i.id
            """,
            fields.Datetime.now(),
        )

    def action_open_record(self):
        """Open the record behind a line of the analysis."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.incident",
            "res_id": self.incident_id.id,
            "views": [(False, "form")],
        }
