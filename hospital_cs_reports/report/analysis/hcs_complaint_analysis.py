from odoo import fields, models
from odoo.tools import SQL

TICKET = "hcs.complaint.ticket"
ALLEGATION = "hcs.complaint.allegation"


class HcsComplaintAnalysis(models.Model):
    """Complaints, suggestions and praise as facts: a row for each allegation, or for the ticket where it has none.

    No complainant, no patient, no staff and no text. Whoever a ticket names does not see its rows (FEATURES CP5).
    """

    _name = "hcs.complaint.analysis"
    _description = "Complaint analysis"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
    _auto = False
    _order = "received_at desc, id desc"
    _rec_name = "id"
    _depends = {
        TICKET: ["company_id", "kind", "source", "severity", "state", "received_at", "answered_at", "closed_at",
                 "satisfaction", "anonymous", "on_the_spot", "reopened_count", "duplicate_of_id", "category_id",
                 "department_id", "decision", "active"],
        ALLEGATION: ["ticket_id", "category_id", "department_id", "cause_id", "finding", "harm", "stage_of_care"],
        "hcs.complaint.category": ["hcat_category"],
        "hcs.clock": ["complaint_ticket_id", "state", "due_at", "policy_id", "round"],
        "hcs.clock.policy": ["stop_event"],
    }  # fmt: skip

    ticket_id = fields.Many2one(TICKET, readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    kind = fields.Selection(selection=lambda self: self._choices(TICKET, "kind"), readonly=True)
    source = fields.Selection(selection=lambda self: self._choices(TICKET, "source"), readonly=True)
    severity = fields.Selection(selection=lambda self: self._choices(TICKET, "severity"), readonly=True)
    state = fields.Selection(selection=lambda self: self._choices(TICKET, "state"), string="Status", readonly=True)
    satisfaction = fields.Selection(selection=lambda self: self._choices(TICKET, "satisfaction"), readonly=True)
    decision = fields.Selection(selection=lambda self: self._choices(TICKET, "decision"), readonly=True)
    category_id = fields.Many2one("hcs.complaint.category", readonly=True)
    hcat_category = fields.Selection(
        selection=lambda self: self._choices("hcs.complaint.category", "hcat_category"),
        string="HCAT category",
        readonly=True,
    )
    department_id = fields.Many2one("hcs.department", readonly=True)
    cause_id = fields.Many2one("hcs.complaint.cause", readonly=True)
    finding = fields.Selection(selection=lambda self: self._choices(ALLEGATION, "finding"), readonly=True)
    harm = fields.Selection(selection=lambda self: self._choices(ALLEGATION, "harm"), readonly=True)
    stage_of_care = fields.Selection(selection=lambda self: self._choices(ALLEGATION, "stage_of_care"), readonly=True)
    received_at = fields.Datetime(readonly=True)
    due_at = fields.Datetime("Answer due", readonly=True)
    closed_at = fields.Datetime(readonly=True)
    anonymous = fields.Boolean(readonly=True)
    on_the_spot = fields.Boolean("Settled on the spot", readonly=True)
    again = fields.Boolean("Same matter again", readonly=True)
    allegations = fields.Integer(readonly=True, help="Allegations: statistics by category count these.")
    tickets = fields.Float(
        readonly=True, help="Tickets: each counts once, in equal shares where it has several allegations."
    )
    on_time = fields.Float(
        "Answered in time",
        aggregator="avg",
        readonly=True,
        help="Share of the tickets that met every deadline for the answer. One that is late counts, answered or not.",
    )
    is_timed = fields.Boolean("Deadline met or over", readonly=True)
    days = fields.Float("Days to the answer", aggregator="avg", readonly=True)
    reopened_count = fields.Integer("Opened again", readonly=True)

    def _choices(self, model, name):
        return self.env[model]._fields[name]._description_selection(self.env)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT CASE WHEN a.id IS NULL THEN t.id * 2 ELSE a.id * 2 + 1 END AS id, t.id AS ticket_id, t.company_id,
                   t.kind, t.source, t.severity, t.state, t.satisfaction, t.decision, t.received_at, t.closed_at,
                   t.anonymous,
                   COALESCE(t.on_the_spot, FALSE) AS on_the_spot, t.duplicate_of_id IS NOT NULL AS again,
                   t.reopened_count, g.id AS category_id, g.hcat_category,
                   COALESCE(a.department_id, t.department_id) AS department_id, a.cause_id, a.finding, a.harm,
                   a.stage_of_care, (a.id IS NOT NULL)::int AS allegations,
                   1.0::float / COUNT(*) OVER (PARTITION BY t.id) AS tickets, c.due_at, c.on_time,
                   c.on_time IS NOT NULL AS is_timed,
                   EXTRACT(EPOCH FROM t.answered_at - t.received_at) / 86400.0 AS days
              FROM hcs_complaint_ticket t
         LEFT JOIN hcs_complaint_allegation a ON a.ticket_id = t.id
         LEFT JOIN hcs_complaint_category g ON g.id = COALESCE(a.category_id, t.category_id)
         LEFT JOIN (%(clocks)s) c ON c.ticket_id = t.id
             WHERE t.active
            """,
            clocks=self._clocks_sql(),
        )

    def _clocks_sql(self):
        """The deadlines for the answer of each ticket: the first of them, and whether all were met."""
        return SQL(
            """
            SELECT k.complaint_ticket_id AS ticket_id, MIN(k.due_at) AS due_at,
                   CASE WHEN bool_or(k.state = 'met_late' OR k.state = 'running' AND k.due_at < %(now)s) THEN 0.0
                        WHEN bool_and(k.state = 'met') THEN 1.0 END AS on_time
              FROM hcs_clock k JOIN hcs_clock_policy p ON p.id = k.policy_id
             WHERE k.complaint_ticket_id IS NOT NULL AND k.state <> 'cancelled' AND p.stop_event = 'answered'
               AND k.round = 1
          GROUP BY k.complaint_ticket_id
            """,
            now=fields.Datetime.now(),
        )

    def action_open_record(self):
        """Open the ticket behind a line of the analysis."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": TICKET,
            "res_id": self.ticket_id.id,
            "views": [(False, "form")],
        }
