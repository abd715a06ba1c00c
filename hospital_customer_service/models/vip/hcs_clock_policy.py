from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# work in which membership may make the centre quicker; everything else is the same for everybody
FOR_MEMBERS = ("hcs.service.record", "hcs.vip.service")
# parts of the names of columns that tell of membership, of money spent, or of an account manager
WORTH_WORDS = (
    "vip", "member", "tier", "value", "worth", "rfm", "loyal", "pareto", "segment", "key_account", "referral",
    "amount", "spent", "money", "paid",
)  # fmt: skip


class HcsClockPolicy(models.Model):
    """Membership and value add service; they never change what is owed to the sick or to who complains (§1.10)."""

    _inherit = "hcs.clock.policy"

    @api.constrains("domain", "model")
    def _check_equal_care(self):
        for policy in self.filtered(lambda policy: policy.model not in FOR_MEMBERS):
            if any(word in path for path in self._paths(Domain(policy._get_domain())) for word in WORTH_WORDS):
                raise ValidationError(
                    self.env._(
                        "“%(name)s” may not depend on membership or value: this deadline is owed to everybody alike.",
                        name=policy.name,
                    )
                )

    @api.model
    def _paths(self, domain):
        """Every column a domain asks for, those of domains inside it as well."""
        for condition in domain.iter_conditions():
            yield condition.field_expr
            if condition.operator in ("any", "not any", "any!", "not any!") and not hasattr(condition.value, "select"):
                yield from self._paths(Domain(condition.value))
