from odoo import Command, api, fields, models


class HcsFollowupAssignWizard(models.TransientModel):
    """Deal the selected tasks to agents, evenly and without a message per task."""

    _name = "hcs.followup.assign.wizard"
    _description = "Assign Follow-ups"
    _inherit = ["hcs.input.mixin"]

    task_ids = fields.Many2many("hcs.followup.task", string="Tasks", readonly=True)
    task_count = fields.Integer("Open tasks", compute="_compute_task_count")
    from_user_id = fields.Many2one(
        "res.users",
        "Calls of",
        ondelete="cascade",
        help="All open calls of this agent, for instance of an absent one.",
    )
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
            values["task_ids"] = [Command.set(self.env.context.get("active_ids") or [])]
        return values

    @api.depends("task_ids", "from_user_id")
    def _compute_task_count(self):
        for wizard in self:
            wizard.task_count = len(wizard._get_tasks())

    def _get_tasks(self):
        tasks = self.task_ids
        if self.from_user_id:
            tasks = tasks.search([("user_id", "=", self.from_user_id.id), ("state", "=", "open")])
        return tasks.filtered(lambda task: task.state in ("open", "in_progress"))

    def action_assign(self):
        self.ensure_one()
        tasks = self._get_tasks().sorted(lambda task: (task.due_at, task.id))
        users = self.user_ids
        if not users:
            tasks.action_assign(False)
        for position, user in enumerate(users):
            tasks[position :: len(users)].action_assign(user.id)
        return {"type": "ir.actions.act_window_close"}

    def action_deal(self):
        """Share them by load among the agents on duty."""
        self.ensure_one()
        self._get_tasks().action_deal()
        return {"type": "ir.actions.act_window_close"}
