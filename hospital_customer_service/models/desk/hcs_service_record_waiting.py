import logging
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

BATCH = 500
RETRY = timedelta(hours=1)
TODO = "mail.mail_activity_data_todo"


class HcsServiceRecord(models.Model):
    """Waiting does not last for ever: it ends at its time, or after working days without an answer (SD14).

    Each waiting record says when it is to be looked at next: a run finds what is due without asking the others.
    """

    _inherit = "hcs.service.record"

    waiting_warned_at = fields.Datetime("Reminded at", readonly=True, copy=False)
    waiting_look_at = fields.Datetime(readonly=True, copy=False, help="When the waiting is looked at again.")

    _waiting_idx = models.Index("(waiting_look_at, id) WHERE state = 'waiting' AND waiting_look_at IS NOT NULL")

    def write(self, vals):
        result = super().write(vals)
        if {"type_id", "team_id"} & vals.keys():
            self.filtered(lambda record: record.state == "waiting")._plan_look()
        return result

    # ---------------------------------------------------------------- the run

    @api.model
    def _cron_waiting(self):
        """Look at what is due, one transaction each: a run that is killed has lost nothing."""
        cron, now = self.env["ir.cron"], fields.Datetime.now()
        due = self._due_waiting(now, BATCH + 1)
        left = cron._commit_progress(remaining=len(due))
        for record in due[:BATCH]:
            if not left:
                break
            record[0]._look_at_waiting(now)  # own prefetch: the cache is dropped at each commit
            left = cron._commit_progress(1)

    @api.model
    def _end_waiting(self, now, limit=BATCH):
        """Take up what waited long enough; remind, then close what nobody answered, by day only.

        :return: how many records were looked at
        """
        due = self._due_waiting(now, limit)
        for record in due:
            record._look_at_waiting(now)
        return len(due)

    @api.model
    def _due_waiting(self, now, limit):
        domain = [("state", "=", "waiting"), ("waiting_look_at", "<=", now)]
        return self.search(domain, order="waiting_look_at, id", limit=limit)

    def _look_at_waiting(self, now):
        """One record; what goes wrong with it is left to a later run and holds up no other."""
        try:
            with self.env.cr.savepoint():
                # whoever has it in hand at this moment goes first
                if self.try_lock_for_update() and self.state == "waiting":
                    self._advance_waiting(now)
        except Exception as error:  # pylint: disable=broad-exception-caught
            self.env.invalidate_all()
            # the words of the error may quote a patient
            _logger.warning("Service record %s still waits (%s)", self.id, type(error).__name__)
            self.sudo().write({"waiting_look_at": now + RETRY})

    def _advance_waiting(self, now):
        """Nothing yet, a reminder, or the end of the waiting."""
        if self.wait_until:
            if self.wait_until <= now:
                self._take_up(now)
                return
        elif (next_look := self._next_look()) and next_look <= now:
            if self._is_to_remind():
                self.write({"waiting_warned_at": now})
                self._tell_agent(self.env._("No answer of the customer: ask once more, it will be closed"))
            elif self.company_id._hcs_is_working(now, self.team_id.calendar_id):
                self._message_log(body=self.env._("Closed by itself: the customer did not answer."))
                self.action_cancel("no_answer")
                return
            else:
                # nothing is closed at night
                self.write({"waiting_look_at": self.env["hcs.team"]._next_duty(self.team_id, self.company_id, now)})
                return
        self._plan_look()

    def _take_up(self, now):
        self._resume(now)
        self._tell_agent(self.env._("The waiting is over: go on"))

    # ---------------------------------------------------------------- when

    def _plan_look(self):
        for record in self:
            # sudo: the moment follows from the type
            record.sudo().write({"waiting_look_at": record._next_look()})

    def _is_to_remind(self):
        return bool(self.type_id.warn_days and not self.waiting_warned_at)

    def _next_look(self):
        """When something is to be done about the waiting; False: only the agent ends it."""
        service, calendar = self.type_id, self.team_id.sudo().calendar_id
        if self.wait_until:
            return self.wait_until
        if self.waiting_for != "customer" or not service.close_days:
            return False
        if self._is_to_remind():
            warn_after = max(service.close_days - service.warn_days, 0)
            return self._working_days_after(self.waiting_since, warn_after, calendar)
        close_at = self._working_days_after(self.waiting_since, service.close_days, calendar)
        if not self.waiting_warned_at:
            return close_at
        # a reminder that came late, after a stop of the system, still gives its days
        return max(close_at, self._working_days_after(self.waiting_warned_at, service.warn_days, calendar))

    def _working_days_after(self, start, days, calendar):
        if not days:
            return start
        return self.company_id._hcs_add_working_time(start, days, "working_day", calendar)[0]

    def _tell_agent(self, summary):
        for user in self.user_id or self.team_id._leaders().get(self.team_id.sudo(), self.env["res.users"]):
            self.activity_schedule(TODO, user_id=user.id, summary=summary)
