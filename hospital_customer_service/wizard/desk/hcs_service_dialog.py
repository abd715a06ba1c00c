from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.desk.hcs_service_record import CHANNELS, WAITING_FOR
from ...models.desk.hcs_service_record_flow import CANCEL_REASONS

OPERATIONS = [
    ("wait", "Wait"),
    ("done", "Done"),
    ("handover", "Hand over"),
    ("contact", "Contact the customer"),
    ("cancel", "Cancel"),
    ("reopen", "Open again"),
    ("merge", "Merge"),
    ("link", "Link"),
    ("split", "Split"),
]


class HcsServiceDialog(models.TransientModel):
    """What a button of the service record has to ask before it does its work."""

    _name = "hcs.service.dialog"
    _description = "Question of a Service Record"
    _inherit = ["hcs.input.mixin"]

    record_id = fields.Many2one("hcs.service.record", required=True, ondelete="cascade")
    operation = fields.Selection(OPERATIONS, required=True)
    type_id = fields.Many2one(related="record_id.type_id")
    note = fields.Text()
    # Wait
    reason = fields.Char()
    waiting_for = fields.Selection(WAITING_FOR, default="customer")
    until = fields.Datetime()
    # Done
    closing_id = fields.Many2one(
        "hcs.service.closing",
        "How it ended",
        domain="[('type_id', '=', type_id)]",
        compute="_compute_closing_id",
        store=True,
        readonly=False,
    )
    outcome_required = fields.Boolean(related="closing_id.outcome_required")
    outcome = fields.Text(compute="_compute_closing_id", store=True, readonly=False)
    problems = fields.Text(compute="_compute_problems")
    cancel_reason = fields.Selection(CANCEL_REASONS, default="withdrawn")
    # Hand-over
    department_id = fields.Many2one("hcs.department")
    practitioner_id = fields.Many2one(
        "hcs.practitioner", "Expert", domain="['|', ('department_id', '=', department_id), ('department_id', '!=', 0)]"
    )
    user_id = fields.Many2one("res.users", "Colleague", domain=lambda self: self._domain_user_id())
    phone = fields.Char("Number to call", compute="_compute_directory")
    directory = fields.Text(compute="_compute_directory")
    taken_by = fields.Char("Taken by", help="Who took it on the phone. Empty: it stays open until somebody takes it.")
    # Contact
    channel = fields.Selection(CHANNELS, default="phone")
    direction = fields.Selection([("in", "Incoming"), ("out", "Outgoing")], default="out")
    reached = fields.Boolean("Somebody was reached", default=True)
    answered = fields.Boolean("The question is answered")
    # Merge, link
    other_id = fields.Many2one(
        "hcs.service.record",
        "Other record",
        domain="[('id', '!=', record_id), ('merged_into_id', '=', False)]",
    )

    # Split
    new_type_id = fields.Many2one("hcs.service.type", "Service of the new request")
    subject = fields.Char("What it is about")
    offered_contact_ids = fields.Many2many(related="record_id.contact_ids")
    contact_ids = fields.Many2many(
        "hcs.contact", string="Contacts that go along", domain="[('id', 'in', offered_contact_ids)]"
    )
    step_ids = fields.Many2many(
        "hcs.service.step", string="Steps that go along", domain="[('record_id', '=', record_id)]"
    )

    @api.model
    def _domain_user_id(self):
        centre = self.env.ref("hospital_customer_service.group_hcs_agent")
        return [("share", "=", False), ("all_group_ids", "in", centre.ids)]

    @api.depends("record_id")
    def _compute_closing_id(self):
        for dialog in self:
            dialog.closing_id = dialog.closing_id or dialog.record_id.type_id.closing_code_ids[:1]
            dialog.outcome = dialog.outcome or dialog.record_id.outcome

    @api.depends("closing_id", "outcome", "operation")
    def _compute_problems(self):
        for dialog in self:
            problems = []
            if dialog.operation == "done" and dialog.record_id:
                problems = dialog.record_id._closing_problems(dialog.closing_id, dialog.outcome)
            dialog.problems = "\n".join(f"• {problem}" for problem in problems) or False

    @api.depends("department_id", "practitioner_id", "user_id")
    def _compute_directory(self):
        for dialog in self:
            expert = dialog.practitioner_id
            department = dialog.department_id or expert.department_id
            named = department or expert or dialog.user_id
            dialog.phone = named and dialog.record_id._directory_phone(department, expert, dialog.user_id)
            parts = [expert.clinic_times, expert.expertise, department.location, department.services]
            dialog.directory = "\n".join(part for part in parts if part) or False

    def action_apply(self):
        self.ensure_one()
        return getattr(self, f"_apply_{self.operation}")() or {"type": "ir.actions.act_window_close"}

    def _apply_wait(self):
        self.record_id.action_wait(self.reason, until=self.until, waiting_for=self.waiting_for)

    def _apply_done(self):
        self.record_id.action_done(self.closing_id.code, outcome=self.outcome)

    def _apply_cancel(self):
        self.record_id.action_cancel(self.cancel_reason)

    def _apply_reopen(self):
        result = self.record_id.action_reopen(self.reason)
        return result if isinstance(result, dict) else None

    def _apply_handover(self):
        self.record_id.action_hand_over(
            department_id=self.department_id.id,
            user_id=self.user_id.id,
            practitioner_id=self.practitioner_id.id,
            note=self.note,
        )
        if self.taken_by:
            self.record_id.handover_ids[:1].action_acknowledge(self.taken_by)

    def _apply_contact(self):
        self.record_id.action_add_contact(
            channel=self.channel,
            direction=self.direction,
            note=self.note,
            reached=self.reached,
            answered=self.reached and self.answered,
        )

    def _apply_merge(self):
        return self.record_id.action_merge(self._get_other().id)

    def _apply_link(self):
        self.record_id.action_link(self._get_other().id)

    def _apply_split(self):
        return self.record_id.action_split(
            type_id=self.new_type_id.id,
            contact_ids=self.contact_ids.ids,
            step_ids=self.step_ids.ids,
            subject=self.subject,
        )

    def _get_other(self):
        if not self.other_id:
            raise UserError(self.env._("Choose the other record."))
        return self.other_id
