from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HcsExamConflict(models.Model):
    """Two examinations that disturb each other within some hours (AP6). It warns, it never forbids."""

    _name = "hcs.exam.conflict"
    _description = "Conflict of Examinations"
    _inherit = ["hcs.input.mixin"]
    _order = "id"

    name = fields.Char("Warning", required=True, translate=True, help="What the agent reads, and what to do about it.")
    active = fields.Boolean(default=True)
    trait_id = fields.Many2one(
        "hcs.exam.trait", "Examination done first", required=True, index=True, ondelete="restrict"
    )
    other_trait_id = fields.Many2one(
        "hcs.exam.trait", "Examination done afterwards", required=True, index=True, ondelete="restrict"
    )
    first_after = fields.Boolean(
        "Only if the first comes later", help="Off: they disturb each other in any order. On: only in this order."
    )
    hours = fields.Integer(
        required=True, default=24, aggregator=None, help="So close together they disturb each other."
    )

    _hours_range = models.Constraint("CHECK (hours > 0 AND hours <= 1000)", "Enter between 1 and 1000 hours.")

    @api.constrains("trait_id", "other_trait_id", "first_after")
    def _check_order(self):
        for rule in self:
            if rule.first_after and rule.trait_id == rule.other_trait_id:
                raise ValidationError(self.env._("An order needs two different demands."))

    def _that_hold(self, session, other):
        """The rules that two sessions of one patient break."""
        return self.filtered(
            lambda rule: (
                rule._holds(session, other) or (rule.trait_id != rule.other_trait_id and rule._holds(other, session))
            )
        )

    def _holds(self, first, second):
        if self.trait_id not in first.template_id.trait_ids or self.other_trait_id not in second.template_id.trait_ids:
            return False
        gap = max(first.start_at - second.end_at, second.start_at - first.end_at)
        if gap > timedelta(hours=self.hours):
            return False
        return not self.first_after or first.start_at >= second.start_at
