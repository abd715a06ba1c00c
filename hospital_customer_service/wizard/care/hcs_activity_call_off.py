from odoo import fields, models


class HcsActivityCallOff(models.TransientModel):
    """Why an activity does not take place, before everybody is told."""

    _name = "hcs.activity.call.off"
    _description = "Call off an Activity"
    _inherit = ["hcs.input.mixin"]

    event_id = fields.Many2one("event.event", "Activity", required=True, readonly=True, ondelete="cascade")
    reason = fields.Char(required=True)
    registered = fields.Integer(related="event_id.hcs_registered_count", string="Registered")
    waiting = fields.Integer(related="event_id.hcs_waiting_count", string="Waiting")

    def action_apply(self):
        self.ensure_one()
        self.event_id.action_hcs_call_off(self.reason)
        return {"type": "ir.actions.act_window_close"}
