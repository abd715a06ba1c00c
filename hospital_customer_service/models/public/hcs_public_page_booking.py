from odoo import models
from odoo.exceptions import UserError


class HcsPublicPage(models.Model):
    """A seat for a visitor: by whoever proves to hold the phone, otherwise by an agent who calls back (APT-01)."""

    _inherit = "hcs.public.page"

    def _ask_callback(self, session, values):
        """A request for this seat, which is not held: an agent calls, and books.

        :return: the service record
        """
        return self._take(values, **self._prepare_booking_record(session, values))

    def _book(self, session, values):
        """Book a seat for the person who holds the phone.

        :return: the booking; a ``UserError`` where it is not possible
        """
        patient = self._patient_of(values)
        record = self._take(values, patient_id=patient.id, **self._prepare_booking_record(session, values))
        booking = session.with_context(hcs_service_record_id=record.id).action_book(patient.id, channel="web")
        if values.get("note"):
            booking.note = values["note"]
        self._settle(record, booking)
        return booking

    def _prepare_booking_record(self, session, values):
        return {
            "subject": session.display_name,
            "description": values.get("note") or session.display_name,
            "department_id": session.department_id.id,
            "practitioner_id": session.practitioner_id.id,
            "wanted_at": session.start_at,
        }

    def _settle(self, record, booking):
        """The page has told all that is told; what is missing for the end of the record is left to an agent."""
        try:
            with self.env.cr.savepoint():
                for step in record.step_ids.filtered(lambda step: step.state not in ("done", "skipped")):
                    step.action_done(booking.reference)
                record.action_done()
        except UserError:
            record.invalidate_recordset()

    def _patient_of(self, values):
        """The patient of this name with this number, or a new one: a family shares a number, so it is no key."""
        phones = self.env["hcs.patient.phone"]
        number = phones._format_e164(values["phone"], self.env.company.country_id.code)
        owners = phones.search(
            [("e164", "=", number), ("patient_id.company_id", "=", self.env.company.id)] if number else [(0, "=", 1)]
        ).patient_id.filtered(lambda patient: patient.active and not patient.deceased)
        wanted = self._same_name(values["name"])
        known = owners.filtered(lambda patient: self._same_name(patient.name) == wanted).sorted("id")[:1]
        return known or self.env["hcs.patient"].create(
            {
                "name": values["name"],
                "company_id": self.env.company.id,
                "phone_ids": [(0, 0, {"number": values["phone"], "preferred": True})],
            }
        )

    def _same_name(self, name):
        return "".join((name or "").split()).casefold()
