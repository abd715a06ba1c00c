from odoo import Command, api, fields, models


class HcsFollowupAllowWizard(models.TransientModel):
    """The reason for which a leader lets a call be made now (FUP-03)."""

    _name = "hcs.followup.allow.wizard"
    _description = "Allow a Call"
    _inherit = ["hcs.input.mixin"]

    task_ids = fields.Many2many("hcs.followup.task", readonly=True)
    reason = fields.Char(required=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "hcs.followup.task":
            values["task_ids"] = [Command.set(self.env.context.get("active_ids") or [])]
        return values

    def action_allow(self):
        self.ensure_one()
        self.task_ids.action_allow_now(self.reason)
        return {"type": "ir.actions.act_window_close"}
