from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..directory.hcs_clinic_template import CLINIC_KINDS

CHANNELS = [
    ("phone", "Phone"),
    ("in_person", "At the desk"),
    ("on_site", "On site"),
    ("web", "Web page"),
    ("wechat", "WeChat"),
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("letter", "Letter"),
    ("his", "Hospital system"),
]
STATES = [
    ("waitlisted", "On the waiting list"),
    ("booked", "Booked"),
    ("confirmed", "Confirmed"),
    ("arrived", "Arrived"),
    ("done", "Done"),
    ("no_show", "No-show"),
    ("cancelled", "Cancelled"),
    ("rescheduled", "Rescheduled"),
]
# the patient is expected or here
EXPECTED = ("booked", "confirmed")
ACTIVE = (*EXPECTED, "arrived")
# what only the actions write: each of them keeps seat, visit, queue and waiting list together
FLOW_FIELDS = set(
    "state seat session_id patient_id company_id kind department_id practitioner_id start_at end_at reference "
    "booked_by booked_at visit_id rescheduled_from_id offer_until waitlisted_at missed_offers confirmed_at "
    "cancelled_at pending_alerted_at reminded_at queue_number queue_rank queue_reason arrived_at called_at done_at "
    "preparation_told_at preparation_told_by safety_due_at checked_in_at safety_alerted_at".split()
)


