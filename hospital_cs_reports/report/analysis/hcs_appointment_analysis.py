from odoo import fields, models
from odoo.tools import SQL

APPOINTMENT = "hcs.appointment"


class HcsAppointmentAnalysis(models.Model):
    """Bookings as facts: who came, who did not, how long they waited. No patient (RPT-03, APT-04)."""

    _name = "hcs.appointment.analysis"
    _description = "Booking analysis"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
    _auto = False
    _order = "start_at desc, id desc"
    _rec_name = "id"
    _depends = {
        APPOINTMENT: ["company_id", "department_id", "practitioner_id", "channel", "kind", "state", "start_at",
                      "arrived_at", "called_at"],
    }  # fmt: skip

    appointment_id = fields.Many2one(APPOINTMENT, "Booking", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    department_id = fields.Many2one("hcs.department", readonly=True)
    practitioner_id = fields.Many2one("hcs.practitioner", "Doctor", readonly=True)
    channel = fields.Selection(selection=lambda self: self._choices("channel"), readonly=True)
    kind = fields.Selection(selection=lambda self: self._choices("kind"), readonly=True)
    state = fields.Selection(selection=lambda self: self._choices("state"), string="Status", readonly=True)
    start_at = fields.Datetime("Starts", readonly=True)
    bookings = fields.Integer(readonly=True)
    no_show_rate = fields.Float(
        "No-show rate",
        aggregator="avg",
        readonly=True,
        help="Of the patients who came or did not come. Bookings cancelled or moved in time do not count.",
    )
    waiting_minutes = fields.Float("Minutes waited", aggregator="avg", readonly=True)

    def _choices(self, name):
        return self.env[APPOINTMENT]._fields[name]._description_selection(self.env)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT a.id, a.id AS appointment_id, a.company_id, a.department_id, a.practitioner_id, a.channel, a.kind,
                   a.state, a.start_at, 1 AS bookings,
                   CASE WHEN a.state = 'no_show' THEN 1.0 WHEN a.state IN ('arrived', 'done') THEN 0.0 END::float8
                       AS no_show_rate,
                   CASE WHEN a.called_at >= a.arrived_at
                        THEN (EXTRACT(EPOCH FROM a.called_at - a.arrived_at) / 60)::float8 END AS waiting_minutes
              FROM hcs_appointment a
             WHERE a.state <> 'waitlisted'
            """
        )

    def action_open_record(self):
        """Open the record behind a line of the analysis."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.appointment",
            "res_id": self.appointment_id.id,
            "views": [(False, "form")],
        }
