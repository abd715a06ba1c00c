from odoo import fields, models

COST_KINDS = [
    ("venue", "Venue"),
    ("material", "Material"),
    ("staff", "Staff"),
    ("gift", "Gifts and refreshments"),
    ("travel", "Travel"),
    ("other", "Other"),
]


class HcsActivityCost(models.Model):
    """What an activity cost, line by line; what its messages cost is counted from the messages."""

    _name = "hcs.activity.cost"
    _description = "Cost of an Activity"
    _inherit = ["hcs.input.mixin"]
    _order = "event_id, id"

    event_id = fields.Many2one("event.event", "Activity", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(COST_KINDS, required=True, default="material")
    name = fields.Char("For what")
    company_id = fields.Many2one(related="event_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True)

    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "A cost cannot be negative.")
