import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

BATCH = 500
TODO = "mail.mail_activity_data_todo"


class HcsServiceRecord(models.Model):
    """Waiting does not last for ever: it ends at its time, or after working days without an answer (SD14)."""

    _inherit = "hcs.service.record"

    waiting_warned_at = fields.Datetime("Reminded at", readonly=True, copy=False)

    _waiting_idx = models.Index("(waiting_since) WHERE state = 'waiting'")

    @api.model
    def _cron_waiting(self):
        self.env["ir.cron"]._commit_progress(self._end_waiting(fields.Datetime.now()), remaining=0)

    @api.model
    def _end_waiting(self, now):
        """Take up what waited long enough; remind, then close what nobody answered, by day only.

        :return: how many records were looked at
        """
        due = self.search([("state", "=", "waiting"), ("wait_until", "<=", now)], limit=BATCH)
        for record in due:
            record._attempt_waiting("_take_up", now)
        silent = self.search(
            [
                ("state", "=", "waiting"),
                ("waiting_for", "=", "customer"),
                ("wait_until", "=", False),
                ("type_id.close_days", ">", 0),
            ],
            order="waiting_since, id",
        )
        for record in silent:
            record._attempt_waiting("_close_silent", now)
        return len(due) + len(silent)

    def _attempt_waiting(self, method, now):
        """One record; what goes wrong with it is left to the next run and holds up no other."""
        try:
            with self.env.cr.savepoint():
                getattr(self, method)(now)
        except Exception as error:  # pylint: disable=broad-exception-caught
            # the words of the error may quote a patient
            _logger.warning("Service record %s still waits (%s)", self.id, type(error).__name__)

    def _take_up(self, now):
        self._resume(now)
        self._tell_agent(self.env._("The waiting is over: go on"))

    def _close_silent(self, now):
        """One waiting record: nothing yet, a reminder, or the end."""
        service, company = self.type_id, self.company_id
        calendar = self.team_id.calendar_id
        warn_after = max(service.close_days - service.warn_days, 0)
        warn_at = self._working_days_after(self.waiting_since, warn_after, calendar)
        if not self.waiting_warned_at:
            if now >= warn_at or not service.warn_days:
                self.write({"waiting_warned_at": now})
                self._tell_agent(self.env._("No answer of the customer: ask once more, it will be closed"))
            return
        close_at = max(
            self._working_days_after(self.waiting_since, service.close_days, calendar),
            # a reminder that came late, after a stop of the system, still gives its days
            self._working_days_after(self.waiting_warned_at, service.warn_days, calendar),
        )
        if now >= close_at and company._hcs_is_working(now, calendar):
            self._message_log(body=self.env._("Closed by itself: the customer did not answer."))
            self.action_cancel("no_answer")

    def _working_days_after(self, start, days, calendar):
        if not days:
            return start
        return self.company_id._hcs_add_working_time(start, days, "working_day", calendar)[0]

    def _tell_agent(self, summary):
        for user in self.user_id or self.team_id._leaders().get(self.team_id.sudo(), self.env["res.users"]):
            self.activity_schedule(TODO, user_id=user.id, summary=summary)
