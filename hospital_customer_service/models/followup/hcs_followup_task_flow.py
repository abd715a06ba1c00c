from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .hcs_followup_task import TODO_STATES

CALLBACK_EARLY = timedelta(minutes=15)
CALLBACK_LATE = timedelta(hours=2)
HOUR_REASONS = ("outside_window", "holiday")


class HcsFollowupTask(models.Model):
    """Calls: may I dial, what did the call bring (FUP-03, FUP-06)."""

    _inherit = "hcs.followup.task"

    # ---------------------------------------------------------------- actions

    def action_dial(self):
        """Ask the guard again and start the call; the form then shows the card, the script and the number."""
        self.ensure_one()
        self.check_access("write")
        self._check_todo()
        self._check_mine()
        now = fields.Datetime.now()
        self._check_guard(now)
        self._write_flow(
            {
                "state": "in_progress",
                "from_pool": self.from_pool or not self.user_id,
                "user_id": self.env.uid,
                "claimed_at": now,
                "dialled_at": now,
            }
        )
        self._prepare_satisfaction()
        self._log_number_shown()
        return True

    def action_outcome(self, outcome_code):
        """One click of the card: record the call, or ask first for the time, the number or the reason."""
        self.ensure_one()
        outcome = self._get_outcome(outcome_code)
        if not outcome._needs_words():
            return self.action_record_attempt(outcome_code)
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": outcome.name,
            "res_model": "hcs.followup.outcome.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_task_id": self.id, "default_outcome_id": outcome.id},
        }

    def action_record_attempt(
        self, outcome_code, note=None, callback_at=None, phone_id=None, at=None, confirmed_holiday=False
    ):
        """Record a call and what follows from it.

        :param outcome_code: code of a ``hcs.call.outcome``
        :param callback_at: moment agreed with the patient (UTC)
        :param phone_id: id of the number dialled; the preferred usable one by default
        :param at: when the call ended, for calls entered afterwards; never in the future
        :param confirmed_holiday: the patient agreed to be called on a holiday
        """
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        self._check_todo()
        self._check_mine()
        outcome = self._get_outcome(outcome_code)
        ended_at = self._moment(at) or fields.Datetime.now()
        if ended_at > fields.Datetime.now() and not self.env.su:
            raise UserError(self.env._("A call cannot be recorded before it is made."))
        started_at = self.dialled_at if self.dialled_at and self.dialled_at <= ended_at else ended_at
        if outcome.placed:
            self._check_guard(started_at, over=True)
        callback_at = self._moment(callback_at)
        if callback_at:
            self._check_callback(callback_at, ended_at, confirmed_holiday)
        if outcome.closes_as == "done":
            self._check_satisfaction()
        phone = self._get_phone(phone_id)
        decision = self._decide(outcome, started_at, callback_at, phone)
        self._add_attempt(outcome, decision, phone, started_at, ended_at, note)
        self._apply_decision(outcome, decision, callback_at, started_at, ended_at)
        if decision.number_is_wrong:
            self._mark_number_wrong(phone, outcome)
        return True

    def action_release(self):
        """Put a task back that was taken but not called."""
        for task in self:
            task.check_access("write")
            if task.state == "in_progress":
                task._check_mine()
                task._write_flow(task._prepare_release_values())
        return True

    # ---------------------------------------------------------------- checks

    @api.model
    def _moment(self, value):
        """A time that a client sent, or None."""
        if value and self._input_date_problem(value):
            raise UserError(self.env._("The time of the call cannot be read. Enter it again."))
        return fields.Datetime.to_datetime(value) or None

    def _check_todo(self):
        if self.state not in TODO_STATES:
            raise UserError(self.env._("This follow-up is closed. Ask the team leader to open it again."))

    def _check_mine(self):
        """A follow-up in the hands of a colleague stays there; a team leader may step in."""
        leader = self.env.su or self.env.user.has_group("hospital_customer_service.group_hcs_leader")
        if not leader and self.user_id and self.user_id != self.env.user:
            raise UserError(
                self.env._(
                    "%(agent)s looks after this follow-up. Ask the team leader to give it to you.",
                    agent=self.user_id.sudo().name,
                )
            )

    @api.model
    def _get_outcome(self, code):
        # in Python: whatever a client sends as a code, a NUL character too, is only an unknown one
        outcomes = self.env["hcs.call.outcome"].search([])  # pylint: disable=no-search-all
        outcome = outcomes.filtered(lambda outcome: outcome.code == code)
        if not outcome:
            raise UserError(self.env._("There is no such call outcome. Reload the page."))
        return outcome

    def _get_team(self):
        team = self.step_id.plan_id.team_id.sudo()
        return team if team.company_id == self.company_id else team.browse()

    def _is_agreed(self, at):
        """Is this call the one that the patient asked for? Long after it, calling windows apply again."""
        return bool(
            self.callback_agreed
            and self.next_try_at
            and self.next_try_at - CALLBACK_EARLY <= at <= self.next_try_at + CALLBACK_LATE
        )

    def _check_guard(self, at, over=False):
        """Refuse a call that may not be made now, in plain words.

        :param over: the call was made. It is recorded at whatever hour that was (FUP-06): what the windows refuse is
            dialling, and a call that is kept quiet would not be told from one that was never made.
        """
        guard = self.env["hcs.contact.guard"]
        agreed = self._is_agreed(at)
        code = guard._check(
            self.patient_id,
            "followup",
            self.step_id._contact_channel(),
            at,
            team=self._get_team(),
            requested=agreed,
            confirmed_holiday=agreed,
            company=self.company_id,
        )[self.patient_id.id]
        if code and not (over and code in HOUR_REASONS):
            raise UserError(guard._reason_text(code))

    def _check_callback(self, callback_at, at, confirmed_holiday):
        if callback_at <= at:
            raise UserError(self.env._("The call-back must lie in the future."))
        company = self.company_id
        if company._hcs_day_kind(company._hcs_local_date(callback_at))[0] == "holiday" and not confirmed_holiday:
            raise UserError(
                self.env._(
                    "The call-back falls on a holiday. Confirm that the patient wants to be called on that day."
                )
            )
