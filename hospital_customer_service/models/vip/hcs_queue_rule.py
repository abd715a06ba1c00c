from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HcsQueueRule(models.Model):
    """A place for the members of a tier, behind every need of care (VIP-05, DESIGN §1.10)."""

    _inherit = "hcs.queue.rule"

    care = fields.Selection(selection_add=[("member", "Member")], ondelete={"member": "cascade"})
    tier_id = fields.Many2one("hcs.vip.tier", index="btree_not_null", ondelete="cascade", check_company=True)

    _care_uniq = models.UniqueIndex(
        "(care, COALESCE(tier_id, 0), COALESCE(company_id, 0)) WHERE active", "There is a rule for this need already."
    )
    _tier_of_member = models.Constraint(
        "CHECK ((care = 'member') = (tier_id IS NOT NULL))", "A place for members names the tier, and no other does."
    )

    @api.constrains("care", "rank", "active", "company_id")
    def _check_care_first(self):
        """However much somebody pays, who needs care first is called first."""
        for rule in self.filtered("active"):
            own = [rule.company_id.id, False] if rule.company_id else None
            others = self.sudo().search([("company_id", "in", own)] if own else [])
            care = [other.rank for other in others if other.care != "member"]
            members = [other.rank for other in others if other.care == "member"]
            if care and members and max(care) >= min(members):
                raise ValidationError(
                    self.env._(
                        "Members come behind everybody who needs care first: give them a place above %(rank)s.",
                        rank=max(care),
                    )
                )

    @api.model
    def _of_tier(self, tier, company):
        """The rule for members of ``tier`` in a hospital; its own before that of everybody."""
        # sudo: the queue does not depend on who checks a patient in
        return self.sudo().search(
            [("care", "=", "member"), ("tier_id", "=", tier.id), ("company_id", "in", [company.id, False])],
            order="company_id, rank",
            limit=1,
        )
