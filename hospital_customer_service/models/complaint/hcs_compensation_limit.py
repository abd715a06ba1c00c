from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .hcs_compensation import KINDS

ROLES = [
    ("leader", "Team leader"),
    ("director", "Director"),
    ("executive", "Executive reviewer"),
]
GROUPS = {
    "leader": "hospital_customer_service.group_hcs_leader",
    "director": "hospital_customer_service.group_hcs_director",
    "executive": "hospital_customer_service.group_hcs_executive",
}
# the limit of what has none of its own
ANY = "any"


class HcsCompensationLimit(models.Model):
    """Up to which amount a role may decide; beyond all limits nobody may (FEATURES CP7)."""

    _name = "hcs.compensation.limit"
    _description = "Limit of Compensation"
    _inherit = ["hcs.input.mixin"]
    _order = "role, amount, kind, id"

    role = fields.Selection(ROLES, required=True, default="leader")
    kind = fields.Selection(
        [(ANY, "Every other kind"), *KINDS],
        required=True,
        default=ANY,
        help="A kind without a limit of its own follows the limit of every other kind.",
    )
    amount = fields.Monetary("Up to", required=True, help="In the currency of the hospital.")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: in every hospital.")
    active = fields.Boolean(default=True)

    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "A limit cannot be negative.")
    _once = models.UniqueIndex(
        "(role, kind, COALESCE(company_id, 0)) WHERE active", "This role has a limit for it already."
    )

    @api.depends("role", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for limit in self:
            names = [
                dict(limit._fields[name]._description_selection(self.env)).get(limit[name])
                for name in ("role", "kind")
            ]
            limit.display_name = " · ".join(filter(None, names))

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for limit in self:
            limit.currency_id = (limit.company_id or self.env.company).currency_id

    @api.model
    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Roles in the order in which a payment climbs, not by their letters."""
        if field_name != "role":
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        role = self._field_to_sql(alias, "role", query)
        return SQL("array_position(%s, %s) %s %s", list(GROUPS), role, direction, nulls)

    @api.model
    def _roles(self):
        """Roles from the lowest upwards, each with its group."""
        return list(GROUPS.items())

    @api.model
    def _of_role(self, role, kind, company):
        """How much ``role`` may decide for ``kind``; None where nothing is said. The closest words hold."""
        limits = self.sudo().search(
            Domain("role", "=", role)
            & Domain("kind", "in", (kind, ANY))
            & Domain("company_id", "in", (company.id, False))
        )
        closest = limits.sorted(lambda limit: (limit.kind == ANY, not limit.company_id))[:1]
        return closest.amount if closest else None

    @api.model
    def _of_user(self, user, kind, company):
        """How much a person may decide: the most any of the person's roles may; None where none may."""
        amounts = [self._of_role(role, kind, company) for role, group in GROUPS.items() if user.has_group(group)]
        return max((amount for amount in amounts if amount is not None), default=None)
