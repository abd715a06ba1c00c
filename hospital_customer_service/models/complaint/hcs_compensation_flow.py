from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..common.arguments import a_text, arguments

ACTIVITY = "hospital_customer_service.mail_activity_type_compensation"


class HcsCompensation(models.Model):
    """One button per step: submitted, approved or refused, paid (FEATURES CP7)."""

    _inherit = "hcs.compensation"

    def action_submit(self):
        """Ask those who may decide on it."""
        self._check_flow({"draft"})
        for compensation in self:
            if compensation.requested_by_id != self.env.user:
                raise UserError(self.env._("Whoever wrote it submits it."))
            compensation.sudo().write(  # sudo: written by its buttons only
                {"state": "submitted", "submitted_at": fields.Datetime.now()}
            )
            for user in compensation._deciders():
                compensation.sudo().activity_schedule(ACTIVITY, user_id=user.id)

    @arguments(comment=a_text)
    def action_approve(self, comment=None):
        """Agree, up to the limit of one's role."""
        self._decide("approved", comment)

    @arguments(comment=a_text)
    def action_refuse(self, comment):
        """Say no, and why."""
        if not isinstance(comment, str) or not comment.strip():
            raise UserError(self.env._("Say why not."))
        self._decide("refused", comment)

    def _decide(self, state, comment):
        self._check_flow({"submitted"})
        for compensation in self:
            if problem := compensation._decision_problem():
                raise AccessError(problem)
            compensation.sudo().write(  # sudo: written by its buttons only
                {
                    "state": state,
                    "decided_by_id": self.env.uid,
                    "approved_by_id": self.env.uid if state == "approved" else False,
                    "approved_at": fields.Datetime.now(),
                    "decision_note": comment.strip() if isinstance(comment, str) and comment.strip() else False,
                }
            )
            compensation.sudo().activity_feedback([ACTIVITY])

    @arguments(reference=a_text)
    def action_pay(self, reference):
        """It was paid, waived or said; with the number by which it is found again."""
        self._check_flow({"approved"})
        if not isinstance(reference, str) or not reference.strip():
            raise UserError(self.env._("Enter the number of the payment; for an apology, how it was made."))
        # sudo: written by its buttons only
        self.sudo().write(
            {
                "state": "paid",
                "payment_reference": reference.strip(),
                "paid_at": fields.Datetime.now(),
                "paid_by_id": self.env.uid,
            }
        )

    def action_reset(self):
        """A refused one is written anew."""
        self._check_flow({"refused"})
        if any(compensation.requested_by_id != self.env.user for compensation in self):
            raise UserError(self.env._("Whoever asked for it writes it anew."))
        # sudo: written by its buttons only
        self.sudo().write({"state": "draft", "decided_by_id": False, "approved_at": False, "submitted_at": False})

    def _check_flow(self, states):
        self.check_access("write")
        if any(compensation.state not in states for compensation in self):
            raise UserError(self.env._("This is in another status by now. Reload the page."))

    def _deciders(self):
        """The people of the lowest role that may decide on it, other than who asks."""
        self.ensure_one()
        limits = self.env["hcs.compensation.limit"]
        amount = self._amount_in_company_currency()
        step = self.env["hcs.complaint.level.step"].sudo()
        for role, group in limits._roles():
            limit = limits._of_role(role, self.kind, self.company_id)
            if limit is None or self.company_id.currency_id.compare_amounts(amount, limit) > 0:
                continue
            users = step._members(self.env.ref(group), self.company_id) - self.requested_by_id
            if able := users.filtered(lambda user: self.with_user(user).has_access("read")):
                return able
        return self.env["res.users"]

    # Sums
    @api.model
    def _paid_by_patient(self, patients, date_from=None, date_to=None):
        """What was paid for these patients, in the currency of the hospital: ``{patient id: amount}``.

        For the value of a patient, from which it is taken away; the caller decides who may see that.
        """
        domain = Domain("state", "=", "paid") & Domain("ticket_id.patient_id", "in", patients.ids)
        if date_from:
            domain &= Domain("paid_at", ">=", fields.Datetime.to_datetime(date_from))
        if date_to:
            domain &= Domain("paid_at", "<", fields.Datetime.add(fields.Datetime.to_datetime(date_to), days=1))
        sums = dict.fromkeys(patients.ids, 0.0)
        for compensation in self.sudo().search(domain):
            sums[compensation.ticket_id.patient_id.id] += compensation._amount_in_company_currency()
        return sums

    # Small forms
    def action_open_refuse(self):
        """Open the small form that asks why not."""
        self.ensure_one()
        wizard = self.env["hcs.complaint.note.wizard"]
        return wizard._open("compensation_refuse", self.env._("Refuse"), compensation_id=self)

    def action_open_pay(self):
        """Open the small form that asks for the reference of the payment."""
        self.ensure_one()
        wizard = self.env["hcs.complaint.note.wizard"]
        return wizard._open("compensation_pay", self.env._("Payment Reference"), compensation_id=self)
