from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

import psycopg2

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
    """A result counts as delivered by proof only: a call that reached, a receipt, a parcel number, a name (SVC-04)."""

    _inherit = "hcs.result.delivery"

    # ---------------------------------------------------------------- calls

    def action_dial(self):
        """Ask the guard and take the result in hand; the form then shows the number and the outcomes."""
        self.ensure_one()
        self.check_access("write")
        self._check_ready()
        self._check_guard("call", fields.Datetime.now())
        self._write_flow({"dialled_at": fields.Datetime.now(), "user_id": self.env.uid})
        self._log_number_shown()
        return True

    def action_call_outcome(self, outcome_code, note=None, recipient=None, at=None):
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

    def _add_contact(self, channel, outcome, at, note=None, recipient=None):
        """One line of the ledger of contacts; no word about what the result says belongs there."""
        started_at = self.dialled_at if self.dialled_at and self.dialled_at <= at else at
        # sudo: the number goes in unread
        return self.env["hcs.contact"].sudo().create(
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

    # ---------------------------------------------------------------- delivery

    def action_deliver(
        self, how, proof=None, tracking_number=None, posted_on=None, recipient=None, signature=None, at=None
    ):
        """Say how the result reached the patient, with what proves it; the clock stops.

        :param how: phone, sms, mail or desk
        :param proof: by phone who was spoken to and what was agreed, where the call was not recorded by its outcome;
            by SMS the receipt of the provider
        :param tracking_number: of the parcel or letter
        :param recipient: who took it at the desk
        :param at: when, for what is entered afterwards
        """
        self.ensure_one()
        self.check_access("write")
        self._check_ready()
        at = self._check_moment(at)
        check = {
            "phone": self._prove_phone,
            "sms": self._prove_sms,
            "mail": self._prove_mail,
            "desk": self._prove_desk,
        }.get(how)
        if not check:
            raise UserError(self.env._("Say how it was delivered: by phone, SMS, mail or at the desk."))
        values = check(
            at, proof=proof, tracking_number=tracking_number, posted_on=posted_on, recipient=recipient,
            signature=signature,
        )  # fmt: skip
        self._deliver(how, at, **values)
        return True

    def _prove_phone(self, at, proof=None, recipient=None, **_others):
        if not proof and not recipient:
            raise UserError(
                self.env._("A call counts when it reached somebody. Record its outcome, or write down who was told.")
            )
        self._check_guard("call", at, over=True)
        contact = self._add_contact("call", "proxy" if recipient else "answered", at, proof, recipient)
        return {"contact": contact, "proof": proof, "recipient": recipient}

    def _prove_sms(self, at, proof=None, **_others):
        if not proof:
            raise UserError(self.env._("An SMS counts when the provider confirms its delivery. Enter the receipt."))
        return {"proof": proof}

    def _prove_mail(self, at, tracking_number=None, posted_on=None, proof=None, recipient=None, **_others):
        if not tracking_number:
            raise UserError(self.env._("Mail counts with its tracking number. Enter the number on the receipt."))
        today = self.company_id._hcs_local_date(at)
        posted_on = fields.Date.to_date(self._moment(posted_on)) or today
        if posted_on > today:
            raise UserError(self.env._("The posting date lies in the future. Record the mail when it is posted."))
        return {
            "tracking_number": tracking_number,
            "posted_on": posted_on,
            "proof": proof,
            "recipient": recipient,
            "contact": self._add_contact("letter", False, at, recipient=recipient),
        }

    def _prove_desk(self, at, recipient=None, signature=None, proof=None, **_others):
        if not recipient and not signature:
            raise UserError(self.env._("Write down who took it at the desk, or let them sign."))
        contact = self._add_contact("visit", False, at, recipient=recipient)
        return {"recipient": recipient, "signature": signature, "proof": proof, "contact": contact}

    def _deliver(self, how, at, contact=None, signature=None, **values):
        """Write the proof, which only one of two agents can, and stop the clock."""
        self._claim_round("delivered", how, at, contact=contact, signature=signature, **values)
        self._write_flow(
            {
                **values,
                "how": how,
                "state": "collected" if how == "desk" else "delivered",
                "delivered_at": at,
                "delivered_by_id": self.env.uid,
                "user_id": self.user_id.id or self.env.uid,
                "dialled_at": False,
            }
        )
        self._clock_delivered(at)

    def action_collect(self, recipient=None, proof=None, signature=None, at=None):
        """The patient was told and fetches it now."""
        self.ensure_one()
        self.check_access("write")
        if self.state in ("ready", "held"):
            return self.action_deliver("desk", proof=proof, recipient=recipient, signature=signature, at=at)
        if self.state != "delivered":
            raise UserError(
                self.env._("%(reference)s cannot be handed over: %(state)s.", reference=self.reference,
                           state=self._state_name())
            )  # fmt: skip
        at = self._check_moment(at)
        if not recipient and not signature:
            raise UserError(self.env._("Write down who took it at the desk, or let them sign."))
        contact = self._add_contact("visit", False, at, recipient=recipient)
        self._claim_round("collected", "desk", at, contact=contact, signature=signature, recipient=recipient,
                          proof=proof)  # fmt: skip
        self._write_flow({"state": "collected"})
        return True

    def _claim_round(self, event, how, at, contact=None, signature=None, **values):
        """The line that proves it: a plain INSERT of a unique pair, so that of two agents one wins (DESIGN §6.1)."""
        row = {
            "delivery_id": self.id,
            "company_id": self.company_id.id,
            "round": self.round,
            "event": event,
            "how": how,
            "issued_at": self.issued_at or None,
            "at": at,
            "user_id": self.env.uid,
            "contact_id": contact.id if contact else None,
            "create_uid": self.env.uid,
            "create_date": self.env.cr.now(),
            "write_uid": self.env.uid,
            "write_date": self.env.cr.now(),
            **{name: value or None for name, value in values.items()},
        }
        self.env.flush_all()
        insert = SQL(
            "INSERT INTO hcs_result_proof (%s) VALUES %s RETURNING id",
            SQL(", ").join(map(SQL.identifier, row)),
            tuple(row.values()),
        )
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(insert, log_exceptions=False)
        except psycopg2.errors.UniqueViolation:
            raise UserError(
                self.env._("A colleague delivered %(reference)s a moment ago. Reload the page.",
                           reference=self.reference)
            ) from None  # fmt: skip
        proof = self.env["hcs.result.proof"].sudo().browse(self.env.cr.fetchone()[0])
        self.invalidate_recordset(["proof_ids"])
        if signature:
            self.env["ir.attachment"].sudo().create(
                {
                    "name": "signature",
                    "res_model": proof._name,
                    "res_id": proof.id,
                    "res_field": "signature",
                    "datas": signature,
                    "company_id": self.company_id.id,
                }
            )

    # ---------------------------------------------------------------- checks

    def _check_ready(self):
        if self.state == "held":
            holds = dict(self._fields["hold"]._description_selection(self.env))
            raise UserError(
                self.env._("%(reference)s is held back: %(reason)s. Release it first.", reference=self.reference,
                           reason=holds[self.hold])
            )  # fmt: skip
        if self.state == "waiting":
            raise UserError(
                self.env._("%(reference)s is not complete: wait for its last part.", reference=self.reference)
            )
        if self.state in ("delivered", "collected"):
            raise UserError(
                self.env._(
                    "%(agent)s delivered %(reference)s already. Reload the page.",
                    agent=self.delivered_by_id.sudo().name,
                    reference=self.reference,
                )
            )
        self._check_open()

    def _check_moment(self, at):
        at = self._moment(at) or fields.Datetime.now()
        if at > fields.Datetime.now():
            raise UserError(self.env._("A delivery cannot be recorded before it happens."))
        if self.issued_at and at < self.issued_at:
            raise UserError(self.env._("The result was not ready at that time. Enter a later one."))
        return at

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

    def _open_wizard(self, how):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Deliver %(reference)s", reference=self.reference),
            "res_model": "hcs.result.deliver.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_delivery_id": self.id, "default_how": how},
        }

    def action_open_deliver(self, how="desk"):
        """Ask for what proves the delivery."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "delivered":
            self._check_ready()
        return self._open_wizard(how if how in dict(self._fields["how"].selection) else "desk")
