from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("priority", "Priority booking"),
    ("escort", "Escort"),
    ("representative", "Dedicated representative"),
    ("checkup", "Free check-up"),
    ("home_care", "Home-care visit"),
    ("discount", "Discount (information)"),
    ("other", "Other"),
]
PERIODS = [("term", "Term"), ("year", "Year"), ("quarter", "Quarter"), ("month", "Month")]
# standing rights are not used up and not executed
STANDING = ("discount", "representative")


class HcsVipBenefit(models.Model):
    """One thing a version offers, and how often (VIP-02)."""

    _name = "hcs.vip.benefit"
    _description = "Benefit of a Tier"
    _inherit = ["hcs.input.mixin"]
    _order = "version_id, sequence, id"
    _check_company_auto = True

    version_id = fields.Many2one(
        "hcs.vip.tier.version", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="version_id.company_id", store=True, index="btree_not_null")
    sequence = fields.Integer(default=10, aggregator=None)
    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="The same in every version: an upgrade counts what was used already.")
    kind = fields.Selection(KINDS, required=True, default="other")
    unlimited = fields.Boolean(help="As often as it is needed; uses are recorded and not counted.")
    quota = fields.Integer("Units", aggregator=None, help="How often in each period.")
    period = fields.Selection(PERIODS, required=True, default="term")
    shareable = fields.Boolean("For the family", help="Family members of the membership may use it as well.")
    family_cap = fields.Integer(
        "At most per family member", aggregator=None, help="Units of one period that one member may use. 0: no limit."
    )
    duty_minutes = fields.Integer(
        "Due within (minutes)",
        default=1440,
        aggregator=None,
        help="After the agreed time, or after it was asked for: what is not begun by then goes back to the member.",
    )
    service_type_id = fields.Many2one(
        "hcs.service.type",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="How the desk records the work.",
    )
    discount_percent = fields.Float(
        "Discount (%)", help="Told to the cashier. Prices of treatment are made by the hospital's own list."
    )
    description = fields.Text(translate=True)
    standing = fields.Boolean(compute="_compute_quota_text", help="Holds as long as the membership; is not used up.")
    quota_text = fields.Char("How often", compute="_compute_quota_text")
    left_text = fields.Char("Left", compute="_compute_left_text", help="Of the membership the list belongs to.")

    _code_uniq = models.UniqueIndex("(version_id, code)", "This version has a benefit with this code already.")
    _quota_range = models.Constraint(
        "CHECK (COALESCE(quota, 0) BETWEEN 0 AND 366 AND COALESCE(family_cap, 0) >= 0"
        " AND COALESCE(duty_minutes, 0) >= 0)",
        "Units lie between 0 and 366; caps and minutes are not negative.",
    )
    _discount_range = models.Constraint(
        "CHECK (COALESCE(discount_percent, 0) BETWEEN 0 AND 100)", "A discount lies between 0 and 100 %."
    )

    @api.depends("unlimited", "quota", "period", "kind", "discount_percent")
    @api.depends_context("lang")
    def _compute_quota_text(self):
        periods = dict(self._fields["period"]._description_selection(self.env))
        for benefit in self:
            benefit.standing = benefit.kind in STANDING
            if benefit.kind == "discount":
                benefit.quota_text = f"{benefit.discount_percent:g} %"
            elif benefit.standing:
                benefit.quota_text = self.env._("always")
            elif benefit.unlimited:
                benefit.quota_text = self.env._("without limit")
            else:
                benefit.quota_text = f"{benefit.quota} / {periods[benefit.period]}"

    @api.depends_context("hcs_membership", "hcs_as_of", "lang")
    def _compute_left_text(self):
        membership_id = self.env.context.get("hcs_membership")
        memberships = self.env["hcs.vip.membership"]
        membership = memberships.browse(membership_id if isinstance(membership_id, int) else False).exists()
        readable = membership and membership.has_access("read")
        balances = membership._balances(membership._as_of()) if readable else {}
        for benefit in self:
            left = str(balances.get(benefit.code, 0)) if benefit._is_counted() else "–"
            benefit.left_text = left if readable else False

    def _is_counted(self):
        """Whether its units are granted and used up."""
        self.ensure_one()
        return not self.unlimited and self.kind not in STANDING

    # ORM: part of its version
    @api.model_create_multi
    def create(self, vals_list):
        benefits = super().create(vals_list)
        benefits._check_draft()
        return benefits

    def write(self, vals):
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_draft()

    def _check_draft(self):
        if any(benefit.version_id.state != "draft" for benefit in self):
            raise UserError(
                self.env._("Benefits of a published version stay as members know them. Write the next version.")
            )
