import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

BATCH = 500


class HcsAppointment(models.Model):
    """What happens to bookings by the clock; a lost run loses nothing, a second one changes nothing."""

    _inherit = "hcs.appointment"

    @api.model
    def _cron_advance(self):
        now = fields.Datetime.now()
        for step in self._advance_steps():
            self._attempt(step, now)
            if not self.env["ir.cron"]._commit_progress(1):
                return

    @api.model
    def _attempt(self, step, *args):
        """Do it, or leave it to the next run: what goes wrong with one booking does not hold up the others."""
        try:
            with self.env.cr.savepoint():
                step(*args)
        except Exception as error:  # pylint: disable=broad-exception-caught
            # the words of the error may quote a patient
            _logger.warning("Bookings: %s left to the next run (%s)", step.__name__, type(error).__name__)

    @api.model
    def _advance_steps(self):
        """The jobs of a run, each bounded; a higher room may add its own."""
        return [
            self._expire_offers,
            self._offer_free_seats,
            self._mark_missed,
            self.env["hcs.clinic.stop"]._sync_late,
            self._remind,
            self._alert_unsafe,
            self.env["hcs.department"]._alert_queues,
        ]

    @api.model
    def _mark_missed(self, now, limit=BATCH):
        """Patients who did not come, some minutes after the session has ended; then the session is closed."""
        missed = self.browse()
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            until = now - timedelta(minutes=company.hcs_no_show_minutes)
            over = Domain("company_id", "=", company.id) & Domain("end_at", "<=", until)
            missed |= self.search(
                over & Domain("state", "in", ("booked", "confirmed")) & Domain("session_id.state", "!=", "stopped"),
                limit=limit,
            )
            waiting = self.search(over & Domain("state", "=", "waitlisted"), limit=limit)
            for booking in waiting:
                self._attempt(booking._give_up, "cancelled", self.env._("The session is over"))
            self.env["hcs.clinic.session"].search(over & Domain("state", "=", "open"), limit=limit).write(
                {"state": "closed"}
            )
        for booking in missed:
            self._attempt(booking._mark_no_show)
        return missed

    @api.model
    def _remind(self, now, limit=BATCH):
        """Remind of sessions that are near, once."""
        due = self.browse()
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            if not company.hcs_reminder_hours:
                continue
            due |= self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", ("booked", "confirmed")),
                    ("reminded_at", "=", False),
                    ("session_id.state", "!=", "stopped"),
                    ("start_at", ">", now),
                    ("start_at", "<=", now + timedelta(hours=company.hcs_reminder_hours)),
                ],
                limit=limit,
            )
        for appointment in due:
            self._attempt(appointment._remind_one, now)
        return due

    def _remind_one(self, now):
        self._write_flow({"reminded_at": now})
        self._notify("reminder")
