import psycopg2

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common.arguments import a_day, a_moment, a_text, an_image, arguments


class HcsResultDelivery(models.Model):
    """A result counts as delivered by proof only: a call that reached, a receipt, a parcel number, a name (SVC-04)."""

    _inherit = "hcs.result.delivery"

    # ---------------------------------------------------------------- delivery

    @arguments(
        how=a_text,
        proof=a_text,
        tracking_number=a_text,
        posted_on=a_day,
        recipient=a_text,
        signature=an_image,
        at=a_moment,
    )
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

    @arguments(recipient=a_text, proof=a_text, signature=an_image, at=a_moment)
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
                proof_id = self.env.cr.fetchone()[0]
        except psycopg2.errors.UniqueViolation:
            raise UserError(
                self.env._("A colleague delivered %(reference)s a moment ago. Reload the page.",
                           reference=self.reference)
            ) from None  # fmt: skip
        proof = self.env["hcs.result.proof"].sudo().browse(proof_id)
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

    def _open_wizard(self, how):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Deliver %(reference)s", reference=self.reference),
            "res_model": "hcs.result.deliver.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_delivery_id": self.id, "default_how": how},
        }

    @arguments(how=a_text)
    def action_open_deliver(self, how="desk"):
        """Ask for what proves the delivery."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "delivered":
            self._check_ready()
        return self._open_wizard(how if how in dict(self._fields["how"].selection) else "desk")
