import logging
from datetime import timedelta

import requests

from odoo import api, fields, models

from ...tools.fhir import writer

PAUSES = (1, 2, 5, 15, 30, 60)  # minutes to the next try; the last one again and again
MOST_TRIES = 30
BATCH = 50
TIMEOUT = (5, 20)
AGAIN = (408, 409, 412, 423, 425, 429)  # answers that are no verdict on the content
STATUSES = {
    "arrived": "arrived", "done": "fulfilled", "no_show": "noshow", "cancelled": "cancelled",
    "rescheduled": "cancelled",
}  # fmt: skip
_logger = logging.getLogger(__name__)


class HcsHisOutgoing(models.Model):
    """Sending by FHIR: conditional updates by our own number, so that a repetition makes nothing twice."""

    _inherit = "hcs.his.outgoing"

    @api.model
    def _cron_send(self):
        """Collect and send; each row is committed before the next is sent."""
        ir_cron = self.env["ir.cron"]
        for source in self.env["hcs.his.source"].search([("out_mode", "!=", "none")]):
            self._collect(source)
            ir_cron._commit_progress()
            if source.out_mode == "fhir" and not self._send_due(source, ir_cron):
                return

    @api.model
    def _send_due(self, source, ir_cron=None, now=None):
        """Send what is due, patients before their bookings; stop at the first that gets no answer at all.

        :return: whether there is time for more
        """
        now = now or fields.Datetime.now()
        domain = [("source_id", "=", source.id), ("state", "=", "waiting"), "|", ("next_at", "=", False)]
        due = self.search([*domain, ("next_at", "<=", now)], order="kind desc, id", limit=BATCH)
        with requests.Session() as session:
            for row in due:
                row = row.try_lock_for_update()
                reached = not row or row._send(session, now)
                if ir_cron and not ir_cron._commit_progress(1):
                    return False
                if not reached:
                    break  # the other side is away: the rest need not find out one by one
        return True

    def _send(self, session, now):
        """Send one row.

        :return: whether the other side answered
        """
        self.ensure_one()
        content, resource = self.content, self._resource()
        if resource is None:
            # its patient is not known there yet
            self.next_at = now + timedelta(minutes=PAUSES[0])
            return True
        source = self.source_id
        headers = {"Content-Type": "application/fhir+json", "Accept": "application/fhir+json"}
        if source.out_token:
            headers["Authorization"] = f"Bearer {source.out_token}"
        try:
            response = session.put(
                f"{source.out_url.rstrip('/')}/{resource['resourceType']}",
                # our own number, never one of the person
                params={"identifier": f"{source._out_system()}|{self.reference}"},
                json=resource,
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            self._postpone(type(error).__name__, now)
            return False
        if response.ok:
            self._accepted(response, resource["resourceType"], content, now)
        elif response.status_code >= 500 or response.status_code in AGAIN:
            self._postpone(f"HTTP {response.status_code}", now)
        else:
            self.write({"state": "failed", "problem": f"HTTP {response.status_code}", "tries": self.tries + 1})
        return True

    def _postpone(self, problem, now):
        tries = self.tries + 1
        pause = timedelta(minutes=PAUSES[min(tries, len(PAUSES)) - 1])
        _logger.info("Row %s for the hospital system is not sent: %s", self.id, problem)
        self.write(
            {
                "state": "failed" if tries >= MOST_TRIES else "waiting",
                "tries": tries,
                "problem": problem,
                "next_at": now + pause,
            }
        )

    def _accepted(self, response, resource_type, content, now):
        self.write(
            {
                "state": "sent",
                "sent_at": now,
                "told": content,
                "tries": self.tries + 1,
                "problem": False,
                "next_at": False,
            }
        )
        remote = self._remote_id(response, resource_type)
        if not remote:
            return
        if self.kind == "patient":
            self.env["hcs.his.key"]._remember(
                self.source_id, "patient_id", [([f"Patient/{remote}"], self.patient_id.id, None)]
            )
        self._match(remote, now)

    @api.model
    def _remote_id(self, response, resource_type):
        """The id the other side gave: of the resource it returned, else of the address it named."""
        try:
            found = response.json()
        except ValueError:
            found = None
        if isinstance(found, dict) and found.get("resourceType") == resource_type and isinstance(found.get("id"), str):
            return found["id"][:128]
        parts = response.headers.get("Location", "").partition("/_history/")[0].rstrip("/").split("/")
        return parts[-1][:128] if len(parts) > 1 and parts[-2] == resource_type else None

    # WHAT IS SENT
    def _resource(self):
        """The resource as the record is now; None where its patient must be sent first."""
        return self._patient_resource() if self.kind == "patient" else self._appointment_resource()

    def _patient_resource(self):
        patient = self.patient_id
        values = {
            name: patient[name]
            for name in ("name", "sex", "birthdate", "id_type", "id_number", "mrn", "address", "email")
        }
        values["phones"] = patient.phone_ids.filtered(lambda phone: phone.relation == "self").mapped("number")
        return writer.patient(self.source_id._out_system(), self.reference, values)

    def _appointment_resource(self):
        patient = self._patient_reference()
        if not patient:
            return None
        booking = self.appointment_id
        doctor, department = booking.practitioner_id, booking.department_id
        return writer.appointment(
            self.source_id._out_system(),
            self.reference,
            {
                "status": STATUSES.get(booking.state, "booked"),
                "start": booking.start_at,
                "end": booking.end_at,
                "patient": patient,
                "doctor": doctor and (doctor.code, doctor.name),
                "department": department and (department.code, department.name),
            },
        )

    def _patient_reference(self):
        """How the other side knows the patient: by its own id, else by our number where that was sent."""
        key = self.env["hcs.his.key"].search(
            [
                ("source_id", "=", self.source_id.id),
                ("patient_id", "=", self.patient_id.id),
                ("key", "like", "Patient/%"),
            ],
            order="id",
            limit=1,
        )
        if key:
            return key.key
        row = self.search(
            [("source_id", "=", self.source_id.id), ("patient_id", "=", self.patient_id.id), ("kind", "=", "patient")]
        )
        if row.state in ("sent", "matched"):
            return {"type": "Patient", "identifier": writer.identifier(self.source_id._out_system(), row.reference)}
        return None
