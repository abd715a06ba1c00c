from odoo import fields, models


class HcsFollowupReplanWizard(models.TransientModel):
    """The rules of a plan changed: what becomes of the tasks that are planned already (FU11)."""

    _name = "hcs.followup.replan.wizard"
    _description = "Changed Follow-up Plan"
    _inherit = ["hcs.input.mixin"]

    plan_id = fields.Many2one("hcs.followup.plan", required=True, readonly=True, ondelete="cascade")
    choice = fields.Selection(
        [
            ("keep", "Keep them as they are"),
            ("replan", "Plan them again by the new rules"),
            ("cancel", "Cancel them"),
        ],
        "Tasks planned already",
        required=True,
        default="replan",
    )
    open_count = fields.Integer("Open tasks", readonly=True)
    called_count = fields.Integer("Called already", readonly=True, help="They keep their dates.")
    moved_count = fields.Integer("Would move", readonly=True)
    cancelled_count = fields.Integer("Would be cancelled", readonly=True)
    created_count = fields.Integer("Would be added", readonly=True)

    def action_apply(self):
        self.ensure_one()
        plan = self.plan_id
        plan.check_access("write")
        if self.choice == "replan":
            plan._replan_all()
        elif self.choice == "cancel":
            plan._cancel_planned()
        plan.write({"replan_needed": False})
        return {"type": "ir.actions.client", "tag": "soft_reload"}
