from odoo import models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL


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
        """The patient of this name with this number, or a new one: a family shares a number, so it is no key.

        A day of birth that is known tells two people of one name apart. Two forms of one person at the same moment do
        not make two cards.
        """
        wanted, birthdate = self._same_name(values["name"]), values.get("birthdate")
        self._alone(f"{values['phone']} {wanted}")
        owners = self._owners_of(values["phone"]).sorted("id")
        known = owners.filtered(
            lambda patient: (
                self._same_name(patient.name) == wanted
                and not (birthdate and patient.birthdate and patient.birthdate != birthdate)
            )
        )
        return known[:1] or self.env["hcs.patient"].create(
            {
                "name": values["name"],
                "birthdate": birthdate,
                "company_id": self.env.company.id,
                "phone_ids": [(0, 0, {"number": values["phone"], "preferred": True})],
            }
        )

    def _owners_of(self, number):
        """Patients who are reached at ``number``."""
        phones = self.env["hcs.patient.phone"]
        e164 = phones._format_e164(number, self.env.company.country_id.code)
        if not e164:
            return self.env["hcs.patient"]
        domain = [("e164", "=", e164), ("patient_id.company_id", "=", self.env.company.id), ("wrong", "=", False)]
        return phones.search(domain).patient_id.filtered(lambda patient: patient.active and not patient.deceased)

    def _alone(self, key):
        """One form at a time for ``key``; another one at this moment is begun anew by the server."""
        lock = f"hcs.public {self.env.company.id} {key}"
        [[free]] = self.env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", lock))
        if not free:
            raise ConcurrencyError(self.env._("The same form was sent twice at this moment."))

    def _same_name(self, name):
        return "".join((name or "").split()).casefold()
