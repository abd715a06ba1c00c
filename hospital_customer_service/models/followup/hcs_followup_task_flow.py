from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_text, arguments
from ..contact.hcs_contact_guard_cap import CAP_REASONS
from .hcs_followup_task import TODO_STATES

CALLBACK_EARLY = timedelta(minutes=15)
CALLBACK_LATE = timedelta(hours=2)
# what keeps somebody from dialling, not from writing down a call that was made
TIMELY_REASONS = ("outside_window", "holiday", *CAP_REASONS)


class HcsFollowupTask(models.Model):
    """Calls: may I dial, what did the call bring (FUP-03, FUP-06)."""

    _inherit = "hcs.followup.task"

    # ---------------------------------------------------------------- actions

    def action_dial(self):
        """Ask the guard again and start the call; the form then shows the card, the script and the number."""
        return self._begin_call()

    def action_take_incoming(self):
        """The patient is on the line and called by himself: no hours, nothing to dial, and written as incoming."""
        return self._begin_call(incoming=True)

    def _begin_call(self, incoming=False):
        self.ensure_one()
        self.check_access("write")
        self._check_todo()
        self._check_mine()
        now = fields.Datetime.now()
        for reason in self._stop_signalled(now):
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "warning",
                    "title": self.env._("Do not call"),
                    "message": self._stopped_text(reason),
                    "sticky": True,
                    "next": {"type": "ir.actions.client", "tag": "soft_reload"},
                },
            }
        # who calls chose the hour: what speaks against the hour or against one more call does not count
        self._check_guard(now, over=incoming)
        if not incoming:
            self._check_hold(now)
        self._write_flow(
            {
                "state": "in_progress",
                "from_pool": self.from_pool or not self.user_id,
                "user_id": self.env.uid,
                "claimed_at": now,
                "dialled_at": now,
                "incoming": incoming,
            }
        )
        self._gather_bundle(now)
        self._prepare_satisfaction()
        if not incoming:
            self._log_number_shown()
        return True

    @arguments(outcome_code=a_text)
    def action_outcome(self, outcome_code):
        """One click of the card: record the call, or ask first for the time, the number or the reason."""
        self.ensure_one()
        outcome = self._get_outcome(outcome_code)
        if not outcome._needs_words() and (not outcome.to_relative or self._may_tell_relatives()):
            return self.action_record_attempt(outcome_code) and (self._offer_link() or True)
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
        self,
        outcome_code,
        note=None,
        callback_at=None,
        phone_id=None,
        at=None,
        confirmed_holiday=False,
        outcomes=None,
    ):
        """Record a call and what follows from it, for every follow-up that was part of it.

        :param outcome_code: code of a ``hcs.call.outcome``
        :param callback_at: moment agreed with the patient (UTC)
        :param phone_id: id of the number dialled; the preferred usable one by default
        :param at: when the call ended, for calls entered afterwards; never in the future
        :param confirmed_holiday: the patient agreed to be called on a holiday
        :param outcomes: outcomes of other follow-ups in the same call, ``{task_id: code}``; the same one by default
        """
        self.ensure_one()
        self.check_access("write")
        bundle = self._get_bundle()
        (self | bundle).lock_for_update()
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
        phone = self._get_phone(phone_id)
        call = (phone, callback_at, started_at, ended_at, note)
        attempt, number_is_wrong = self._record_one(outcome, call)
        for task in bundle:
            if task.state in TODO_STATES:  # the end of one may have ended the others
                task._record_one(task._get_own_outcome(outcome, outcomes or {}), call, part_of=attempt)
        if number_is_wrong:
            self._mark_number_wrong(phone, outcome)
        return True

    def _record_one(self, outcome, call, part_of=None):
        """What the call means for this follow-up.

        :param part_of: the attempt of the follow-up that led the call; the person was reached only once
        """
        phone, callback_at, started_at, ended_at, note = call
        decision = self._decide(outcome, started_at, callback_at, phone)
        if decision.state == "done":
            self._check_satisfaction()
        attempt = self._add_attempt(outcome, decision, phone, started_at, ended_at, note, part_of)
        self._apply_decision(outcome, decision, callback_at, started_at, ended_at)
        return attempt, decision.number_is_wrong

    def _get_own_outcome(self, outcome, outcomes):
        """The outcome of one of several follow-ups in a call."""
        code = outcomes.get(self.id) or outcomes.get(str(self.id))
        if code:
            return self._get_outcome(code)
        if self.left_out and outcome.reached and outcome.closes_as == "done":
            return self._get_outcome("inconvenient")
        return outcome

    def action_release(self):
        """Put a task back that was taken but not called."""
        for task in self:
            task.check_access("write")
            if task.state == "in_progress":
                task._check_mine()
                for part in task | task._get_bundle():
                    part._write_flow(part._prepare_release_values())
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
        return self._is_allowed(at) or bool(
            self.callback_agreed
            and self.next_try_at
            and self.next_try_at - CALLBACK_EARLY <= at <= self.next_try_at + CALLBACK_LATE
        )

    def _check_guard(self, at, over=False):
        """Refuse a call that may not be made now, in plain words.

        :param over: the call was made. It is recorded at whatever hour that was (FUP-06): what the windows refuse is
            dialling, and a call that is kept quiet would not be told from one that was never made.
        """
        code = self._guard_code(at)
        if code and not (over and code in TIMELY_REASONS):
            raise UserError(self.env["hcs.contact.guard"]._reason_text(code))

    def _check_hold(self, at):
        """One person is not called twice in a window for two plans."""
        reason = self._hold_reason(at)
        if reason and not self._is_agreed(at):
            raise UserError(self.env["hcs.contact.guard"]._reason_text(reason))

    def _guard_code(self, at):
        """Why the guard refuses this call, False when it does not."""
        agreed = self._is_agreed(at)
        return self.env["hcs.contact.guard"]._check(
            self.patient_id,
            "followup",
            self._contact_channel(),
            at,
            team=self._get_team(),
            requested=agreed,
            confirmed_holiday=agreed,
            company=self.company_id,
        )[self.patient_id.id]

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
