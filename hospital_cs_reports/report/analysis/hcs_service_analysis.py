from odoo import fields, models
from odoo.tools import SQL


class HcsServiceAnalysis(models.Model):
    """The service records as facts for pivot, graph and list: no patient, no caller, no text (SVC-07)."""

    _name = "hcs.service.analysis"
    _description = "Service analysis"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
    _auto = False
    _order = "opened_at desc, id desc"
    _rec_name = "id"
    _depends = {
        "hcs.service.record": ["company_id", "type_id", "type_group", "phase", "channel", "department_id", "user_id",
                               "priority", "state", "opened_at", "closed_at", "first_response_minutes",
                               "answer_minutes", "close_minutes", "first_response_at", "answered_at",
                               "reopened_count", "merged_into_id"],
        "hcs.appointment": ["service_record_id", "state"],
        "hcs.clock": ["service_record_id", "state"],
    }  # fmt: skip

    record_id = fields.Many2one("hcs.service.record", "Service record", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    type_id = fields.Many2one("hcs.service.type", "Service", readonly=True)
    type_group = fields.Selection(
        selection=lambda self: self._choices("type_group"), string="Kind of service", readonly=True
    )
    phase = fields.Selection(selection=lambda self: self._choices("phase"), readonly=True)
    channel = fields.Selection(selection=lambda self: self._choices("channel"), readonly=True)
    priority = fields.Selection(selection=lambda self: self._choices("priority"), readonly=True)
    state = fields.Selection(selection=lambda self: self._choices("state"), string="Status", readonly=True)
    department_id = fields.Many2one("hcs.department", readonly=True)
    user_id = fields.Many2one("res.users", "Agent", readonly=True)
    opened_at = fields.Datetime("Opened", readonly=True)
    closed_at = fields.Datetime("Closed", readonly=True)
    first_response_minutes = fields.Float("Minutes to first response", aggregator="avg", readonly=True)
    answer_minutes = fields.Float("Minutes to answer", aggregator="avg", readonly=True)
    close_minutes = fields.Float("Minutes to close", aggregator="avg", readonly=True)
    deadline_rate = fields.Float(
        "Deadlines met",
        aggregator="avg",
        readonly=True,
        help="Share of the records whose ended deadlines were all met. Records without one do not count.",
    )
    conversion_rate = fields.Float(
        "Consultation to booking",
        aggregator="avg",
        readonly=True,
        help="Share of the consultations before a visit that led to a booking. Other services do not count.",
    )
    reopened_count = fields.Integer("Opened again", readonly=True)
    reopen_rate = fields.Float(
        "Share opened again",
        aggregator="avg",
        readonly=True,
        help="Share of the settled records that were opened again, once each. What was never settled does not count.",
    )

    def _choices(self, name):
        return self.env["hcs.service.record"]._fields[name]._description_selection(self.env)

    @property
    def _table_query(self):
        """One row per record that was not merged into another; what has no answer yet has no minutes."""
        return SQL(
            """
            SELECT r.id, r.id AS record_id, r.company_id, r.type_id, r.type_group, r.phase, r.channel, r.priority,
                   r.state, r.department_id, r.user_id, r.opened_at, r.closed_at, r.reopened_count,
                   CASE WHEN r.first_response_at IS NOT NULL THEN r.first_response_minutes END
                       AS first_response_minutes,
                   CASE WHEN r.answered_at IS NOT NULL THEN r.answer_minutes END AS answer_minutes,
                   CASE WHEN r.closed_at IS NOT NULL THEN r.close_minutes END AS close_minutes,
                   CASE WHEN r.reopened_count > 0 THEN 1.0 WHEN r.state = 'done' THEN 0.0 END AS reopen_rate,
                   c.met AS deadline_rate,
                   CASE WHEN r.type_group = 'consult' AND r.phase = 'pre' THEN COALESCE(a.booked, 0.0) END
                       AS conversion_rate
              FROM hcs_service_record r
         LEFT JOIN (SELECT service_record_id, bool_and(state = 'met')::int::float AS met
                      FROM hcs_clock
                     WHERE service_record_id IS NOT NULL AND state IN ('met', 'met_late')
                  GROUP BY service_record_id) c ON c.service_record_id = r.id
         LEFT JOIN (SELECT service_record_id, 1.0::float AS booked
                      FROM hcs_appointment
                     WHERE service_record_id IS NOT NULL AND state NOT IN ('waitlisted', 'cancelled')
                  GROUP BY service_record_id) a ON a.service_record_id = r.id
             WHERE r.merged_into_id IS NULL
            """
        )

    def action_open_record(self):
        """Open the record behind a line of the analysis."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.service.record",
            "res_id": self.record_id.id,
            "views": [(False, "form")],
        }
