from psycopg2.errors import ExclusionViolation

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common.arguments import a_record, a_text, arguments
from .hcs_appointment import EXPECTED


class HcsAppointment(models.Model):
    """What becomes of a booking: confirmed, moved, given up, missed (APT-04)."""

    _inherit = "hcs.appointment"

    def action_confirm(self):
        """The patient said that he or she comes."""
        self._check_flow(EXPECTED, self.env._("Only a booking that lies ahead can be confirmed."))
        for appointment in self.filtered(lambda appointment: appointment.state == "booked"):
            appointment._write_flow({"state": "confirmed", "confirmed_at": fields.Datetime.now()})
            appointment._notify("confirmed")

    @arguments(reason=a_text)
    def action_cancel(self, reason=None):
        """The patient does not come: the seat is free, and offered to whoever waits.

        :param reason: in words
        """
        self._check_flow(("waitlisted", *EXPECTED), self.env._("Only a booking that lies ahead can be cancelled."))
        told = self.filtered(lambda appointment: appointment.state != "waitlisted" or appointment.seat)
        self._give_up("cancelled", reason)
        for appointment in told:
            appointment._notify("cancelled")

    def _give_up(self, state, reason):
        """Free the seats and call the visits off."""
        held = self.filtered("seat")
        sessions = held.session_id
        self._write_flow(
            {
                "state": state,
                "seat": 0,
                "offer_until": False,
                "cancel_reason": reason,
                "cancelled_at": fields.Datetime.now(),
            }
        )
        # sudo: the visit follows its booking; one that took place is left alone
        self.sudo().visit_id.filtered(lambda visit: visit.state == "planned").write({"state": "cancelled"})
        sessions._offer_seats()

    @arguments(session_id=a_record("hcs.clinic.session"), reason=a_text)
    def action_reschedule(self, session_id, reason=None):
        """Book the other session, then give up this one; nothing happens to it where the first fails.

        :param session_id: id of the other session
        :param reason: in words
        :return: the new booking
        """
        self.ensure_one()
        self._check_flow(EXPECTED, self.env._("Only a booking that lies ahead can be moved."))
        if session_id == self.session_id.id:
            raise UserError(self.env._("The booking is in this session already. Choose another one."))
        try:
            with self.env.cr.savepoint():
                self._defer_overlap(True)
                new = self.with_context(hcs_moving=self.id).create(self._prepare_move(session_id))
                # sudo: the address is copied, not shown
                new.sudo().write({"rescheduled_from_id": self.id, "address": self.sudo().address})
                self._give_up("rescheduled", reason)
                self.env.flush_all()
                self._defer_overlap(False)
        except ExclusionViolation:
            raise UserError(
                self.env._("The patient has another booking at that time. Move or cancel it first.")
            ) from None
        new = self.browse(new.id)
        new._notify("rescheduled")
        return new

    def _prepare_move(self, session_id):
        return {
            "patient_id": self.patient_id.id,
            "session_id": session_id,
            "channel": self.channel,
            "note": self.note,
        }

    def _defer_overlap(self, deferred):
        """Old and new booking may overlap until the old one is given up."""
        name = SQL.identifier("hcs_appointment_patient_overlap")
        when = SQL("DEFERRED") if deferred else SQL("IMMEDIATE")
        self.env.cr.execute(SQL("SET CONSTRAINTS %s %s", name, when), log_exceptions=False)

    def action_no_show(self):
        """The patient did not come: the visit is missed, and follow-up calls."""
        self._check_flow(EXPECTED, self.env._("Only a booking that lies ahead can be missed."))
        if any(appointment.start_at > fields.Datetime.now() for appointment in self):
            raise UserError(self.env._("The session has not begun. Cancel the booking if the patient called it off."))
        self._mark_no_show()

    def _mark_no_show(self):
        """Missed, unless the hospital's system has seen the patient meanwhile."""
        came = self.filtered(lambda booking: booking.sudo().visit_id.state in ("arrived", "in_progress", "completed"))
        for appointment in came:
            visit = appointment.sudo().visit_id
            appointment._write_flow(
                {"state": "done", "arrived_at": visit.arrived_at, "done_at": visit.ended_at or visit.arrived_at}
            )
        missed = self - came
        missed._write_flow({"state": "no_show"})
        # sudo: the visit follows its booking
        missed.sudo().visit_id.filtered(lambda visit: visit.state == "planned").write({"state": "no_show"})
