from odoo import api, fields, models
from odoo.exceptions import UserError


class HcsVipTier(models.Model):
    """A level of membership, such as silver or gold; what it offers stands in its versions (VIP-02)."""

    _name = "hcs.vip.tier"
    _description = "Membership Tier"
    _inherit = ["hcs.input.mixin"]
    _order = "rank, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False, help="Short name; the card number begins with it.")
    rank = fields.Integer(
        required=True, default=1, aggregator=None, help="The higher, the more it offers: decides what an upgrade is."
    )
    color = fields.Integer("Colour", default=1, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every hospital.")
    version_ids = fields.One2many("hcs.vip.tier.version", "tier_id", "Versions")
    current_version_id = fields.Many2one(
        "hcs.vip.tier.version", "Version today", compute="_compute_current_version_id", help="For who joins today."
    )
    member_count = fields.Integer("Members", compute="_compute_member_count")

    _code_uniq = models.UniqueIndex("(code, COALESCE(company_id, 0))", "This code belongs to another tier.")
    _rank_positive = models.Constraint("CHECK (rank > 0)", "A rank is 1 or more.")

    @api.depends("version_ids.state", "version_ids.valid_from")
    @api.depends_context("hcs_as_of")
    def _compute_current_version_id(self):
        day = self.env["hcs.vip.membership"]._as_of()
        for tier in self:
            tier.current_version_id = tier._version_on(day)

    @api.depends_context("hcs_as_of")
    def _compute_member_count(self):
        domain = [("tier_id", "in", self.ids), ("status", "in", ["active", "grace", "suspended"])]
        counts = dict(self.env["hcs.vip.membership"]._read_group(domain, ["tier_id"], ["__count"]))
        for tier in self:
            tier.member_count = counts.get(tier, 0)

    def _version_on(self, day):
        """The version for who joins or renews on ``day``; none before the first one begins, and none of no tier."""
        versions = self.version_ids.filtered(
            lambda version: version.state == "published" and version.valid_from <= day
        )
        return versions.sorted(lambda version: (version.valid_from, version.number))[-1:]

    def action_new_version(self):
        """A draft of the next version, a copy of the newest one."""
        self.ensure_one()
        draft = self.version_ids.filtered(lambda version: version.state == "draft")[:1]
        if not draft:
            newest = self.version_ids.sorted("number")[-1:]
            today = self.env["hcs.vip.membership"]._as_of()
            draft = (
                newest.copy({"valid_from": today})
                if newest
                else self.env["hcs.vip.tier.version"].create({"tier_id": self.id})
            )
        return draft._get_window()

    def action_open_members(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_vip_membership_action")
        return {**action, "domain": [("tier_id", "=", self.id)], "context": {"search_default_filter_member": 1}}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if any(version.state != "draft" for version in self.version_ids):
            raise UserError(self.env._("A tier that was offered stays on record. Archive it instead."))
