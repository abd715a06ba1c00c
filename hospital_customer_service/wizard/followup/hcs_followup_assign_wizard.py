from odoo import api, fields, models


class HcsFollowupAssignWizard(models.TransientModel):
    """Deal the selected tasks to agents, evenly and without a message per task."""

    _name = "hcs.followup.assign.wizard"
    _description = "Assign Follow-ups"

    task_ids = fields.Many2many("hcs.followup.task", string="Tasks", readonly=True)
    task_count = fields.Integer("Open tasks", compute="_compute_task_count")
    user_ids = fields.Many2many(
        "res.users",
        string="Agents",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("hospital_customer_service.group_hcs_followup").ids)
        ],
        help="Several agents share the tasks evenly. None: the tasks go back to everybody.",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "hcs.followup.task":
            values["task_ids"] = self.env.context.get("active_ids")
        return values

    @api.depends("task_ids")
    def _compute_task_count(self):
        for wizard in self:
            wizard.task_count = len(wizard.task_ids.filtered(lambda task: task.state in ("open", "in_progress")))

    def action_assign(self):
        self.ensure_one()
        tasks = self.task_ids.sorted(lambda task: (task.due_at, task.id))
        users = self.user_ids
        if not users:
            tasks.action_assign(False)
        for position, user in enumerate(users):
            tasks[position :: len(users)].action_assign(user.id)
        return {"type": "ir.actions.act_window_close"}