class HcsAppointment(models.Model):
    """A booking of a patient in a session (APT-01 to APT-04).

    No discussion on the row: sixteen people book a hot session at the same time, and whoever books last must not wait.
    """

    _name = "hcs.appointment"
    _description = "Booking"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.masked.mixin", "hcs.input.mixin"]
    _rec_name = "reference"
    _order = "start_at desc, id desc"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"

    # Identity
    reference = fields.Char(readonly=True, copy=False, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    patient_id = fields.Many2one("hcs.patient", required=True, index=True, ondelete="restrict", check_company=True)
    session_id = fields.Many2one(
        "hcs.clinic.session", required=True, index=True, ondelete="restrict", check_company=True
    )
    state = fields.Selection(
        STATES,
        string="Status",
        required=True,
        default="booked",
        readonly=True,
        copy=False,
        group_expand="_group_expand_state",
    )
    seat = fields.Integer(readonly=True, copy=False, aggregator=None, help="Number of the seat; none while waiting.")
    # ordinary columns, copied from the session: lists, calendar and reports sort and group by them
    kind = fields.Selection(CLINIC_KINDS, readonly=True)
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", readonly=True)
    practitioner_id = fields.Many2one(
        "hcs.practitioner", string="Expert", index="btree_not_null", ondelete="restrict", readonly=True
    )
    start_at = fields.Datetime("Starts", required=True, readonly=True)
    end_at = fields.Datetime("Ends", required=True, readonly=True)
    place = fields.Char(related="session_id.place")
    session_state = fields.Selection(related="session_id.state", string="Status of the session")
    is_today = fields.Boolean(compute="_compute_is_today")
    has_begun = fields.Boolean(compute="_compute_is_today")
    # How it came
    channel = fields.Selection(CHANNELS, required=True, default="phone", help="How the patient asked for it.")
    booked_by = fields.Many2one(
        "res.users", index="btree_not_null", ondelete="restrict", readonly=True, default=lambda self: self.env.user
    )
    note = fields.Text(help="What the room should know. It is not sent to the patient.")
    visit_id = fields.Many2one(
        "hcs.visit", index="btree_not_null", ondelete="restrict", check_company=True, readonly=True, copy=False
    )
    # How it went
    rescheduled_from_id = fields.Many2one(
        "hcs.appointment", "Moved from", index="btree_not_null", ondelete="restrict", readonly=True, copy=False
    )
    rescheduled_to_ids = fields.One2many("hcs.appointment", "rescheduled_from_id", "Moved to", readonly=True)
    confirmed_at = fields.Datetime(readonly=True, copy=False)
    reminded_at = fields.Datetime(readonly=True, copy=False)
    stop_line_ids = fields.One2many("hcs.clinic.stop.line", "appointment_id", "Stopped clinic", readonly=True)
    cancel_reason = fields.Char("Reason", copy=False, help="Why the booking was given up or moved.")
    cancelled_at = fields.Datetime("Given up at", readonly=True, copy=False)

    _seat_uniq = models.UniqueIndex("(session_id, seat) WHERE seat > 0", "This seat is taken.")
    _patient_session_uniq = models.UniqueIndex(
        "(session_id, patient_id) WHERE state NOT IN ('cancelled', 'rescheduled', 'no_show')",
        "This patient has a place in this session already.",
    )
    # checked at the end of a move, when the old booking is given up (``action_reschedule``)
    _patient_overlap = models.Constraint(
        "EXCLUDE USING gist (int8range(patient_id, patient_id, '[]') WITH &&, tsrange(start_at, end_at) WITH &&) "
        "WHERE (state IN ('booked', 'confirmed', 'arrived')) DEFERRABLE INITIALLY IMMEDIATE",
        "This patient has another booking at that time.",
    )
    _start_idx = models.Index("(start_at DESC, id DESC)")
    _waiting_list_idx = models.Index("(session_id, missed_offers, waitlisted_at, id) WHERE state = 'waitlisted'")
    _expected_idx = models.Index("(end_at) WHERE state IN ('booked', 'confirmed', 'waitlisted')")
    _queue_idx = models.Index("(session_id, queue_rank, queue_number) WHERE state = 'arrived'")

    @api.model
    def _group_expand_state(self, states, _domain):
        """The columns of the queue in the order of the way, empty ones too."""
        shown = {*states, "booked", "confirmed", "arrived", "done"}
        return [state for state, __ in STATES if state in shown]

    # COMPUTES
    @api.depends("reference", "start_at")
    @api.depends_context("hcs_show_patient")
    def _compute_display_name(self):
        """The number, and nobody's name except in the calendar and the queue."""
        named = self.env.context.get("hcs_show_patient")
        for appointment in self:
            label = appointment.patient_id.display_name if named else appointment.reference
            appointment.display_name = label or self.env._("New booking")

    @api.depends("start_at")
    def _compute_is_today(self):
        now = fields.Datetime.now()
        for appointment in self:
            start, company = appointment.start_at, appointment.company_id
            appointment.is_today = bool(start) and company._hcs_local_date(start) == company._hcs_local_date(now)
            appointment.has_begun = bool(start) and start <= now

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        """Every new booking takes a seat; ``state="waitlisted"`` waits for one where none is free."""
        prepared = [self._prepare_new(vals) for vals in vals_list]
        appointments = super().create(prepared)
        for appointment, vals in zip(appointments, vals_list, strict=True):
            appointment._settle(waitlist=vals.get("state") == "waitlisted")
        return appointments

    @api.model
    def _prepare_new(self, vals):
        self._check_by_hand(
            (FLOW_FIELDS - {"state", "session_id", "patient_id", "company_id", "booked_by"}) & vals.keys()
        )
        session = self.env["hcs.clinic.session"].browse(vals.get("session_id"))
        patient = self.env["hcs.patient"].browse(vals.get("patient_id"))
        if not session or not patient:
            raise UserError(self.env._("A booking needs a patient and a session. Choose both."))
        self._check_bookable(session, patient)
        return {
            **vals,
            **session._prepare_booking(),
            "booked_by": (self.env.su and vals.get("booked_by")) or self.env.uid,
            "reference": self._draw_reference(),
            "state": "waitlisted",
            "waitlisted_at": fields.Datetime.now(),
        }

    def write(self, vals):
        self._check_by_hand(FLOW_FIELDS & vals.keys())
        return super().write(vals)

    @api.model
    def _check_by_hand(self, names):
        if names and not self.env.su:
            raise AccessError(
                self.env._(
                    "Use the buttons of the booking: confirm, check in, call, move, cancel. They keep it whole."
                )
            )

    def _write_flow(self, vals):
        """Write what only the actions may; they check the rights before they come here."""
        self.check_access("write")
        return self.sudo().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_made(self):
        raise UserError(self.env._("A booking is part of the record and cannot be deleted. Cancel it."))

    @api.model
    def _draw_reference(self):
        [reference] = self.env["ir.sequence"]._hcs_draw("hcs.appointment")
        return reference

    def _get_window(self):
        """The form of this booking."""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "view_mode": "form",
        }

    def action_open_visit(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.visit",
            "res_id": self.visit_id.id,
            "views": [(False, "form")],
            "view_mode": "form",
        }

    def action_move(self):
        """Choose another session for this booking."""
        self.ensure_one()
        self._check_flow(EXPECTED, self.env._("Only a booking that lies ahead can be moved."))
        return self.patient_id._open_booking_wizard(
            appointment_id=self.id,
            kind=self.kind,
            department_id=self.department_id.id,
            practitioner_id=self.practitioner_id.id,
            channel=self.channel,
        )

    def _check_flow(self, states, message):
        self.check_access("write")
        if any(appointment.state not in states for appointment in self):
            raise UserError(message)

    @api.model
    def _column(self, alias, name):
        """A column in SQL, written to the database before the query that holds it runs."""
        return SQL.identifier(alias, name, to_flush=self._fields[name])
