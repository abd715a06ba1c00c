from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .hcs_clinic_template import CLINIC_KINDS


class HcsClinicSession(models.Model):
    """One clinic on one day, with numbered seats (APT-01, APT-02).

    Sessions are made by the hundred from the patterns, so that the row has no discussion. How many seats are taken is
    counted when asked: a counter on the row would be a queue for everybody who books (DESIGN §6.1).
    """

    _name = "hcs.clinic.session"
    _description = "Clinic Session"
    _inherit = ["hcs.input.mixin"]
    _order = "start_at, id"
    _check_company_auto = True

    # Identity
    template_id = fields.Many2one(
        "hcs.clinic.template", string="Pattern", index="btree_not_null", ondelete="restrict", check_company=True
    )
    exception_id = fields.Many2one(
        "hcs.clinic.exception", index="btree_not_null", ondelete="restrict", check_company=True, readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    kind = fields.Selection(CLINIC_KINDS, required=True, default="expert")
    practitioner_id = fields.Many2one(
        "hcs.practitioner", index="btree_not_null", ondelete="restrict", check_company=True
    )
    department_id = fields.Many2one(
        "hcs.department", required=True, index=True, ondelete="restrict", check_company=True
    )
    specialty_id = fields.Many2one("hcs.specialty", index="btree_not_null", ondelete="restrict")
    location = fields.Char(help="Room and floor, as you would tell it to a patient.")
    # When
    date = fields.Date(required=True, index=True, help="Day of the hospital.")
    start_at = fields.Datetime("Starts", required=True)
    end_at = fields.Datetime("Ends", required=True)
    # Seats
    capacity = fields.Integer("Seats", required=True, default=10)
    currency_id = fields.Many2one(related="company_id.currency_id")
    fee = fields.Monetary(aggregator=None)
    travel_buffer = fields.Integer("Travel Time (minutes)", aggregator=None)
    booked_count = fields.Integer("Booked", compute="_compute_seats", search="_search_booked_count")
    free_count = fields.Integer("Free", compute="_compute_seats", search="_search_free_count")
    color = fields.Integer(related="template_id.color")
    state = fields.Selection(
        [("open", "Open"), ("stopped", "Stopped"), ("closed", "Closed")],
        string="Status",
        required=True,
        default="open",
        readonly=True,
        help="Open: may be booked. Stopped: the clinic does not take place. Closed: over, or no further bookings.",
    )
    stop_reason = fields.Char(readonly=True, copy=False)

    _start_idx = models.Index("(start_at, id)")
    _template_day_uniq = models.UniqueIndex(
        "(template_id, date, COALESCE(exception_id, 0)) WHERE template_id IS NOT NULL",
        "This pattern has a session on that day already.",
    )
    _times_in_order = models.Constraint("CHECK (start_at < end_at)", "A session ends after it starts.")
    _capacity_range = models.Constraint(
        "CHECK (capacity > 0 AND capacity <= 1000)", "A session has between 1 and 1000 seats."
    )

    # COMPUTES
    @api.depends("kind", "practitioner_id", "department_id", "start_at", "end_at")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for session in self:
            who = session.practitioner_id.name or session.template_id.name or session.department_id.name
            when = ""
            if session.start_at and session.end_at:
                start, end = map(session.company_id._hcs_local, (session.start_at, session.end_at))
                when = f"{format_date(self.env, start.date())} {start:%H:%M}-{end:%H:%M}"
            session.display_name = " · ".join(filter(None, (who, when))) or self.env._("New session")

    @api.depends("capacity")
    def _compute_seats(self):
        booked = self._booked_by_session()
        for session in self:
            session.booked_count = booked.get(session._origin.id, 0)
            session.free_count = max(session.capacity - session.booked_count, 0)

    def _booked_by_session(self):
        """Hook: ``{session id: seats taken}``."""
        return {}

    @api.model
    def _booked_sql(self, alias):
        """Hook: the number of seats taken of the session ``alias``, in SQL."""
        return SQL("0")
