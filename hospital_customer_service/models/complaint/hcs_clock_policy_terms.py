from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

TICKET = "hcs.complaint.ticket"
# what may decide how long a complaint may take; who complains, and what that person is worth, may not
DECIDING = {
    "id", "active", "company_id", "kind", "source", "severity", "authority_id", "external_number", "external_due_at",
    "anonymous", "complainant_role", "department_count", "allegation_ids", "state", "stage", "team_id",
    "reopened_count", "incident_id", "received_at", "death",
}  # fmt: skip


class HcsClockPolicy(models.Model):
    """A complaint takes as long as its matter asks, never as long as its complainant is worth."""

    _inherit = "hcs.clock.policy"

    @api.constrains("domain", "model")
    def _check_equal_terms(self):
        for policy in self.filtered(lambda policy: policy.model == TICKET):
            for condition in Domain(policy._get_domain()).iter_conditions():
                path = condition.field_expr.split(".")
                beyond = path[0] == "allegation_ids" and path[1:2] and path[1] in ("practitioner_ids", "staff_ids")
                if path[0] not in DECIDING or beyond:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” may not decide how long a complaint takes: membership, value and the person "
                            "make no difference. Choose kind, source, level, departments or the authority.",
                            field=condition.field_expr,
                        )
                    )
