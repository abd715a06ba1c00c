from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

KINDS = [
    ("apology", "Apology"),
    ("waiver", "Waiver of charges"),
    ("refund", "Refund"),
    ("goodwill", "Goodwill"),
    ("compensation", "Compensation"),
]
STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("paid", "Paid"),
]
# those who decide; whoever asked sees what was asked for, and nobody else anything
DECIDERS = "hospital_customer_service.group_hcs_leader,hospital_customer_service.group_hcs_executive"
ASKING = f"hospital_customer_service.group_hcs_complaint,{DECIDERS}"
FROZEN = {
    "ticket_id", "allegation_id", "department_id", "cause_id", "kind", "amount", "currency_id", "reason",
    "agreement_ids",
}  # fmt: skip


class HcsCompensation(models.Model):
    """Apology, waiver, refund or money: asked for by one, decided by another up to a limit, then paid (CP7)."""

    _name = "hcs.compensation"
    _description = "Compensation"
    _inherit = ["hcs.complaint.part.mixin", "hcs.thread.mixin", "hcs.export.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _flow_fields = frozenset({
        "reference", "state", "requested_by_id", "submitted_at", "decided_by_id", "approved_by_id", "approved_at",
        "decision_note", "payment_reference", "paid_at", "paid_by_id",
    })  # fmt: skip

    reference = fields.Char(
        required=True, readonly=True, copy=False, index=True, default=lambda self: self.env._("New")
    )
    ticket_id = fields.Many2one(
        "hcs.complaint.ticket", "Complaint", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    kind = fields.Selection(KINDS, required=True, default="apology")
    amount = fields.Monetary(help="Nothing for an apology.")
    currency_id = fields.Many2one(
        "res.currency", required=True, ondelete="restrict", default=lambda self: self.env.company.currency_id
    )
    reason = fields.Text(required=True, help="Why, and how the amount was found.")
    allegation_id = fields.Many2one(
        "hcs.complaint.allegation",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('ticket_id', '=', ticket_id)]",
        help="What it is given for; its department and cause carry the sum.",
    )
    department_id = fields.Many2one(
        "hcs.department",
        compute="_compute_from_allegation",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    cause_id = fields.Many2one(
        "hcs.complaint.cause",
        compute="_compute_from_allegation",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    agreement_ids = fields.Many2many("ir.attachment", copy=False, bypass_search_access=True)
    state = fields.Selection(
        STATES, "Status", required=True, readonly=True, default="draft", copy=False, index=True, group_expand=True
    )
    requested_by_id = fields.Many2one(
        "res.users",
        "Asked for by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        copy=False,
        default=lambda self: self.env.user,
    )
    submitted_at = fields.Datetime(readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True, ondelete="restrict", copy=False)
    approved_by_id = fields.Many2one("res.users", "Approved by", readonly=True, ondelete="restrict", copy=False)
    approved_at = fields.Datetime("Decided at", readonly=True, copy=False)
    decision_note = fields.Char("Comment", readonly=True, copy=False)
    payment_reference = fields.Char(readonly=True, copy=False, help="Number of the payment, waiver or refund.")
    paid_at = fields.Datetime("Paid at", readonly=True, copy=False)
    paid_by_id = fields.Many2one("res.users", "Paid by", readonly=True, ondelete="restrict", copy=False)
    may_decide = fields.Boolean(compute="_compute_may_decide")

    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "An amount cannot be negative.")
    _paid_with_reference = models.Constraint(
        "CHECK (state <> 'paid' OR payment_reference IS NOT NULL)", "A payment has a reference."
    )
    # whatever the door: nobody approves what he asked for himself
    _four_eyes = models.Constraint(
        "CHECK (approved_by_id IS NULL OR approved_by_id <> requested_by_id)",
        "Nobody approves what he asked for himself.",
    )

    @api.depends("reference")
    def _compute_display_name(self):
        for compensation in self:
            compensation.display_name = compensation.reference

    @api.depends("allegation_id")
    def _compute_from_allegation(self):
        for compensation in self:
            allegation = compensation.allegation_id
            compensation.department_id = allegation.department_id or compensation.department_id
            compensation.cause_id = allegation.cause_id or compensation.cause_id

    @api.depends("state", "amount", "kind")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        for compensation in self:
            compensation.may_decide = compensation.state == "submitted" and not compensation._decision_problem()

    @api.constrains("kind", "amount")
    def _check_amount(self):
        for compensation in self:
            if compensation.kind == "apology" and compensation.amount:
                raise ValidationError(self.env._("An apology costs nothing. Choose another kind for an amount."))
            if compensation.kind != "apology" and not compensation.amount:
                raise ValidationError(self.env._("Enter the amount."))

    # Who sees it: those who decide, and whoever asked for it; of complaints they may see
    @api.model
    def _readable_parts(self):
        readable = super()._readable_parts()
        if not self.env.user.has_groups(DECIDERS):
            readable &= Domain("requested_by_id", "=", self.env.uid)
        return readable

    def _is_part_readable(self, operation):
        readable = super()._is_part_readable(operation)
        if self.env.user.has_groups(DECIDERS):
            return readable
        return readable.filtered(lambda compensation: compensation.sudo().requested_by_id == self.env.user)

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"].sudo()  # sudo: a sequence is read by code, never by people
        for vals in vals_list:
            ticket = self.env["hcs.complaint.ticket"].browse(vals.get("ticket_id"))
            company = ticket.sudo().company_id
            vals["company_id"] = company.id
            vals.setdefault("currency_id", company.currency_id.id)
            vals["reference"] = sequence.next_by_code("hcs.compensation")
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and FROZEN & set(vals) and any(one.state != "draft" for one in self):
            raise UserError(self.env._("What was submitted stays as it is. Let it be refused and ask anew."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if any(one.state != "draft" for one in self):
            raise UserError(self.env._("What was submitted is kept."))

    # Deciding
    def _amount_in_company_currency(self):
        self.ensure_one()
        day = fields.Date.to_date(self.submitted_at) or fields.Date.context_today(self)
        return self.currency_id._convert(self.amount, self.company_id.currency_id, self.company_id, day)

    def _decision_problem(self):
        """Why the reader may not decide; None where the reader may."""
        self.ensure_one()
        if self.env.user in self.requested_by_id | self.sudo().create_uid:
            return self.env._("Nobody approves what he asked for himself. Ask somebody else.")
        limit = self.env["hcs.compensation.limit"]._of_user(self.env.user, self.kind, self.company_id)
        if limit is None or self.company_id.currency_id.compare_amounts(self._amount_in_company_currency(), limit) > 0:
            return self.env._("This is more than your role may decide. Somebody above you has to.")
        return None
