from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common.numbered import EXCLUDED, NONE_LEFT, make_number_function, take_number
from .hcs_appointment import ACTIVE

TAKE_SEAT = "hcs_appointment_take_seat"


class HcsAppointment(models.Model):
    """The last seat goes to one of those who want it at the same time (APT-02, DESIGN §6.1).

    The snapshot of a request is older than what others have booked since: counting never helps, whatever is locked.
    A seat is a number that only one row may hold; whoever comes second is told by the index and tries the next one.
    """

    _inherit = "hcs.appointment"

    # CHECKS
    @api.model
    def _check_bookable(self, session, patient):
        """Say in words why this patient cannot have a place in this session."""
        session.ensure_one()
        session.check_access("read")
        patient.check_access("read")
        if session.state == "stopped":
            raise UserError(self.env._("This clinic does not take place. Choose another session."))
        if session.state == "closed" or session.end_at <= fields.Datetime.now():
            raise UserError(self.env._("This session is over or closed for bookings. Choose another one."))
        if patient.company_id != session.company_id:
            raise UserError(self.env._("The session belongs to another hospital than the patient."))
        if patient.deceased:
            raise UserError(self.env._("This patient is recorded as deceased. Correct the patient record first."))
        if not patient.active:
            raise UserError(self.env._("This patient record is archived. Unarchive it before you book."))
        session._check_staff()
        # sudo: a place taken is a place taken, whoever may see it
        mine = self.sudo().search_fetch(
            [("patient_id", "=", patient.id), ("end_at", ">", session.start_at), ("start_at", "<", session.end_at)],
            ["state", "session_id", "reference"],
        )
        for other in mine:
            if other.session_id == session and other.state in ("waitlisted", "done", *ACTIVE):
                raise UserError(
                    self.env._(
                        "The patient has a place in this session already: booking %(reference)s.",
                        reference=other.reference,
                    )
                )
        self._check_overlap(mine.filtered(lambda other: other.state in ACTIVE))

    @api.model
    def _check_overlap(self, others):
        """Refuse a second booking at the same time; a move gives the old one up at its end."""
        if others := others.filtered(lambda other: other.id != self.env.context.get("hcs_moving")):
            raise UserError(
                self.env._(
                    "The patient has another booking then: %(reference)s, %(session)s. Move or cancel it first.",
                    reference=others[0].reference,
                    session=others[0].session_id.display_name,
                )
            )

    # SEATS
    def _settle(self, waitlist=False):
        """Give a new booking its seat and its visit, or its place on the waiting list."""
        self.ensure_one()
        if self._take_seat(state="booked"):
            self._start_booking()
            self._notify("booked")
        elif not waitlist:
            raise UserError(
                self.env._(
                    "%(session)s is fully booked. Choose another session, or put the patient on the waiting list.",
                    session=self.session_id.display_name,
                )
            )

    def _take_seat(self, state=None, offer_until=None):
        """Take any free seat of the session.

        :param state: the status that comes with it, by which nobody waits any more; the present one by default
        :param offer_until: how long it is offered only
        :return: whether there was one
        """
        self.ensure_one()
        self.flush_recordset()
        self.env["hcs.clinic.session"].flush_model(["capacity"])
        seat = take_number(self.env, TAKE_SEAT, self.id, state, offer_until, self.env.uid)
        if seat == EXCLUDED:
            raise UserError(
                self.env._("The patient has just been booked elsewhere at that time. Look at the bookings.")
            )
        self.invalidate_recordset(["seat", "state", "waitlisted_at", "offer_until"], flush=False)
        self.env["hcs.clinic.session"].invalidate_model(["booked_count", "free_count"], flush=False)
        return seat != NONE_LEFT

    def init(self):
        make_number_function(
            self.env,
            TAKE_SEAT,
            SQL("new_state varchar, until timestamp, by_user integer"),
            SQL("SELECT session_id FROM hcs_appointment WHERE id = row_id"),
            SQL("SELECT capacity FROM hcs_clinic_session WHERE id = whole_id"),
            # "> 0" lets the index of the seats answer
            lambda number: SQL(
                "EXISTS (SELECT FROM hcs_appointment a WHERE a.session_id = whole_id AND a.seat > 0 AND a.seat = %s)",
                number,
            ),
            SQL(
                "UPDATE hcs_appointment SET seat = free, state = COALESCE(new_state, state),"
                " waitlisted_at = CASE WHEN new_state IS NULL THEN waitlisted_at END, offer_until = until,"
                " write_uid = by_user, write_date = now() AT TIME ZONE 'UTC' WHERE id = row_id"
            ),
        )
        return super().init()

    # VISIT
    def _start_booking(self):
        """A planned visit of its own: it can be missed, and follow-up finds it (APT-04)."""
        for appointment in self:
            # sudo: the booking makes the visit, whoever books
            visit = self.env["hcs.visit"].sudo().create(appointment._prepare_visit())
            appointment.sudo().write(
                {
                    "visit_id": visit.id,
                    "booked_at": fields.Datetime.now(),
                    "safety_due_at": appointment._get_safety_due(),
                    **appointment._prepare_address(),
                }
            )

    def _prepare_visit(self):
        return {
            "patient_id": self.patient_id.id,
            "company_id": self.company_id.id,
            "kind": "home" if self.kind == "home_care" else "outpatient",
            "state": "planned",
            "planned_at": self.start_at,
            "department_id": self.department_id.id,
            "practitioner_id": self.practitioner_id.id,
        }

    # HOOKS
    def _notify(self, event):
        """Hook: tell the patient.

        :param event: booked, confirmed, reminder, rescheduled, cancelled, stopped, offered or called
        """
