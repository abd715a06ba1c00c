from odoo import api, fields, models


class HcsKeyAccountGroup(models.Model):
    """People of an organisation who get the same check-up: what is in it, how often, when they come together (KA1)."""

    _name = "hcs.key.account.group"
    _description = "Check-up Group"
    _inherit = ["hcs.input.mixin", "hcs.export.mixin"]
    _order = "account_id, sequence, id"
    _check_company_auto = True

    account_id = fields.Many2one(
        "hcs.key.account", "Key account", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    name = fields.Char("Group", required=True)
    package = fields.Text("Check-up", help="What is examined.")
    quota = fields.Integer(
        "Check-ups each", default=1, aggregator=None, help="How many check-ups each person has during one contract."
    )
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", check_company=True)
    planned_on = fields.Date("Planned for", help="When the group comes together.")
    member_count = fields.Integer("People", compute="_compute_counts")
    come_count = fields.Integer("Have come", compute="_compute_counts", help="At least once during this contract.")

    _name_uniq = models.UniqueIndex("(account_id, name)", "This organisation has a group of this name already.")
    _quota = models.Constraint("CHECK (quota >= 0)", "Check-ups cannot be negative.")

    @api.depends_context("hcs_as_of")
    def _compute_counts(self):
        today = self.env["hcs.key.account"]._today()
        members = self.env["hcs.key.account.member"].search(
            [("group_id", "in", self.ids), *self.env["hcs.key.account.member"]._domain_on(today)]
        )
        used = members._checkups_used(today)
        for group in self:
            own = members.filtered(lambda member, group=group: member.group_id == group)
            group.member_count = len(own)
            group.come_count = sum(bool(used.get(member.id)) for member in own)
