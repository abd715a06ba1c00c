from datetime import timedelta

from odoo import api, fields, models

from .hcs_appointment_job import BATCH

SHOWN = 5


class HcsAppointment(models.Model):
    """Bookings that nobody confirms: the hospital's system or the patient has not answered (AP8)."""

    _inherit = "hcs.appointment"

    booked_at = fields.Datetime("Booked at", readonly=True, copy=False, help="When the seat was taken.")
    pending_alerted_at = fields.Datetime("Leader told that nobody confirmed", readonly=True, copy=False)

    _pending_idx = models.Index("(booked_at) WHERE state = 'booked' AND pending_alerted_at IS NULL")

    @api.model
    def _advance_steps(self):
        return [*super()._advance_steps(), self._alert_pending]

    @api.model
    def _alert_pending(self, now, limit=BATCH):
        """Tell the leader, once per booking, what has waited too long to be confirmed and still lies ahead."""
        late = self.browse()
        for company in self.env["res.company"].search([("hcs_pending_minutes", ">", 0)]):
            late |= self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "booked"),
                    ("pending_alerted_at", "=", False),
                    ("booked_at", "<=", now - timedelta(minutes=company.hcs_pending_minutes)),
                    ("start_at", ">", now),
                    ("session_id.state", "!=", "stopped"),
                ],
                order="start_at, id",
                limit=limit,
            )
        for department, bookings in late.grouped("department_id").items():
            self._attempt(bookings._alert_pending_of, department, now)
        return late

    def _alert_pending_of(self, department, now):
        """One to-do for all of a department; it names bookings, never patients."""
        self._write_flow({"pending_alerted_at": now})
        shown = ", ".join(self[:SHOWN].mapped("reference"))
        department._alert_leaders(
            self.env._("Bookings that nobody confirmed: %s", len(self)),
            self.env._(
                "%(references)s%(more)s at %(department)s wait for a confirmation. Ask the hospital's system or the "
                "patients; the list of bookings has the filter “Not confirmed”.",
                references=shown,
                more=" …" if len(self) > SHOWN else "",
                department=department.name,
            ),
        )
