from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date

from .hcs_clinic_template import CLINIC_KINDS

# changed by hand, a session does not follow its pattern any more
PATTERN_FIELDS = {"start_at", "end_at", "capacity", "practitioner_id", "department_id", "kind", "template_id"}


class HcsClinicSession(models.Model):
    """One clinic on one day, with numbered seats (APT-01, APT-02).

    Sessions are made by the hundred from the patterns, so that the row has no discussion. How many seats are taken is
    counted when asked: a counter on the row would be a queue for everybody who books (DESIGN §6.1).
    """

    _name = "hcs.clinic.session"
    _description = "Clinic Session"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
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
    date = fields.Date(compute="_compute_date", store=True, precompute=True, index=True, help="Day of the hospital.")
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
        [("open", "Open for booking"), ("stopped", "Clinic stopped"), ("closed", "Closed")],
        string="Status",
        required=True,
        default="open",
        readonly=True,
        help="Open: may be booked. Stopped: the clinic does not take place. Closed: over, or no further bookings.",
    )
    stop_reason = fields.Char(readonly=True, copy=False)
    manual = fields.Boolean(
        "Changed by hand", readonly=True, copy=False, help="This session does not follow its pattern any more."
    )
    replaced = fields.Boolean(
        readonly=True, copy=False, help="Taken back when its pattern changed; its bookings had been cancelled before."
    )
    place = fields.Char(compute="_compute_place", help="Where the patient goes.")

    _start_idx = models.Index("(start_at, id)")
    _template_day_uniq = models.UniqueIndex(
        "(template_id, date, COALESCE(exception_id, 0)) WHERE template_id IS NOT NULL AND replaced IS NOT TRUE",
        "This pattern has a session on that day already.",
    )
    _times_in_order = models.Constraint("CHECK (start_at < end_at)", "A session ends after it starts.")
    _capacity_range = models.Constraint(
        "CHECK (capacity > 0 AND capacity <= 1000)", "A session has between 1 and 1000 seats."
    )

    # one place at a time; the time of travel between them is checked below
    _practitioner_overlap = models.Constraint(
        "EXCLUDE USING gist (int8range(practitioner_id, practitioner_id, '[]') WITH &&, "
        "tsrange(start_at, end_at) WITH &&) WHERE (practitioner_id IS NOT NULL AND state <> 'stopped')",
        "This expert has another session at that time.",
    )

    # COMPUTES
    @api.depends("start_at", "company_id")
    def _compute_date(self):
        for session in self:
            session.date = session.start_at and session.company_id._hcs_local_date(session.start_at)

    @api.depends("location", "department_id")
    @api.depends_context("lang")
    def _compute_place(self):
        for session in self:
            session.place = session.location or session.department_id.location

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

    @api.depends("capacity", "state")
    def _compute_seats(self):
        booked = self._booked_by_session()
        for session in self:
            session.booked_count = booked.get(session._origin.id, 0)
            session.free_count = max(session.capacity - session.booked_count, 0) if session.state == "open" else 0

    def _booked_by_session(self):
        """Hook: ``{session id: seats taken}``."""
        return {}

    def _is_booked_ahead(self):
        """Hook: whether this session lies ahead and patients expect it."""
        return self.state == "open" and self.start_at > fields.Datetime.now()

    @api.model
    def _booked_sql(self, alias):
        """Hook: the number of seats taken of the session ``alias``, in SQL."""
        return SQL("0")

    # CONSTRAINTS
    @api.constrains("practitioner_id", "start_at", "end_at", "state", "kind", "travel_buffer")
    def _check_practitioner_free(self):
        """One expert is in one place at a time, and needs time for the way to a patient's home (AP1, AP7)."""
        for session in self.filtered(lambda session: session.practitioner_id and session.state != "stopped"):
            day = timedelta(days=1)
            others = self.sudo().search(
                [
                    ("id", "!=", session.id),
                    ("practitioner_id", "=", session.practitioner_id.id),
                    ("state", "!=", "stopped"),
                    ("start_at", "<", session.end_at + day),
                    ("end_at", ">", session.start_at - day),
                ]
            )
            for other in others:
                way = timedelta(minutes=max(session._way_minutes(), other._way_minutes()))
                if session.start_at < other.end_at + way and other.start_at < session.end_at + way:
                    raise ValidationError(
                        self.env._(
                            "%(expert)s has another session then, or too little time for the way: %(session)s.",
                            expert=session.practitioner_id.name,
                            session=other.display_name,
                        )
                    )

    def _way_minutes(self):
        return self.travel_buffer if self.kind == "home_care" else 0

    @api.constrains("template_id", "company_id")
    def _check_template_company(self):
        for session in self:
            if session.template_id and session.template_id.company_id != session.company_id:
                raise ValidationError(self.env._("The pattern belongs to another hospital."))

    # ORM
    def write(self, vals):
        if PATTERN_FIELDS & vals.keys() and "manual" not in vals:
            vals = {**vals, "manual": True}
        if not self.env.su and vals.get("state"):
            raise UserError(self.env._("Use the buttons of the session: stop the clinic, close or open the booking."))
        return super().write(vals)

    @api.onchange("template_id")
    def _onchange_template_id(self):
        """A session made by hand takes over what its pattern says."""
        template = self.template_id
        if template:
            for name in ("kind", "practitioner_id", "department_id", "specialty_id", "location", "capacity", "fee",
                         "travel_buffer"):  # fmt: skip
                self[name] = template[name]

    # ACTIONS
    def action_close(self):
        """No further bookings; what is booked stays."""
        self.check_access("write")
        self.filtered(lambda session: session.state == "open").sudo().write({"state": "closed"})

    def action_open(self):
        """Take bookings again."""
        self.check_access("write")
        if any(session.end_at <= fields.Datetime.now() for session in self):
            raise UserError(self.env._("A session that is over cannot be opened again."))
        self.sudo().write({"state": "open", "stop_reason": False})
