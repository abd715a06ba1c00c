from odoo import fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_moment, a_text, arguments
from ..common.hcs_masked_mixin import PII_GROUP

# how a call may end, in the codes of the hospital's table of call outcomes; whether the patient was told
CALL_OUTCOMES = {
    "answered": True,
    "proxy": True,
    "refused": True,
    "no_answer": False,
    "busy": False,
    "powered_off": False,
    "unreachable": False,
    "out_of_service": False,
    "inconvenient": False,
    "callback": False,
    "empty_number": False,
    "wrong_person": False,
}
WRONG_NUMBER = ("empty_number", "wrong_person")
HOUR_REASONS = ("outside_window", "holiday")


class HcsResultDelivery(models.Model):
    """Calls that tell a patient of a result: may I dial, whom did it reach (SVC-04)."""

    _inherit = "hcs.result.delivery"

    def action_dial(self):
        """Ask the guard and take the result in hand; the form then shows the number and the outcomes."""
        self.ensure_one()
        self.check_access("write")
        self._check_ready()
        self._check_guard("call", fields.Datetime.now())
        self._write_flow({"dialled_at": fields.Datetime.now(), "user_id": self.env.uid})
        self._log_number_shown()
        return True

    @arguments(outcome_code=a_text, note=a_text, recipient=a_text, at=a_moment)
    def action_call_outcome(self, outcome_code=None, note=None, recipient=None, at=None):
        """Record how a call ended; only one that reached the patient, or who may speak for them, is a delivery.

        :param outcome_code: one of the codes of the table of call outcomes
        :param recipient: who answered, where it was not the patient
        :param at: when the call ended, for calls entered afterwards
        """
        self.ensure_one()
        self.check_access("write")
        self._check_ready()
        if outcome_code not in CALL_OUTCOMES:
            raise UserError(self.env._("There is no such call outcome. Reload the page."))
        if outcome_code == "proxy" and not recipient:
            return self._open_wizard("phone")
        at = self._check_moment(at)
        self._check_guard("call", at, over=True)
        contact = self._add_contact("call", outcome_code, at, note, recipient)
        if CALL_OUTCOMES[outcome_code]:
            self._deliver("phone", at, contact=contact, recipient=recipient, proof=note)
            return True
        if outcome_code in WRONG_NUMBER:
            self._get_phone().write({"wrong": True})  # a fact from the call, whoever may edit numbers
        self._write_flow({"call_count": self.call_count + 1, "dialled_at": False})
        return True

    def action_told(self):
        """One click of the board: the call reached the patient."""
        return self.action_call_outcome("answered")

    def action_no_answer(self):
        """One click of the board: nobody answered."""
        return self.action_call_outcome("no_answer")

    def _add_contact(self, channel, outcome, at, note=None, recipient=None):
        """One line of the ledger of contacts; no word about what the result says belongs there."""
        started_at = self.dialled_at if self.dialled_at and self.dialled_at <= at else at
        # sudo: the number goes in unread
        return (
            self.env["hcs.contact"]
            .sudo()
            .create(
                {
                    "company_id": self.company_id.id,
                    "patient_id": self.patient_id.id,
                    "caller_name": recipient,
                    "channel": channel,
                    "purpose": "service",
                    "number": self._get_phone().number if channel in ("call", "sms") else False,
                    "started_at": started_at,
                    "ended_at": at,
                    "outcome": outcome,
                    "user_id": self.env.uid,
                    "res_model": self._name,
                    "res_id": self.id,
                    "note": note,
                }
            )
        )

    def _check_guard(self, channel, at, over=False):
        """Refuse what may not be done now, in plain words; a call that was made is recorded at whatever hour."""
        guard = self.env["hcs.contact.guard"]
        # whoever asked to be told at once asked for this hour, holidays too
        requested = self.flagged_by in ("patient", "doctor") or self.sudo().rule_id.any_hour
        code = guard._check(
            self.patient_id, "service", channel, at, requested=requested, company=self.company_id,
            confirmed_holiday=requested,
        )[self.patient_id.id]  # fmt: skip
        if code and not (over and code in HOUR_REASONS):
            raise UserError(guard._reason_text(code))

    def _log_number_shown(self):
        """Showing the number in full is a look at personal data (SEC-01)."""
        if self.env.user.has_group(PII_GROUP):
            # sudo: nobody writes the log by hand
            self.env["hcs.access.log"].sudo()._log(self.patient_id, "reveal", model=self._name, detail="number")
