from odoo import api, fields, models
from odoo.exceptions import UserError

from .hcs_vip_status_rule import STATUSES

STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("reviewed", "Reviewed"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("cancelled", "Cancelled"),
]
PAYMENTS = [("due", "Fee due"), ("paid", "Fee paid"), ("waived", "Fee waived")]
# nothing is decided yet, or approved and not in force yet
LIVE = "(state IN ('draft', 'submitted', 'reviewed') OR (state = 'approved' AND activated_at IS NULL))"
# what only the buttons write
FLOW = set(
    "state version_id agreed_version agreed_by_id submitted_at submitted_by_id reviewed_at reviewed_by_id review_note "
    "approved_at approved_by_id rejected_at rejected_by_id reject_reason payment amount payment_reference paid_at "
    "paid_by_id waiver_reason waived_by_id activated_at activated_by_id card_number next_version_id cancelled_on "
    "cancelled_by_id cancel_reason".split()
)


class HcsVipMembership(models.Model):
    """One person's membership from the application to its last day, with all terms and everything given (VIP-01)."""

    _name = "hcs.vip.membership"
    _description = "Membership"
    _inherit = ["hcs.thread.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _order = "id desc"
    _rec_name = "reference"
    _rec_names_search = ["reference", "card_number"]
    _check_company_auto = True
    _log_read_patient_field = "patient_id"
    _flow_fields = frozenset(FLOW)

    # Whom and what
    reference = fields.Char(readonly=True, copy=False, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    patient_id = fields.Many2one(
        "hcs.patient", "Member", required=True, index=True, ondelete="restrict", check_company=True, tracking=True
    )
    tier_id = fields.Many2one(
        "hcs.vip.tier", required=True, index=True, ondelete="restrict", check_company=True, tracking=True
    )
    version_id = fields.Many2one(
        "hcs.vip.tier.version",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="What the member was promised; it stays until the renewal.",
    )
    state = fields.Selection(
        STATES,
        "Application",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    representative_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Knows the member: work for the member is given to this person first.",
    )
    start_on = fields.Date("Wanted from", help="Empty: the day on which it is activated.")
    terms_wanted = fields.Integer("Terms wanted", default=1, aggregator=None)
    note = fields.Text("Note of the desk")
    # Application
    policy_text = fields.Html("Policy", compute="_compute_policy_text")
    agreed_policy_at = fields.Datetime("Policy agreed at", copy=False, tracking=True)
    agreed_version = fields.Integer("Version agreed to", readonly=True, copy=False, aggregator=None)
    agreed_by_id = fields.Many2one("res.users", "Agreement taken by", readonly=True, copy=False, ondelete="restrict")
    document_ids = fields.Many2many(
        "ir.attachment", "hcs_vip_membership_document_rel", string="Documents", copy=False, help="What was handed in."
    )
    submitted_at = fields.Datetime(readonly=True, copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    reviewed_at = fields.Datetime(readonly=True, copy=False)
    reviewed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    review_note = fields.Text(readonly=True, copy=False)
    approved_at = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    rejected_at = fields.Datetime(readonly=True, copy=False)
    rejected_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    reject_reason = fields.Text("Why it was refused", readonly=True, copy=False)
    # Payment: taken by the cashier, noted here
    payment = fields.Selection(
        PAYMENTS, "Membership fee", required=True, default="due", readonly=True, copy=False, tracking=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary("To pay", readonly=True, copy=False, aggregator=None)
    payment_reference = fields.Char("Receipt of the cashier", readonly=True, copy=False)
    paid_at = fields.Datetime(readonly=True, copy=False)
    paid_by_id = fields.Many2one("res.users", "Payment noted by", readonly=True, copy=False, ondelete="restrict")
    waiver_reason = fields.Char(readonly=True, copy=False)
    waived_by_id = fields.Many2one("res.users", "Waived by", readonly=True, copy=False, ondelete="restrict")
    # In force
    activated_at = fields.Datetime(readonly=True, copy=False)
    activated_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    card_number = fields.Char(readonly=True, copy=False)
    term_ids = fields.One2many("hcs.vip.term", "membership_id", "Terms", readonly=True)
    date_from = fields.Date("Member since", compute="_compute_dates", store=True)
    date_to = fields.Date("Last day", compute="_compute_dates", store=True, index="btree_not_null")
    next_version_id = fields.Many2one(
        "hcs.vip.tier.version", "With the renewal", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null", help="A lower tier begins with the next term.",
    )  # fmt: skip
    override_ids = fields.One2many("hcs.vip.override", "membership_id", "Exceptions", readonly=True)
    family_ids = fields.One2many("hcs.vip.family", "membership_id", "Family members")
    cancelled_on = fields.Date(readonly=True, copy=False, tracking=True, help="First day without the membership.")
    cancelled_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    cancel_reason = fields.Char(readonly=True, copy=False)
    # As of a day: today, or the day of the context key hcs_as_of
    status = fields.Selection(STATUSES, compute="_compute_status", search="_search_status")
    # What was given
    line_ids = fields.One2many("hcs.vip.benefit.line", "membership_id", "Benefit ledger", readonly=True)
    service_ids = fields.One2many("hcs.vip.service", "membership_id", "Services given", readonly=True)
    proposal_ids = fields.One2many("hcs.vip.proposal", "membership_id", "Assessments", readonly=True)
    contract_ids = fields.One2many("hcs.vip.contract", "membership_id", "Service contracts")

    _live_uniq = models.UniqueIndex(
        f"(patient_id) WHERE {LIVE}", "This person has an application already that nobody has decided. Open that one."
    )
    _card_uniq = models.UniqueIndex(
        "(card_number) WHERE card_number IS NOT NULL", "This card number is given already."
    )
    _reference_uniq = models.UniqueIndex("(company_id, reference)", "This reference belongs to another membership.")
    _terms_range = models.Constraint("CHECK (terms_wanted BETWEEN 1 AND 10)", "Between 1 and 10 terms can be bought.")
    _decided = models.Constraint(
        "CHECK (activated_at IS NULL OR (approved_at IS NOT NULL AND (payment <> 'due' OR COALESCE(amount, 0) = 0)))",
        "A membership begins after approval, and after payment or its waiver.",
    )

    # COMPUTES
    @api.depends("reference", "card_number")
    def _compute_display_name(self):
        """Never the member's name: the display name reaches mails and other rooms."""
        for membership in self:
            parts = (membership.reference, membership.card_number)
            membership.display_name = " · ".join(part for part in parts if part) or self.env._("New application")

    @api.depends("term_ids.date_from", "term_ids.date_to", "term_ids.void")
    def _compute_dates(self):
        for membership in self:
            terms = membership.term_ids.filtered(lambda term: not term.void)
            membership.date_from = min(terms.mapped("date_from"), default=False)
            membership.date_to = max(terms.mapped("date_to"), default=False)

    @api.depends("version_id", "tier_id")
    @api.depends_context("lang")
    def _compute_policy_text(self):
        for membership in self:
            version = membership.version_id or membership.tier_id._version_on(membership._first_day_wanted())
            membership.policy_text = version.policy_text

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        # sudo: agents take a number without reading the counter
        sequence = self.env["ir.sequence"].sudo()
        self._check_free([vals.get("patient_id") for vals in vals_list])
        memberships = super().create(
            [{**vals, "reference": sequence.next_by_code("hcs.vip.membership")} for vals in vals_list]
        )
        for membership, vals in zip(memberships, vals_list, strict=True):
            if vals.get("agreed_policy_at"):
                membership._stamp_agreement()
        return memberships

    def write(self, vals):
        begun = {"patient_id", "tier_id", "company_id", "agreed_policy_at", "start_on", "terms_wanted"} & vals.keys()
        if begun and not self.env.su and any(membership.state != "draft" for membership in self):
            raise UserError(
                self.env._(
                    "What was submitted stays as it is. Cancel the application, or change the tier by its button."
                )
            )
        if "tier_id" in vals and "agreed_policy_at" not in vals and not self.env.su:
            changed = self.filtered(lambda membership: membership.tier_id.id != vals["tier_id"])
            # sudo: the agreement was given to the other tier's policy
            changed.sudo().write({"agreed_policy_at": False, "agreed_version": 0, "agreed_by_id": False})
        result = super().write(vals)
        if vals.get("agreed_policy_at") and not self.env.su:
            self._stamp_agreement()
        return result

    @api.model
    def _check_free(self, patient_ids):
        """Say in words what the unique index would refuse."""
        wanted = [patient_id for patient_id in patient_ids if isinstance(patient_id, int)]
        # sudo: taken is taken, whoever may see it
        live = self.sudo().search(
            [
                ("patient_id", "in", wanted),
                "|",
                ("state", "in", ["draft", "submitted", "reviewed"]),
                "&",
                ("state", "=", "approved"),
                ("activated_at", "=", False),
            ],
            limit=1,
        )
        if live or len(set(wanted)) < len(wanted):
            raise UserError(
                self.env._(
                    "This person has an application already that is not finished: %(reference)s. Open that one.",
                    reference=live.reference or "",
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_made(self):
        raise UserError(self.env._("An application is part of the record and cannot be deleted. Cancel it."))

    def _write_flow(self, vals):
        """Write what only the actions may; they check the rights before they come here."""
        self.check_access("write")
        return self.sudo().write(vals)

    def _get_window(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "view_mode": "form",
        }
