from odoo import fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_choice, a_moment, a_text, arguments
from .hcs_service_record import OPEN_STATES

CANCEL_REASONS = [
    ("withdrawn", "The customer no longer wants it"),
    ("no_answer", "No answer of the customer"),
    ("duplicate", "The same request twice"),
    ("mistake", "Registered by mistake"),
    ("other", "Other"),
]


class HcsServiceRecord(models.Model):
    """The life of a service record: taken, waiting, answered, done, cancelled, opened again."""

    _inherit = "hcs.service.record"

    cancel_reason = fields.Selection(CANCEL_REASONS, readonly=True, copy=False, tracking=True)

    # ---------------------------------------------------------------- actions

    def action_start(self):
        """Take records in hand; one that nobody had is the caller's from now on."""
        self._check_flow(("new",))
        now = fields.Datetime.now()
        for record in self:
            mine = {} if record.user_id else {"user_id": self.env.uid, "assigned_at": now}
            record._write_flow({"state": "in_progress", "held_since": now, **mine})

    def action_take(self):
        """The caller goes on with it, whoever had it before."""
        self._check_flow(OPEN_STATES)
        self.write({"user_id": self.env.uid})
        self.filtered(lambda record: record.state == "new").action_start()

    def action_answer(self):
        """The question is answered, though the record may go on."""
        self._check_flow(OPEN_STATES)
        self._mark("answered")

    @arguments(reason=a_text, until=a_moment, waiting_for=a_choice("waiting_for"))
    def action_wait(self, reason, until=None, waiting_for="customer"):
        """Nothing can be done until somebody else acts; the deadlines that may pause stand still.

        :param reason: what is waited for, in words
        :param until: moment (UTC) at which the work goes on by itself
        :param waiting_for: customer, department or other; only what waits for the customer is ever closed by itself
        """
        self._check_flow(("new", "in_progress"))
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say what is waited for."))
        now = fields.Datetime.now()
        until = fields.Datetime.to_datetime(until) or False
        if until and until <= now:
            raise UserError(self.env._("The time until which the record waits has passed. Choose a later one."))
        self._end_stint("wait", now)
        self._write_flow(
            {
                "state": "waiting",
                "waiting_for": waiting_for,
                "wait_reason": reason,
                "wait_until": until,
                "waiting_since": now,
                "waiting_warned_at": False,
                "held_since": False,
            }
        )
        self._plan_look()
        self._clock_pause(reason, now, until)

    def action_resume(self):
        """Go on with waiting records."""
        self._check_flow(("waiting",))
        self._resume()

    @arguments(closing_code=a_text, outcome=a_text)
    def action_done(self, closing_code=None, outcome=None):
        """End records as done, or say all that is missing.

        :param closing_code: code of an ending of the type; the first one of the type by default
        :param outcome: what came of it, in words
        """
        self._check_flow(OPEN_STATES)
        for record in self:
            closing = record._get_closing(closing_code)
            record._check_complete(closing, outcome)
            record._close("done", {"closing_id": closing.id, **({"outcome": outcome} if outcome else {})})

    @arguments(reason=a_choice("cancel_reason"))
    def action_cancel(self, reason="withdrawn"):
        """Stop without a result.

        :param reason: withdrawn, no_answer, duplicate, mistake or other
        """
        self._check_flow(OPEN_STATES)
        for record in self:
            record._close("cancelled", {"cancel_reason": reason})

    @arguments(reason=a_text)
    def action_reopen(self, reason=None):
        """Take up a closed record; after the days its type allows, a new one follows it.

        :return: an action that opens the successor where one was made
        """
        self._check_flow(("done", "cancelled"))
        if merged := self.filtered("merged_into_id"):
            raise UserError(
                self.env._("%(reference)s was merged. Undo the merge instead.", reference=merged[0].reference)
            )
        now = fields.Datetime.now()
        for record in self:
            if record._may_reopen(now):
                record._reopen(reason, now)
            else:
                record._make_successor(reason=reason)
        successors = self.filtered(lambda record: record.state in ("done", "cancelled")).successor_id
        return successors._get_form_action() if len(successors) == 1 else True

    # ---------------------------------------------------------------- steps of the flow

    def _check_flow(self, states):
        self.check_access("write")
        if any(record.state not in states for record in self):
            raise UserError(self.env._("This record is in another status by now. Reload the page."))

    def _mark(self, event, at=None):
        """Note the moment of the first response or the answer, once; a response precedes every answer."""
        at = at or fields.Datetime.now()
        for record in self:
            vals = record._prepare_mark("first_response", at)
            if event == "answered":
                vals |= record._prepare_mark("answered", at)
            if vals:
                record.sudo().write(vals)
        self._clock_stop("first_response", at)
        if event == "answered":
            self._clock_stop("answered", at)

    def _prepare_mark(self, event, at):
        column, minutes = {
            "first_response": ("first_response_at", "first_response_minutes"),
            "answered": ("answered_at", "answer_minutes"),
        }[event]
        if self[column]:
            return {}
        return {column: at, minutes: self._minutes_since_opened(at)}

    def _minutes_since_opened(self, at):
        return max((at - self.opened_at).total_seconds() / 60.0, 0.0)

    def _resume(self, at=None):
        at = at or fields.Datetime.now()
        self._write_flow(
            {
                "state": "in_progress",
                "waiting_for": False,
                "wait_reason": False,
                "wait_until": False,
                "waiting_since": False,
                "waiting_warned_at": False,
                "held_since": at,
            }
        )
        self._clock_resume(at)

    def _get_closing(self, code):
        closings = self.type_id.sudo().closing_code_ids
        if not code:
            return closings[:1]
        closing = closings.filtered(lambda line: line.code == code)
        if not closing:
            raise UserError(
                self.env._(
                    "“%(type)s” has no closing code “%(code)s”. Choose one of: %(codes)s.",
                    type=self.type_id.name,
                    code=str(code)[:40],
                    codes=", ".join(closings.mapped("code")) or "-",
                )
            )
        return closing

    def _check_complete(self, closing, outcome):
        if problems := self._closing_problems(closing, outcome):
            raise UserError(
                self.env._(
                    "%(reference)s cannot be closed yet:\n%(problems)s",
                    reference=self.reference,
                    problems="\n".join(f"• {problem}" for problem in problems),
                )
            )

    def _closing_problems(self, closing, outcome=None):
        """What is missing before the record may be done, in words; other parts of the desk add theirs.

        :param closing: the ending chosen; one without success asks for an outcome only
        """
        self.ensure_one()
        problems = []
        if closing.outcome_required and not (outcome or self.outcome):
            problems.append(self.env._("say what came of it"))
        if closing and not closing.success:
            return problems
        steps = self.sudo().step_ids.filtered(lambda step: step.mandatory and step.state in ("todo", "doing"))
        problems += [self.env._("step still open: %s", step.name) for step in steps]
        entries = self.type_id.sudo().required_field_ids
        problems += [self.env._("not filled in: %s", entry.name) for entry in self._missing_entries(entries, outcome)]
        if self.type_id.need_handover and not any(self.sudo().handover_ids.mapped("acknowledged_at")):
            problems.append(self.env._("nobody has acknowledged it yet: hand it over and note who took it"))
        return problems

    def _missing_entries(self, entries, outcome=None):
        """Those of ``entries`` that are empty; the number of a patient's card will do for the caller's."""
        record = self.sudo()  # sudo: whether something was entered, not what
        given = {"outcome": outcome}
        if record.patient_id:
            given |= {"caller_name": True, "caller_phone": record.patient_id.phone_ids}
        return entries.filtered(lambda entry: not (record[entry.field_name] or given.get(entry.field_name)))

    def _close(self, state, vals):
        now = fields.Datetime.now()
        if state == "done":
            self._mark("answered", now)
            vals["first_contact"] = self._is_first_contact()
        self._end_stint("done" if state == "done" else "cancel", now)
        self._write_flow(
            {
                "state": state,
                "closed_at": now,
                "closed_by_id": self.env.uid,
                "close_minutes": self._minutes_since_opened(now),
                "waiting_for": False,
                "wait_reason": False,
                "wait_until": False,
                "waiting_since": False,
                "held_since": False,
                **vals,
            }
        )
        if state == "done":
            self._clock_stop("done", now)
        self._clock_cancel(now)

    def _is_first_contact(self):
        incoming = self.contact_ids.filtered(lambda contact: contact.direction == "in")
        return not self.handover_count and not self.reopened_count and len(incoming) <= 1

    def _may_reopen(self, at):
        return self.closed_at and (at - self.closed_at).days < self.type_id.reopen_days

    def _reopen(self, reason, at):
        if reason:
            self.message_post(body=self.env._("Opened again: %s", reason))
        self._write_flow(
            {
                "state": "in_progress",
                "reopened_count": self.reopened_count + 1,
                "first_contact": False,
                "closed_at": False,
                "closed_by_id": False,
                "close_minutes": False,
                "closing_id": False,
                "cancel_reason": False,
                "held_since": at,
                "user_id": self.user_id.id or self.env.uid,
            }
        )
        self._clock_new_round("reopened", at)
