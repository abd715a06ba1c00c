from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common.numbered import take_number
from .hcs_appointment import ACTIVE


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
        if self._take_seat({"state": "booked", "waitlisted_at": None}):
            self._start_booking()
            self._notify("booked")
        elif not waitlist:
            raise UserError(
                self.env._(
                    "%(session)s is fully booked. Choose another session, or put the patient on the waiting list.",
                    session=self.session_id.display_name,
                )
            )

    def _take_seat(self, values):
        """Take any free seat of the session and write ``values`` with it.

        :return: whether there was one
        """
        self.ensure_one()
        self.flush_recordset()
        assignments = SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items())
        excluded, seat = self._try_seats(assignments)
        if excluded:
            raise UserError(
                self.env._("The patient has just been booked elsewhere at that time. Look at the bookings.")
            )
        self.invalidate_recordset(["seat", *values], flush=False)
        self.env["hcs.clinic.session"].invalidate_model(["booked_count", "free_count"], flush=False)
        return bool(seat)

    def _try_seats(self, assignments):
        """See :func:`take_number`."""
        numbers = SQL(
            """
            SELECT number FROM hcs_clinic_session s CROSS JOIN LATERAL generate_series(1, %(capacity)s) number
             WHERE s.id = (SELECT session_id FROM hcs_appointment WHERE id = %(booking)s)
               AND NOT EXISTS (
                   SELECT FROM hcs_appointment a WHERE a.session_id = s.id AND %(seat)s > 0 AND a.seat = number)
            """,
            capacity=SQL.identifier("s", "capacity", to_flush=self.env["hcs.clinic.session"]._fields["capacity"]),
            seat=self._column("a", "seat"),
            booking=self.id,
        )
        update = SQL(
            "UPDATE hcs_appointment SET seat = free, %s, write_uid = %s, write_date = now() AT TIME ZONE 'UTC'"
            " WHERE id = %s",
            assignments,
            self.env.uid,
            self.id,
        )
        return take_number(self.env, numbers, update, SQL("seat FROM hcs_appointment WHERE id = %s", self.id))

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
