"""Consultations that ended with a booking, so that the conversion to bookings shows something (APT-05)."""

from datetime import timedelta

from odoo.exceptions import UserError

TRIES = 6


class ConsultationBooker:
    """:param desk: the :class:`.records.RecordLoader` whose consultations lead to bookings"""

    def __init__(self, desk):
        self.hospital = desk.hospital
        self.env = desk.env
        self.now = desk.now
        self.sessions = self.env["hcs.clinic.session"].search(
            [("state", "=", "open"), ("kind", "=", "expert"), ("start_at", ">", self.now + timedelta(hours=6))],
            order="start_at, id",
        )

    def book(self, record, at):
        """A seat in the department that was asked about, taken during the conversation."""
        if not record.patient_id or not record.type_id.counts_conversion:
            return
        fitting = self.sessions.filtered(
            lambda session: session.department_id == record.department_id and session.free_count
        )
        for session in fitting[:TRIES]:
            actor = self.hospital.acting(session, "agent").with_user(record.user_id or self.env.user)
            try:
                with self.hospital.at(at), self.env.cr.savepoint():
                    actor.with_context(hcs_service_record_id=record.id).action_book(
                        record.patient_id.id, record.channel if record.channel in ("phone", "wechat") else "in_person"
                    )
            except UserError:
                continue  # the patient is elsewhere then
            self.hospital.on_their_way(at)
            session.invalidate_recordset(["free_count", "booked_count"])
            return
