from odoo import fields, models
from odoo.tools import SQL

EVENT = "event.event"


class HcsActivityAnalysis(models.Model):
    """Places taken at activities as facts: who came, what bookings came of it. Nobody is named (CRM-04)."""

    _name = "hcs.activity.analysis"
    _description = "Activity analysis"
    _inherit = ["hcs.analysis.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _auto = False
    _analysed = "event_id"
    _order = "date_begin desc, id desc"
    _rec_name = "id"
    _depends = {
        EVENT: ["company_id", "hcs_kind", "hcs_department_id", "hcs_cancelled_at", "date_begin", "active"],
        "event.registration": ["event_id", "state", "active", "hcs_how", "hcs_appointment_id"],
    }

    event_id = fields.Many2one(EVENT, "Activity", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    department_id = fields.Many2one("hcs.department", readonly=True)
    kind = fields.Selection(selection=lambda self: self._choices_of(EVENT, "hcs_kind"), readonly=True)
    how = fields.Selection(
        selection=lambda self: self._choices_of("event.registration", "hcs_how"), string="Signed up", readonly=True
    )
    date_begin = fields.Datetime("Begins", readonly=True)
    places = fields.Integer("Places taken", readonly=True)
    came = fields.Integer("Persons who came", readonly=True)
    booked = fields.Integer("Bookings that came of it", readonly=True)
    came_rate = fields.Float("Share who came", aggregator="avg", readonly=True, help="Of activities that have begun.")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT r.id, r.event_id, e.company_id, e.hcs_department_id AS department_id, e.hcs_kind AS kind,
                   r.hcs_how AS how, e.date_begin, 1 AS places, (r.state = 'done')::int AS came,
                   (r.state = 'done' AND r.hcs_appointment_id IS NOT NULL)::int AS booked,
                   CASE WHEN e.date_begin <= %s THEN (r.state = 'done')::int END::float8 AS came_rate
              FROM event_registration r JOIN event_event e ON e.id = r.event_id
             WHERE r.state IN ('open', 'done') AND r.active AND e.active AND e.hcs_kind IS NOT NULL
               AND e.hcs_cancelled_at IS NULL
            """,
            fields.Datetime.now(),
        )
