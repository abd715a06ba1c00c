import secrets

from markupsafe import Markup
from psycopg2.errors import UniqueViolation

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools import qr

LEADER = "hospital_customer_service.group_hcs_leader"
VIP = "hospital_customer_service.group_hcs_vip"
LONGEST = 1_000
CARD_DIGITS = 10
# colour of the tier as chosen -> background of the card, dark enough for white letters
CARD_COLOURS = {1: "#8c2f39", 2: "#a65a1f", 3: "#8a6a12", 4: "#55637a", 5: "#5b3a70", 10: "#2f6b45", 11: "#3b3560"}


class HcsVipMembership(models.Model):
    """From the application to the card: agreement, review, approval by somebody else, payment, activation (VP2)."""

    _inherit = "hcs.vip.membership"

    # CHECKS
    def _check_flow(self, states, message):
        self.check_access("write")
        if any(membership.state not in states for membership in self):
            raise UserError(message)

    def _check_role(self, groups, message):
        if not self.env.su and not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(message)

    def _clean(self, text, message):
        """A text that was asked for; ``message`` where there is none."""
        if not isinstance(text, str) or not text.strip():
            raise UserError(message)
        if len(text) > LONGEST or "\x00" in text:
            raise UserError(self.env._("The text is too long, or has characters that cannot be kept. Type it again."))
        return text.strip()

    def _first_day_wanted(self):
        today = self.env["hcs.vip.membership"].with_context(hcs_as_of=None)._as_of()
        return max(self.start_on or today, today)

    # AGREEMENT
    def action_agree(self):
        """The applicant has read the policy and agrees; who was there, when, and which version, is kept."""
        self._check_flow(("draft",), self.env._("The agreement belongs to the application. It is submitted already."))
        self.sudo().write({"agreed_policy_at": fields.Datetime.now()})
        self._stamp_agreement()

    def _stamp_agreement(self):
        for membership in self:
            version = membership._version_wanted()
            # sudo: which version was shown is the system's word
            membership.sudo().write(
                {"agreed_version": version.number, "version_id": version.id, "agreed_by_id": self.env.uid}
            )

    def _version_wanted(self):
        version = self.tier_id._version_on(self._first_day_wanted())
        if not version:
            raise UserError(
                self.env._("%(tier)s has no published version for that day. Ask a director.", tier=self.tier_id.name)
            )
        return version

    # STEPS
    def action_submit(self):
        """The application is complete and goes to review."""
        self._check_flow(("draft",), self.env._("This application is submitted already. Reload the page."))
        for membership in self:
            version = membership._version_wanted()
            if not membership.agreed_policy_at or membership.agreed_version != version.number:
                raise UserError(self.env._("Show the policy and note that the applicant agrees to it, then submit."))
            if membership._others_in_force():
                raise UserError(
                    self.env._("This person is a member already. Renew that membership, or change its tier.")
                )
            membership._write_flow(
                {
                    "state": "submitted",
                    "version_id": version.id,
                    "amount": version.price * membership.terms_wanted,
                    "submitted_at": fields.Datetime.now(),
                    "submitted_by_id": self.env.uid,
                }
            )

    def _others_in_force(self):
        """Other memberships of the person that hold on or after the first day that is wanted."""
        # sudo: a member is a member, whoever may see it
        terms = (
            self.env["hcs.vip.term"]
            .sudo()
            .search(
                [
                    ("patient_id", "=", self.patient_id.id),
                    ("membership_id", "!=", self.id),
                    ("void", "=", False),
                    ("date_to", ">=", self._first_day_wanted()),
                ]
            )
        )
        return terms.membership_id.filtered(lambda other: not other.cancelled_on)

    def action_review(self, note=None):
        """Somebody of the members' desk has looked at it; not the one who took it."""
        self._check_flow(("submitted",), self.env._("Only a submitted application can be reviewed. Reload the page."))
        self._check_role((VIP, LEADER), self.env._("The members' desk or a leader reviews applications."))
        for membership in self:
            if self.env.user in membership._applied_by():
                raise UserError(self.env._("You took this application: somebody else reviews it."))
            membership._write_flow(
                {
                    "state": "reviewed",
                    "reviewed_at": fields.Datetime.now(),
                    "reviewed_by_id": self.env.uid,
                    "review_note": membership._clean(note, "") if note else False,
                }
            )

    def action_approve(self):
        """Approved, by somebody who neither took nor reviewed it nor looks after the applicant."""
        self._check_flow(("reviewed",), self.env._("Only a reviewed application can be approved. Review it first."))
        self._check_role((VIP, LEADER), self.env._("The members' desk or a leader approves applications."))
        for membership in self:
            own = membership._applied_by() | membership.reviewed_by_id | membership.representative_id
            if self.env.user in own:
                raise UserError(
                    self.env._("You took, reviewed or look after this application: somebody else approves it.")
                )
            membership._write_flow(
                {"state": "approved", "approved_at": fields.Datetime.now(), "approved_by_id": self.env.uid}
            )

    def _applied_by(self):
        """Those who took the application."""
        return self.sudo().create_uid | self.submitted_by_id | self.agreed_by_id

    def action_reject(self, reason=None):
        """Refused; the applicant is told why."""
        self._check_flow(
            ("submitted", "reviewed"), self.env._("Only an application under review can be refused. Reload the page.")
        )
        self._check_role((VIP, LEADER), self.env._("The members' desk or a leader refuses applications."))
        reason = self._clean(reason, self.env._("Say why it is refused: the applicant has a right to know."))
        self._write_flow(
            {
                "state": "rejected",
                "rejected_at": fields.Datetime.now(),
                "rejected_by_id": self.env.uid,
                "reject_reason": reason,
                "cancelled_on": self._as_of(),
            }
        )

    # PAYMENT
    def action_pay(self, reference=None):
        """The cashier took the money: the number of the receipt is noted."""
        self._check_flow(
            ("submitted", "reviewed", "approved"), self.env._("Submit the application before its payment is noted.")
        )
        reference = self._clean(reference, self.env._("Enter the number of the receipt."))
        self._check_due()
        self._write_flow(
            {
                "payment": "paid",
                "payment_reference": reference,
                "paid_at": fields.Datetime.now(),
                "paid_by_id": self.env.uid,
            }
        )

    def action_waive(self, reason=None):
        """No payment is asked, for a reason; a leader who did not take the application decides that."""
        self._check_flow(
            ("submitted", "reviewed", "approved"), self.env._("Submit the application before its payment is waived.")
        )
        self._check_role((LEADER,), self.env._("Only a team leader waives the payment. Ask one."))
        reason = self._clean(reason, self.env._("Say why no payment is asked."))
        self._check_due()
        if any(self.env.user in membership._applied_by() for membership in self):
            raise UserError(self.env._("You took this application: somebody else waives its payment."))
        self._write_flow({"payment": "waived", "waiver_reason": reason, "waived_by_id": self.env.uid})

    def _check_due(self):
        if any(membership.payment != "due" for membership in self):
            raise UserError(self.env._("The payment is settled already. Reload the page."))

    # IN FORCE
    def action_activate(self):
        """The membership begins: terms, benefits and a card, after approval and payment or its waiver."""
        self._check_flow(("approved",), self.env._("A membership begins after its approval. Have it approved first."))
        self._check_role((VIP, LEADER), self.env._("The members' desk or a leader activates memberships."))
        for membership in self:
            if membership.activated_at:
                raise UserError(self.env._("This membership is active already. Reload the page."))
            if membership.payment == "due" and membership.amount:
                raise UserError(self.env._("Note the payment, or have it waived, before the membership begins."))
            membership._write_flow({"activated_at": fields.Datetime.now(), "activated_by_id": self.env.uid})
            membership._draw_card_number()
            membership._add_terms(
                membership._first_day_wanted(),
                membership.terms_wanted,
                "join",
                version=membership.version_id,
                payment="waived" if membership.payment == "waived" else "paid",
                payment_reference=membership.payment_reference,
                waiver_reason=membership.waiver_reason,
            )

    def _draw_card_number(self):
        """A number nobody can guess: the code of the tier and random digits, never anything about the member."""
        self.ensure_one()
        self.flush_recordset()
        cr = self.env.cr
        stem = "".join(letter for letter in self.tier_id.code.upper() if letter.isalnum())[:4]
        while True:
            number = f"{stem}{secrets.randbelow(10**CARD_DIGITS):0{CARD_DIGITS}d}"
            query = SQL("UPDATE hcs_vip_membership SET card_number = %s WHERE id = %s", number, self.id)
            try:
                with cr.savepoint(flush=False):
                    cr.execute(query, log_exceptions=False)
                break
            except UniqueViolation:
                continue
        self.invalidate_recordset(["card_number"])

    def action_print_card(self):
        """The card as a PDF; its code holds the number of the card and nothing of the member."""
        self.check_access("read")
        if any(not membership.card_number for membership in self):
            raise UserError(self.env._("The card is printed once the membership is active."))
        report = self.env.ref("hospital_customer_service.hcs_vip_card_report")
        return report.report_action(self)

    def _card_code(self):
        """The code of the card: its number and nothing of the member."""
        return Markup(qr.svg(self.card_number))  # made of digits and letters only

    def _card_colour(self):
        return CARD_COLOURS.get(self.tier_id.color, "#3a4a5c")
