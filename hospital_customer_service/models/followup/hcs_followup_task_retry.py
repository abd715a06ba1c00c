from datetime import timedelta

from odoo import models

from ...tools.retry import History, Rules, Window, decide

ADULT_AGE = 18


class HcsFollowupTask(models.Model):
    """Calls: what an outcome leads to, and the line it leaves in the ledgers (FUP-06)."""

    _inherit = "hcs.followup.task"

    def _get_rules(self):
        company = self.company_id
        return Rules(
            max_failures=company.hcs_max_failures,
            one_failure_per_window=company.hcs_one_failure_per_window,
            inconvenient_ends=company.hcs_inconvenient_ends,
        )

    def _next_window(self, after):
        """First calling window whose end is later than ``after``, or None."""
        slot = self.env["hcs.calling.slot"]._next_slot(
            self.company_id, after, team=self._get_team(), channel=self._slot_channel()
        )
        return Window(slot.from_utc, slot.to_utc) if slot else None

    def _decide(self, outcome, at, callback_at, phone):
        window = self._next_window(at)
        same_outcome = self.env["hcs.followup.attempt"].search_count(
            [("task_id", "=", self.id), ("outcome_id", "=", outcome.id), ("counted", "=", True)]
        )
        history = History(
            attempts=self.attempt_count,
            failures=self.failed_count,
            callbacks=self.callback_count,
            failed_window=self.failed_slot_at or None,
            same_outcome=same_outcome,
            other_numbers=len(self._get_phones() - phone),
            may_disclose=not outcome.to_relative or self._may_tell_relatives(),
            deadline=self._get_deadline(),
        )
        return decide(
            outcome._as_rule(),
            at,
            window if window and window.start <= at else None,
            self._next_window,
            history,
            self._get_rules(),
            callback_at=callback_at,
        )

    def _get_deadline(self):
        """The last moment for a retry, None where only the number of failures ends a task."""
        days = self.company_id.hcs_retry_days
        return self.due_at + timedelta(days=days) if days else None

    def _may_tell_relatives(self):
        """May a relative who answers be told what the call is about? The parents of a child may."""
        patient = self.sudo().patient_id  # sudo: a verdict about the patient, never a value
        state = patient._consent_states("disclosure", "call")[patient.id]
        if state:
            return state == "given"
        if not self.company_id.hcs_proxy_needs_consent:
            return not patient.kept_secret
        return bool(patient.birthdate) and patient.age < ADULT_AGE

    def _get_phones(self):
        """Numbers worth dialling; one that no network knows may still be dialled by hand."""
        return self.patient_id.phone_ids.filtered(lambda phone: not phone.wrong)

    def _get_phone(self, phone_id=None):
        phones = self._get_phones()
        blocked = self.env["hcs.contact.guard"]._blocked_numbers(phones.sudo().mapped("e164"))  # sudo: a verdict
        phones = phones.filtered(lambda phone: phone.sudo().e164 not in blocked) or phones
        if phone_id:
            return self.patient_id.phone_ids.filtered(lambda phone: phone.id == phone_id)
        return (phones.filtered("preferred") or phones)[:1]

    def _line_dialled(self, phone):
        """Number in full and masked; whoever asks for the first has to be allowed to see it."""
        return phone.sudo().number, phone.number_masked

    def _prepare_contact_values(self):
        """Who was called, for the ledger of contacts."""
        return {"patient_id": self.patient_id.id}

    def _add_attempt(self, outcome, decision, phone, started_at, ended_at, note, part_of=None):
        """Write the line of the task and, when somebody was really called, the line of the contact ledger.

        :param part_of: the attempt that stands for the call where it was about several follow-ups
        """
        channel = self._step_channel()
        # nobody who called is not reached: such a line is a call back
        incoming = outcome.reached and (part_of.incoming if part_of else self.incoming)
        # sudo: calls are written down by this action only, after its checks
        attempt = (
            self.env["hcs.followup.attempt"]
            .sudo()
            .create(
                {
                    "task_id": self.id,
                    "user_id": self.env.uid,
                    "channel": channel,
                    "phone_id": phone.id,
                    "number_masked": self._line_dialled(phone)[1],
                    "started_at": started_at,
                    "ended_at": ended_at,
                    "outcome_id": outcome.id,
                    "counted": decision.counted,
                    "incoming": incoming,
                    "note": note,
                    "call_id": part_of.id if part_of else False,
                    "company_id": self.company_id.id,
                }
            )
        )
        if outcome.placed and not part_of:
            # sudo: the ledger keeps the number, which the agent may not be allowed to read
            self.env["hcs.contact"].sudo().create(
                {
                    **self._prepare_contact_values(),
                    "channel": self._contact_channel(),
                    "direction": "in" if incoming else "out",
                    "purpose": "followup",
                    "number": self._line_dialled(phone)[0],
                    "started_at": started_at,
                    "ended_at": ended_at,
                    "outcome": outcome.code,
                    "reached": outcome.reached,
                    "user_id": self.env.uid,
                    "res_model": self._name,
                    "res_id": self.id,
                    "note": note,
                    "company_id": self.company_id.id,
                }
            )
        return attempt

    def _apply_decision(self, outcome, decision, callback_at, started_at, ended_at):
        vals = {
            "attempt_count": decision.attempts,
            "failed_count": decision.failures,
            "callback_count": decision.callbacks,
            "failed_slot_at": decision.failed_window,
            "last_outcome": outcome.code,
            "dialled_at": False,
            "incoming": False,
            "bundle": 0,
            "left_out": False,
            "held_reason": False,
        }
        if outcome.placed and not self.first_attempt_at:
            vals["first_attempt_at"] = started_at
        if decision.state == "open":
            if outcome.placed:
                vals |= self._prepare_retry_values(decision, callback_at)
            self._write_flow(vals)
        else:
            self._close(decision.state, ended_at, outcome, **vals)

    def _prepare_retry_values(self, decision, callback_at):
        agreed = bool(callback_at and decision.next_try_at == callback_at)
        return dict(
            {} if agreed else self._prepare_release_values(),
            state="open",
            claimed_at=False,
            callback_agreed=agreed,
            next_try_at=decision.next_try_at,
            late_at=max(self.due_at, decision.try_until),
        )

    def _prepare_release_values(self):
        vals = {"state": "open", "claimed_at": False, "dialled_at": False, "incoming": False}
        vals |= {"bundle": 0, "left_out": False}
        if self.from_pool:
            vals |= {"user_id": False, "from_pool": False}
        return vals
