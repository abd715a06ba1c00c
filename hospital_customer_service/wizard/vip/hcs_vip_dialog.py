from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.vip.hcs_vip_override import STATUSES
from ...models.vip.hcs_vip_service import RATINGS

OPERATIONS = [
    ("reject", "Refuse"),
    ("pay", "Note the payment"),
    ("waive", "Waive the payment"),
    ("renew", "Renew"),
    ("change", "Change the tier"),
    ("override", "Exception"),
    ("cancel", "Cancel"),
    ("benefit", "Give a benefit"),
    ("done", "Sign off"),
    ("release", "Release"),
    ("reverse", "Take back"),
    ("decline", "Decline"),
    ("duty", "Duty done"),
    ("end", "End the contract"),
]


class HcsVipDialog(models.TransientModel):
    """What a button of a membership or a service has to ask before it does its work."""

    _name = "hcs.vip.dialog"
    _description = "Question of a Membership"
    _inherit = ["hcs.input.mixin"]

    operation = fields.Selection(OPERATIONS, required=True)
    membership_id = fields.Many2one("hcs.vip.membership", ondelete="cascade")
    service_id = fields.Many2one("hcs.vip.service", ondelete="cascade")
    proposal_id = fields.Many2one("hcs.vip.proposal", ondelete="cascade")
    contract_id = fields.Many2one("hcs.vip.contract", ondelete="cascade")
    duty_id = fields.Many2one("hcs.vip.contract.duty", ondelete="cascade")
    reason = fields.Char()
    reference = fields.Char("Receipt number")
    # Renewal and change
    terms = fields.Integer(default=1)
    preview = fields.Char("What will be", compute="_compute_preview")
    version_id = fields.Many2one(
        "hcs.vip.tier.version", "New tier", domain="[('state', '=', 'published'), ('id', 'in', version_ids)]"
    )
    version_ids = fields.Many2many("hcs.vip.tier.version", string="Tiers offered", compute="_compute_version_ids")
    status = fields.Selection(STATUSES, default="suspended")
    until = fields.Date("Last day")
    # Benefit
    benefit_ids = fields.Many2many("hcs.vip.benefit", string="Benefits to choose from", compute="_compute_benefit_ids")
    benefit_id = fields.Many2one("hcs.vip.benefit", domain="[('id', 'in', benefit_ids)]")
    left_text = fields.Char("Left", compute="_compute_left_text")
    person_ids = fields.Many2many("hcs.patient", compute="_compute_benefit_ids")
    patient_id = fields.Many2one("hcs.patient", "For", domain="[('id', 'in', person_ids)]")
    when = fields.Selection([("now", "Now"), ("later", "At an agreed time")], default="now")
    planned_at = fields.Datetime("Agreed for")
    note = fields.Text()
    # Sign-off
    sign_off = fields.Char("Signed for by")
    signature = fields.Binary()
    rating = fields.Selection(RATINGS)
    comment = fields.Text("In the member's words")
    cost = fields.Float()

    @api.depends("membership_id")
    def _compute_version_ids(self):
        for dialog in self:
            day = self.env["hcs.vip.membership"]._as_of()
            tiers = self.env["hcs.vip.tier"].search([("id", "!=", dialog.membership_id.version_id.tier_id.id)])
            dialog.version_ids = self.env["hcs.vip.tier.version"].union(*(tier._version_on(day) for tier in tiers))

    @api.depends("membership_id")
    def _compute_benefit_ids(self):
        for dialog in self:
            membership = dialog.membership_id
            version = membership._version_on(membership._as_of()) if membership else self.env["hcs.vip.tier.version"]
            dialog.benefit_ids = version.benefit_ids.filtered(lambda benefit: not benefit.standing)
            family = membership.family_ids.filtered(lambda line: not line.left_on)
            dialog.person_ids = membership.patient_id | family.patient_id

    @api.depends("benefit_id", "planned_at", "when")
    def _compute_left_text(self):
        for dialog in self:
            benefit, membership = dialog.benefit_id, dialog.membership_id
            if not benefit or not membership:
                dialog.left_text = False
            elif not benefit._is_counted():
                dialog.left_text = benefit.quota_text
            else:
                dialog.left_text = self.env._(
                    "%(left)s left (%(quota)s)", left=membership.balance_on(benefit.code), quota=benefit.quota_text
                )

    @api.depends("operation", "terms", "version_id")
    def _compute_preview(self):
        for dialog in self:
            membership = dialog.membership_id
            if dialog.operation == "renew" and membership:
                dialog.preview = self.env._(
                    "From %(start)s; until now it lasts until %(end)s.",
                    start=fields.Date.to_string(membership._renewal_day()),
                    end=fields.Date.to_string(membership.date_to) or "-",
                )
            elif dialog.operation == "change" and dialog.version_id:
                higher = dialog.version_id.tier_id.rank > membership.version_id.tier_id.rank
                dialog.preview = (
                    self.env._("Begins today; the last day stays %s.", fields.Date.to_string(membership.date_to))
                    if higher
                    else self.env._("Begins with the next renewal.")
                )
            else:
                dialog.preview = False

    def action_apply(self):
        self.ensure_one()
        return getattr(self, f"_apply_{self.operation}")() or {"type": "ir.actions.act_window_close"}

    def _apply_reject(self):
        self.membership_id.action_reject(self.reason)

    def _apply_pay(self):
        if self.membership_id.activated_at:
            self.membership_id.action_note_payment(self.reference)
        else:
            self.membership_id.action_pay(self.reference)

    def _apply_waive(self):
        if self.membership_id.activated_at:
            self.membership_id.action_note_payment(waiver_reason=self.reason)
        else:
            self.membership_id.action_waive(self.reason)

    def _apply_renew(self):
        self.membership_id.action_renew(self.terms, payment_reference=self.reference or None)

    def _apply_change(self):
        self.membership_id.action_change_tier(self.version_id.id)

    def _apply_override(self):
        self.membership_id.action_override(self.status, self.reason, self.until)

    def _apply_cancel(self):
        self.membership_id.action_cancel(self.reason)

    def _apply_benefit(self):
        if not self.benefit_id:
            raise UserError(self.env._("Choose a benefit."))
        code, person = self.benefit_id.code, self.patient_id.id
        if self.when == "now":
            service = self.membership_id.action_use(code, patient_id=person, note=self.note or None)
        else:
            service = self.membership_id.action_reserve(
                code, patient_id=person, planned_at=self.planned_at, note=self.note or None
            )
        return service._get_window()

    def _apply_done(self):
        if self.signature:
            self.service_id.signature = self.signature
        self.service_id.action_done(
            self.sign_off, rating=self.rating or None, comment=self.comment or None, cost=self.cost or None
        )

    def _apply_release(self):
        self.service_id.action_release(self.reason)

    def _apply_reverse(self):
        self.service_id.action_reverse(self.reason)

    def _apply_decline(self):
        self.proposal_id.action_decline(self.reason)

    def _apply_duty(self):
        self.duty_id.action_done(self.reason)

    def _apply_end(self):
        self.contract_id.action_end(self.reason)
