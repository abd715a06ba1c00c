from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..common.arguments import a_number, a_text, an_image, arguments

LEADER = "hospital_customer_service.group_hcs_leader"
STATES = [
    ("received", "Money received"),
    ("paid", "Paid at the cashier"),
    ("confirmed", "Confirmed by both"),
    ("void", "Void"),
]
# told by the buttons, never typed
FLOW_FIELDS = {
    "state",
    "received_at",
    "paid_at",
    "escort_id",
    "patient_confirmed_at",
    "escort_confirmed_at",
}
# what both confirm
AMOUNTS = {"record_id", "step_id", "purpose", "currency_id", "amount_received", "amount_paid", "receipt_no"}


class HcsServicePayment(models.Model):
    """Money an escort took from a patient in order to pay for the patient: received, paid, returned (SVC-05)."""

    _name = "hcs.service.payment"
    _description = "Payment for a Patient"
    _inherit = ["hcs.input.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _order = "received_at desc, id desc"
    _rec_name = "receipt_no"
    _check_company_auto = True
    _log_read_patient_field = "record_id.patient_id"

    record_id = fields.Many2one(
        "hcs.service.record", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="record_id.company_id", store=True, index=True)
    step_id = fields.Many2one(
        "hcs.service.step",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('record_id', '=', record_id)]",
        check_company=True,
    )
    purpose = fields.Selection(
        [
            ("registration", "Registration"),
            ("examination", "Examination"),
            ("medicine", "Medicine"),
            ("treatment", "Treatment"),
            ("deposit", "Deposit for the stay"),
            ("other", "Other"),
        ],
        required=True,
        default="examination",
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, ondelete="restrict", default=lambda self: self.env.company.currency_id
    )
    amount_received = fields.Monetary("Received", required=True, help="What the patient gave, counted together.")
    amount_paid = fields.Monetary("Paid out", copy=False, help="What the cashier took, as the receipt says.")
    amount_change = fields.Monetary("Change returned", compute="_compute_amount_change", store=True)
    receipt_no = fields.Char("Receipt number", copy=False)
    state = fields.Selection(STATES, "Status", required=True, default="received", readonly=True, copy=False)
    received_at = fields.Datetime(readonly=True, required=True, copy=False, default=lambda self: fields.Datetime.now())
    paid_at = fields.Datetime(readonly=True, copy=False)
    escort_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        copy=False,
        default=lambda self: self.env.user,
        help="Who took the money and answers for it.",
    )
    escort_confirmed_at = fields.Datetime("Confirmed by the escort at", readonly=True, copy=False)
    signer = fields.Char(
        "Confirmed by", copy=False, help="Who counted the change: the patient, or who came along. Name in full."
    )
    signature = fields.Binary(attachment=True, copy=False, help="Signed on the screen, if the patient likes to.")
    patient_confirmed_at = fields.Datetime("Confirmed by the patient at", readonly=True, copy=False)
    void_reason = fields.Char("Why it is void", copy=False)

    _received_positive = models.Constraint("CHECK (amount_received > 0)", "Say how much money was received.")
    _paid_not_negative = models.Constraint("CHECK (amount_paid >= 0)", "An amount cannot be below zero.")
    _paid_from_received = models.Constraint(
        "CHECK (amount_paid <= amount_received)",
        "More was paid than received. Enter the money that was added as received first.",
    )
    _receipt_uniq = models.UniqueIndex(
        "(company_id, receipt_no) WHERE receipt_no <> '' AND state <> 'void'",
        "This receipt number is entered already.",
    )

    @api.depends("amount_received", "amount_paid", "paid_at")
    def _compute_amount_change(self):
        for payment in self:
            payment.amount_change = payment.amount_received - payment.amount_paid if payment.paid_at else 0

    @api.depends("record_id.reference", "receipt_no")
    def _compute_display_name(self):
        for payment in self:
            parts = (payment.record_id.reference, payment.receipt_no)
            payment.display_name = " · ".join(part for part in parts if part)

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [{key: value for key, value in vals.items() if key not in FLOW_FIELDS} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if not FLOW_FIELDS.isdisjoint(vals):
                raise AccessError(self.env._("Payments are confirmed by their buttons."))
            signed = self.filtered(lambda payment: payment.patient_confirmed_at or payment.escort_confirmed_at)
            changed = any(
                payment._fields[name].convert_to_write(payment[name], payment) != vals[name]
                for payment in signed | self.filtered(lambda payment: payment.state == "void")
                for name in (AMOUNTS | {"signer", "signature"}) & vals.keys()
                if name in AMOUNTS or payment.patient_confirmed_at
            )
            if changed:
                raise UserError(
                    self.env._("What was confirmed is not changed any more. A team leader can declare it void.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_money(self):
        raise UserError(self.env._("Money that was received stays on record. A team leader can declare it void."))

    # actions
    @arguments(amount_paid=a_number, receipt_no=a_text)
    def action_pay(self, amount_paid=None, receipt_no=None):
        """The bill is paid: how much it was and the number of the receipt; the change follows."""
        self.ensure_one()
        self._check_flow({"received"})
        values = {"amount_paid": amount_paid, "receipt_no": receipt_no}
        self.write({name: value for name, value in values.items() if value is not None})
        if not (self.receipt_no or "").strip():
            raise UserError(self.env._("Enter the number of the receipt."))
        self._move({"state": "paid", "paid_at": fields.Datetime.now()})

    @arguments(signer=a_text, signature=an_image)
    def action_confirm_patient(self, signer=None, signature=None):
        """The patient, or who came along, counted the change: with the name, now."""
        self.ensure_one()
        self._check_flow({"paid"})
        values = {"signer": signer, "signature": signature}
        self.write({name: value for name, value in values.items() if value})
        if not (self.signer or "").strip():
            raise UserError(self.env._("Write down who confirms: the patient, or who came along."))
        if not self.patient_confirmed_at:
            self._move({"patient_confirmed_at": fields.Datetime.now()})
        self._settle()

    def action_confirm_escort(self):
        """Whoever took the money says that amount, receipt and change are right."""
        self.ensure_one()
        self._check_flow({"paid"})
        if self.escort_id != self.env.user:
            raise AccessError(self.env._("%(escort)s took the money and confirms it.", escort=self.escort_id.name))
        if not self.escort_confirmed_at:
            self._move({"escort_confirmed_at": fields.Datetime.now()})
        self._settle()

    @arguments(reason=a_text)
    def action_void(self, reason=None):
        """It was entered by mistake; a leader says why, and the line stays.

        :param reason: the text, where it is not on the payment already
        """
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(LEADER):
            raise AccessError(self.env._("Only a team leader declares a payment void."))
        if reason:
            self.write({"void_reason": reason})
        if any(not (payment.void_reason or "").strip() for payment in self):
            raise UserError(self.env._("Write under “Why it is void” what happened, then declare it void."))
        self._move({"state": "void"})

    def _check_flow(self, states):
        self.check_access("write")
        if any(payment.state not in states for payment in self):
            raise UserError(self.env._("This payment is in another status by now. Reload the page."))

    def _move(self, values):
        # sudo: the status follows from an action that was allowed; nobody writes it by hand
        self.sudo().write(values)

    def _settle(self):
        for payment in self:
            if payment.patient_confirmed_at and payment.escort_confirmed_at:
                payment._move({"state": "confirmed"})
