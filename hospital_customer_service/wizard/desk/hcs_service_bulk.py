from odoo import fields, models
from odoo.exceptions import UserError


class HcsServiceBulk(models.TransientModel):
    """One action for many records: what works is done, and each row says what did not (SD15)."""

    _name = "hcs.service.bulk"
    _description = "Action on Service Records"
    _inherit = ["hcs.bulk.mixin"]
    _bulk_rows = "record_ids"
    _bulk_row = "record_id"

    record_ids = fields.Many2many("hcs.service.record", string="Records", readonly=True)
    operation = fields.Selection(
        [
            ("assign", "Assign to somebody"),
            ("deal", "Deal to who is on duty"),
            ("done", "Close as done"),
            ("cancel", "Cancel"),
            ("priority", "Set priority"),
        ],
        "What to do",
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
    line_ids = fields.One2many("hcs.service.bulk.line", "bulk_id", "Results", readonly=True)

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
