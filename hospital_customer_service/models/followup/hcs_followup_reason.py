from odoo import fields, models


class HcsFollowupReason(models.Model):
    """A ready-made reason of being satisfied or not, picked with one click (FUP-08)."""

    _name = "hcs.followup.reason"
    _description = "Reason of Satisfaction"
    _inherit = ["hcs.input.mixin"]
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection([("good", "Satisfied"), ("bad", "Dissatisfied")], required=True, default="good")
    sequence = fields.Integer(default=10, aggregator=None)
    color = fields.Integer(aggregator=None)
    active = fields.Boolean(default=True)
