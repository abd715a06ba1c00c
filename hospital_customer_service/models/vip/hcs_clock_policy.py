from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# work in which membership may make the centre quicker; everything else is the same for everybody
FOR_MEMBERS = ("hcs.service.record", "hcs.vip.service")
MEMBER_WORDS = ("vip", "member", "tier", "value_", "segment", "loyal")


class HcsClockPolicy(models.Model):
    """Membership may add service; it never changes what is owed to the sick or to who complains (DESIGN §1.10)."""

    _inherit = "hcs.clock.policy"

    @api.constrains("domain", "model")
    def _check_equal_care(self):
        for policy in self.filtered(lambda policy: policy.model not in FOR_MEMBERS):
            conditions = Domain(policy._get_domain()).iter_conditions()
            if any(word in condition.field_expr for condition in conditions for word in MEMBER_WORDS):
                raise ValidationError(
                    self.env._(
                        "“%(name)s” may not depend on membership or value: this deadline is owed to everybody alike.",
                        name=policy.name,
                    )
                )
