from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class HcsServiceBulk(models.TransientModel):
    """One action for many records: what works is done, and each row says what did not (SD15)."""

    _name = "hcs.service.bulk"
    _description = "Action on Service Records"
    _inherit = ["hcs.input.mixin"]

    record_ids = fields.Many2many("hcs.service.record", string="Records", readonly=True)
    record_count = fields.Integer("Selected", compute="_compute_record_count")
    operation = fields.Selection(
        [
            ("assign", "Assign to somebody"),
            ("deal", "Deal to who is on duty"),
            ("done", "Close as done"),
            ("cancel", "Cancel"),
            ("priority", "Set priority"),
        ],
        required=True,
        default="assign",
    )
    user_id = fields.Many2one(
        "res.users", "Agent", domain=lambda self: self.env["hcs.service.dialog"]._domain_user_id()
    )
    closing_code = fields.Char(help="Empty: the first closing code of each type.")
    outcome = fields.Text()
    priority = fields.Selection(
        selection=lambda self: self.env["hcs.service.record"]._fields["priority"]._description_selection(self.env)
    )
    state = fields.Selection([("ask", "Question"), ("result", "Result")], default="ask", required=True)
    line_ids = fields.One2many("hcs.service.bulk.line", "bulk_id", "Results", readonly=True)
    done_count = fields.Integer("Done", compute="_compute_line_counts")
    failed_count = fields.Integer("Not done", compute="_compute_line_counts")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "hcs.service.record":
            values["record_ids"] = [Command.set(self.env.context.get("active_ids", []))]
        return values

    @api.depends("record_ids")
    def _compute_record_count(self):
        for bulk in self:
            bulk.record_count = len(bulk.record_ids)

    @api.depends("line_ids.done")
    def _compute_line_counts(self):
        for bulk in self:
            bulk.done_count = len(bulk.line_ids.filtered("done"))
            bulk.failed_count = len(bulk.line_ids) - bulk.done_count

    def action_apply(self):
        """Each row on its own: a refusal of one leaves the others alone."""
        self.ensure_one()
        lines = []
        for record in self.record_ids:
            problem = self._apply_to(record)
            lines.append(
                Command.create({"record_id": record.id, "done": not problem, "message": problem or self.env._("Done")})
            )
        self.write({"line_ids": lines, "state": "result"})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Result"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _apply_to(self, record):
        """Do it for one record.

        :return: why not, in words, or None
        """
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_apply_{self.operation}")(record)
        except UserError as error:  # access and values are kinds of it
            self.env.invalidate_all()
            return str(error)
        return None

    def _apply_assign(self, record):
        if not self.user_id:
            raise UserError(self.env._("Choose an agent."))
        record._check_flow(("new", "in_progress", "waiting"))
        record.write({"user_id": self.user_id.id})

    def _apply_deal(self, record):
        record._check_flow(("new", "in_progress", "waiting"))
        record.action_assign_automatically()
        if not record.user_id:
            raise UserError(self.env._("Nobody on duty can take it."))

    def _apply_done(self, record):
        record.action_done(self.closing_code or None, outcome=self.outcome or None)

    def _apply_cancel(self, record):
        record.action_cancel()

    def _apply_priority(self, record):
        record.write({"priority": self.priority or "0"})
