from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [("draft", "Draft"), ("published", "Published"), ("retired", "Retired")]
# what may still be said of a published version
OPEN_FIELDS = {"state", "published_at", "published_by_id", "retired_at"}


class HcsVipTierVersion(models.Model):
    """What a tier offered from a day on; published once, kept by those who joined with it until they renew (VP1)."""

    _name = "hcs.vip.tier.version"
    _description = "Version of a Tier"
    _inherit = ["hcs.input.mixin"]
    _order = "tier_id, number desc"
    _check_company_auto = True
    _flow_fields = frozenset({"number", "state", "published_at", "published_by_id", "retired_at"})

    tier_id = fields.Many2one("hcs.vip.tier", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="tier_id.company_id", store=True, index="btree_not_null")
    number = fields.Integer(readonly=True, copy=False, aggregator=None)
    state = fields.Selection(STATES, "Status", required=True, default="draft", readonly=True, copy=False)
    valid_from = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="Who joins or renews from this day on gets this version. It may lie ahead.",
    )
    price = fields.Monetary(help="For one term. Paid at the cashier of the hospital; no money is kept on the card.")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    term_months = fields.Integer("Term (months)", required=True, default=12, aggregator=None)
    grace_days = fields.Integer(
        "Grace (days)", default=30, aggregator=None, help="So long after the last day a renewal closes the gap."
    )
    family_max = fields.Integer("Family members", aggregator=None, help="How many may share the membership.")
    # Who is invited to it; a person decides
    min_spend = fields.Monetary("Spent in 12 months", help="0: no such condition.")
    min_visits = fields.Integer("Visit days in 12 months", aggregator=None, help="0: no such condition.")
    by_invitation = fields.Boolean(help="Whoever spends enough is not proposed for it by the yearly assessment.")
    policy_text = fields.Html(
        "Policy", translate=True, sanitize=True, help="Shown to the applicant, who agrees to it."
    )
    benefit_ids = fields.One2many("hcs.vip.benefit", "version_id", "Benefits", copy=True)
    published_at = fields.Datetime(readonly=True, copy=False)
    published_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    retired_at = fields.Datetime(readonly=True, copy=False)
    impact_count = fields.Integer("Members who get it with their renewal", compute="_compute_impact")
    impact_text = fields.Text("What changes", compute="_compute_impact")

    _number_uniq = models.UniqueIndex("(tier_id, number)", "This version exists already.")
    _draft_uniq = models.UniqueIndex(
        "(tier_id) WHERE state = 'draft'", "The next version of this tier is being written already. Open the draft."
    )
    _amounts = models.Constraint(
        "CHECK (term_months > 0 AND grace_days >= 0 AND family_max >= 0 AND COALESCE(price, 0) >= 0"
        " AND COALESCE(min_spend, 0) >= 0 AND COALESCE(min_visits, 0) >= 0)",
        "A term lasts a month or more; prices, days and numbers are not negative.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for version in self:
            version.currency_id = (version.company_id or self.env.company).currency_id

    @api.depends("tier_id.name", "number", "state")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(tier)s, version %(number)s", tier=version.tier_id.name or "", number=version.number
            )

    @api.depends("tier_id", "benefit_ids", "price", "term_months", "grace_days", "family_max", "valid_from")
    @api.depends_context("lang")
    def _compute_impact(self):
        groups = self.env["hcs.vip.membership"]._read_group(
            [("tier_id", "in", self.tier_id.ids), ("status", "in", ["active", "grace", "suspended"])],
            ["tier_id", "version_id"],
            ["__count"],
        )
        for version in self:
            version.impact_count = sum(
                count for tier, other, count in groups if tier == version.tier_id and other != version._origin
            )
            version.impact_text = "\n".join(version._differences()) or False

    def _differences(self):
        """What this version changes against the one before it, in words."""
        before = self.tier_id.version_ids.filtered(
            lambda other: other.state != "draft" and other.number < (self.number or 10**6) and other != self._origin
        ).sorted("number")[-1:]
        if not before:
            return []
        lines = []
        for name in ("price", "term_months", "grace_days", "family_max", "min_spend", "min_visits"):
            if before[name] != self[name]:
                label = self._fields[name]._description_string(self.env)
                lines.append(f"{label}: {before[name]:g} → {self[name]:g}")
        old, new = ({line.code: line for line in version.benefit_ids} for version in (before, self))
        for code in dict.fromkeys([*old, *new]):
            if code not in new:
                lines.append(self.env._("No longer: %s", old[code].name))
            elif code not in old:
                lines.append(self.env._("New: %(name)s (%(quota)s)", name=new[code].name, quota=new[code].quota_text))
            elif old[code].quota_text != new[code].quota_text:
                lines.append(f"{new[code].name}: {old[code].quota_text} → {new[code].quota_text}")
        return lines

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        for version in versions:
            numbers = version.tier_id.sudo().version_ids.mapped("number")
            # sudo: the number follows from those before
            version.sudo().number = max(numbers, default=0) + 1
        return versions

    def write(self, vals):
        if vals.keys() - OPEN_FIELDS and any(version.state != "draft" for version in self):
            raise UserError(
                self.env._("A published version stays as members know it. Write the next version of the tier.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if any(version.state != "draft" for version in self):
            raise UserError(self.env._("A published version stays on record. Retire it instead."))

    # ACTIONS
    def action_publish(self):
        """From now on it is fixed; members get it with their next renewal."""
        self.check_access("write")
        for version in self:
            if version.state != "draft":
                raise UserError(self.env._("Only a draft can be published. Reload the page."))
            if not version.policy_text or not version.benefit_ids:
                raise UserError(self.env._("Write the policy and at least one benefit before you publish."))
            # sudo: the status is written by the buttons only
            version.sudo().write(
                {"state": "published", "published_at": fields.Datetime.now(), "published_by_id": self.env.uid}
            )

    def action_retire(self):
        """Nobody joins with it any more; those who have it keep it until they renew."""
        self.check_access("write")
        if any(version.state != "published" for version in self):
            raise UserError(self.env._("Only a published version can be retired. Reload the page."))
        # sudo: the status is written by the buttons only
        self.sudo().write({"state": "retired", "retired_at": fields.Datetime.now()})

    def action_open_affected(self):
        """The members who get it with their renewal."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_vip_membership_action")
        domain = [
            ("tier_id", "=", self.tier_id.id),
            ("version_id", "!=", self.id),
            ("status", "in", ["active", "grace", "suspended"]),
        ]
        return {**action, "domain": domain, "context": {}}

    def _get_window(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "view_mode": "form",
        }
