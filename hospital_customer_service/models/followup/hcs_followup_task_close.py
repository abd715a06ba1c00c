from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..common.arguments import a_record, arguments
from .hcs_followup_number import CONTINUE_DAYS
from .hcs_followup_satisfaction import ASPECTS, BAD_LEVELS, GOOD_LEVELS
from .hcs_followup_task import TODO_STATES

CLAIM_HOURS = 2


class HcsFollowupTask(models.Model):
    """How a task ends, and what the end sets going."""

    _inherit = "hcs.followup.task"

    # ---------------------------------------------------------------- actions

    def action_cancel(self):
        self._check_leader()
        todo = self.filtered(lambda task: task.state in TODO_STATES)
        todo._write_flow({"state": "cancelled", "cancel_reason": "manual", "closed_at": fields.Datetime.now()})
        return True

    def action_reopen(self):
        """Start over, for instance with a corrected number; the recorded calls stay."""
        self._check_leader()
        now = fields.Datetime.now()
        for task in self:
            if task.state not in TODO_STATES and not task._open_again(now):
                raise UserError(self.env._("There is no calling window ahead. Check the calling seasons."))
        return True

    def _open_again(self, now):
        window = self._next_window(now)
        if window:
            self._write_flow(
                {
                    "state": "open",
                    "cancel_reason": False,
                    "closed_at": False,
                    "failed_count": 0,
                    "failed_slot_at": False,
                    "callback_agreed": False,
                    "held_reason": False,
                    "next_try_at": max(now, window.start),
                    "late_at": max(self.due_at, window.end),
                }
            )
        return bool(window)

    @api.model
    def _continue_with_number(self, patients, now):
        """Go on with what stopped a while ago because there was no right number (FUP-06)."""
        # archived outcomes too: they were in use when the call was made
        outcomes = self.env["hcs.call.outcome"].with_context(active_test=False).search([("wrong_number", "=", True)])
        stopped = self.search(
            Domain("patient_id", "in", patients.ids)
            & Domain("closed_at", ">=", now - CONTINUE_DAYS)
            & (
                Domain("cancel_reason", "=", "number_wrong")
                | (Domain("state", "=", "unsuccessful") & Domain("last_outcome", "in", outcomes.mapped("code")))
            )
        )
        for task in stopped:
            task._open_again(now)
        return stopped

    @arguments(user_id=a_record("res.users"))
    def action_assign(self, user_id):
        """Give the open ones among these tasks to one agent; nobody is notified per task."""
        self._check_leader()
        todo = self.filtered(lambda task: task.state in TODO_STATES)
        todo._write_flow({"user_id": user_id, "from_pool": False})
        return len(todo)

    def _check_leader(self):
        if not self.env.su and not self.env.user.has_group("hospital_customer_service.group_hcs_leader"):
            raise AccessError(self.env._("Only a team leader deals, cancels or opens follow-ups again."))

    # ---------------------------------------------------------------- end

    def _close(self, state, at, outcome, **vals):
        """Close with the outcome of the last call as the reason (FUP-06)."""
        vals |= {"state": state, "closed_at": at, "claimed_at": False, "callback_agreed": False, "next_try_at": False}
        if not self.user_id:
            vals["user_id"] = self.env.uid
        if state == "cancelled":
            vals["cancel_reason"] = "deceased" if outcome.patient_deceased else "manual"
        self._write_flow(vals)
        self.satisfaction_ids.filtered(lambda line: not line.level).unlink()
        if state == "done":
            self._keep_promise()
        if outcome.do_not_call and not outcome.patient_deceased:
            self._cancel_siblings(at)
        if outcome.withdraws_consent:
            self._withdraw_consent(at, outcome)
        # sudo: what the call brought to light is true whatever the caller may edit on the patient's card
        patient_sudo = self.patient_id.sudo()
        if outcome.patient_deceased and not patient_sudo.deceased:
            patient_sudo.write({"deceased": True})
        if outcome.escalates:
            self._ask_for("mail_activity_type_followup_escalation", self._get_leader(), outcome.name)

    def _withdraw_consent(self, at, outcome):
        """The patient wants no follow-up calls any more; the ledger of consents ends all of them."""
        # sudo: what the patient said on the phone counts, whoever may enter consents
        self.env["hcs.consent"].sudo().create(
            {
                "patient_id": self.patient_id.id,
                "purpose": "followup",
                "channel": "any",
                "state": "withdrawn",
                "source": "call",
                "at": at,
                "note": outcome.name,
                "user_id": self.env.uid,
            }
        )

    def _cancel_siblings(self, at):
        """The patient wants no more calls of this plan for this visit."""
        if not self.visit_id:
            return
        siblings = self.search(
            [
                ("visit_id", "=", self.visit_id.id),
                ("step_id.plan_id", "=", self.step_id.plan_id.id),
                ("state", "in", TODO_STATES),
                ("id", "!=", self.id),
            ]
        )
        siblings._write_flow({"state": "cancelled", "cancel_reason": "refused", "closed_at": at})

    # ---------------------------------------------------------------- satisfaction

    def _prepare_satisfaction(self):
        """One empty line per aspect, so that the agent only clicks; empty ones are dropped at the end."""
        lines = []
        for task in self:
            known = set(task.satisfaction_ids.mapped("aspect"))
            lines += [{"task_id": task.id, "aspect": aspect} for aspect, __ in ASPECTS if aspect not in known]
        self.env["hcs.followup.satisfaction"].create(lines)

    def _check_satisfaction(self):
        """FUP-08: dissatisfied needs a reason each, satisfied at least one in the call."""
        setting = self.company_id.hcs_satisfaction_reason
        if setting == "never":
            return
        aspects = dict(self.satisfaction_ids._fields["aspect"]._description_selection(self.env))
        for line in self.satisfaction_ids:
            if line.level in BAD_LEVELS and not line._has_reason():
                raise UserError(
                    self.env._(
                        "Ask why the patient is dissatisfied: “%(aspect)s” needs a reason.",
                        aspect=aspects[line.aspect],
                    )
                )
        good = self.satisfaction_ids.filtered(lambda line: line.level in GOOD_LEVELS)
        if setting == "always" and good and not any(line._has_reason() for line in good):
            raise UserError(
                self.env._(
                    "Ask what the patient liked: give a reason for at least one aspect the patient is satisfied with."
                )
            )

    # ---------------------------------------------------------------- activities

    def _get_leader(self):
        team = self._get_team() or self.env["hcs.team"].sudo().search(
            [("kind", "=", "followup"), ("company_id", "=", self.company_id.id)], limit=1
        )
        return team.sudo().leader_id or self.user_id or self.env.user

    def _ask_for(self, activity_type, user, summary, deadline=None, note=None):
        """Open an activity on the patient or the caller's record, never a second one of the same kind and words."""
        # sudo: the agent who called does not edit the patient's activities of others
        record_sudo = self._activity_record().sudo()
        kind = self.env.ref(f"hospital_customer_service.{activity_type}", raise_if_not_found=False)
        if not kind:
            return
        same = record_sudo.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind and activity.summary == summary
        )
        if not same:
            record_sudo.activity_schedule(
                activity_type_id=kind.id,
                user_id=user.id,
                summary=summary,
                note=note,
                date_deadline=deadline or fields.Date.context_today(self),
            )

    def _activity_record(self):
        return self.patient_id

    def _keep_promise(self):
        if self.promise and self.promise_on:
            self._ask_for("mail_activity_type_promise", self.env.user, self.promise, deadline=self.promise_on)

    def _mark_number_wrong(self, phone, outcome):
        if phone:
            phone.sudo().write({"wrong": True})  # sudo: a fact from the call, whoever may edit numbers
        self._ask_for_number(phone, outcome)
        if not self._get_phones():
            now = fields.Datetime.now()
            self.search([("patient_id", "=", self.patient_id.id), ("state", "=", "open")])._stop_signalled(now)

    def _ask_for_number(self, phone, outcome=None):
        """Put the number on the list of those to correct, once."""
        numbers = self.env["hcs.followup.number"].sudo()  # sudo: the list is written by what happens on calls
        known = numbers.search_count(
            [("patient_id", "=", self.patient_id.id), ("kind", "=", "wrong"), ("state", "=", "open")], limit=1
        )
        if not known:
            numbers.create(
                {
                    "patient_id": self.patient_id.id,
                    "phone_id": phone.id,
                    "number_masked": phone.number_masked,
                    "task_id": self.id,
                    "outcome_id": outcome.id if outcome else self.last_outcome_id.id,
                    "company_id": self.company_id.id,
                }
            )

    # ---------------------------------------------------------------- time passes

    @api.model
    def _cron_expire(self, now=None):
        """Close what can no longer be called and put back what an agent took and left."""
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        self.flush_model()
        expired = self.env.execute_query(
            SQL(
                """UPDATE hcs_followup_task t
                      SET state = 'expired', closed_at = %(now)s, next_try_at = NULL, callback_agreed = FALSE,
                          write_date = %(stamp)s, write_uid = %(uid)s
                     FROM res_company c
                    WHERE c.id = t.company_id AND t.state IN ('open', 'in_progress') AND t.state = 'open'
                      AND t.late_at < %(now)s AND t.late_at < %(now)s - c.hcs_overdue_days * interval '1 day'
                RETURNING t.id""",
                now=now,
                stamp=self.env.cr.now(),
                uid=self.env.uid,
            )
        )
        self.invalidate_model()
        left = self.search(
            [("state", "=", "in_progress"), ("claimed_at", "<", now - timedelta(hours=CLAIM_HOURS))], limit=1000
        )
        left.action_release()
        return {"expired": len(expired), "released": len(left)}

    @api.model
    def _move_retries(self, where):
        """Move retries out of windows that were taken away; agreed call-backs stay where the patient put them."""
        rows = self.env.execute_query(
            SQL(
                "SELECT t.id FROM hcs_followup_task t WHERE %s AND t.attempt_count > 0 AND NOT t.callback_agreed",
                where,
            )
        )
        moved = 0
        for task in self.browse(row[0] for row in rows):
            window = task._next_window(task.next_try_at)
            if window and not window.start <= task.next_try_at < window.end:
                task._write_flow({"next_try_at": window.start, "late_at": max(task.due_at, window.end)})
                moved += 1
        return moved
