from odoo import fields, models


class HcsClockEvent(models.Model):
    """Something that happened to a clock; a warning, a breach and each rung of the ladder happen once."""

    _name = "hcs.clock.event"
    _description = "Event of a Deadline"
    _inherit = ["hcs.clock.line.mixin"]
    _order = "at, id"

    kind = fields.Selection(
        [
            ("warning", "Running out"),
            ("breach", "Overdue"),
            ("escalation", "Told"),
            ("due_changed", "Deadline changed"),
            ("paused", "Paused"),
            ("resumed", "Resumed"),
            ("met", "Met"),
            ("met_late", "Met late"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
    )
    at = fields.Datetime("When", required=True, help="When it happened, which may be before it was noticed.")
    level = fields.Integer("Level (%)", required=True, default=0, aggregator=None)
    number = fields.Integer(required=True, default=0, aggregator=None, help="Counts what may happen several times.")
    addressee = fields.Char(required=True, default="", help="Which rung of the ladder was told.")
    old_due_at = fields.Datetime("Was Due")
    new_due_at = fields.Datetime("Now Due")
    reason = fields.Char()
    user_ids = fields.Many2many(
        "res.users", "hcs_clock_event_user_rel", "event_id", "user_id", "People Told", ondelete="restrict"
    )

    _once = models.UniqueIndex("(clock_id, kind, level, number, addressee)", "This has been noted already.")
