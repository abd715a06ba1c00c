from odoo import fields, models


class HcsClockSegment(models.Model):
    """A stretch of time in which a clock ran or stood still, written when it is over."""

    _name = "hcs.clock.segment"
    _description = "Stretch of a Deadline"
    _inherit = ["hcs.clock.line.mixin"]
    _order = "clock_id, from_at, id"

    kind = fields.Selection([("running", "Running"), ("paused", "Paused")], required=True)
    from_at = fields.Datetime("From", required=True)
    to_at = fields.Datetime("To", required=True)
    reason = fields.Char()

    _order_of_time = models.Constraint("CHECK (from_at <= to_at)", "A stretch of time ends after it began.")
