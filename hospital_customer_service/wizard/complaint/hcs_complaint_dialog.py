from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.complaint.hcs_complaint_answer import HOW
from ...models.complaint.hcs_complaint_category import SEVERITIES

STEPS = [
    ("hand_over", "Hand Over"),
    ("refuse", "Not Mine"),
    ("settle", "Settle on the Spot"),
    ("not_accept", "Not Accept"),
    ("severity", "Change Severity"),
    ("propose", "Propose Answer"),
    ("approve", "Approve"),
    ("return", "Send Back"),
    ("answer", "Answer Delivered"),
    ("ask", "Asked if Satisfied"),
    ("reopen", "Open Again"),
    ("withdraw", "Withdraw"),
    ("duplicate", "Same Matter"),
    ("return_statement", "Ask Again"),
]


class HcsComplaintDialog(models.TransientModel):
    """What a button of a complaint has to ask before it does its work."""

    _name = "hcs.complaint.dialog"
    _description = "Question of a Complaint"
    _inherit = ["hcs.input.mixin"]

    ticket_id = fields.Many2one("hcs.complaint.ticket", ondelete="cascade")
    statement_id = fields.Many2one("hcs.complaint.statement", ondelete="cascade")
    step = fields.Selection(STEPS, required=True)
    anonymous = fields.Boolean(related="ticket_id.anonymous")
    walled_user_ids = fields.Many2many("res.users", compute="_compute_out_of_question")
    former_user_ids = fields.Many2many("res.users", compute="_compute_out_of_question")
    text = fields.Text("In words", compute="_compute_text", store=True, readonly=False)
    answer_text = fields.Text("Answer to check", compute="_compute_text", store=True)
    user_id = fields.Many2one(
        "res.users",
        "Colleague",
        domain=lambda self: [
            ("share", "=", False),
            ("all_group_ids", "in", self.env.ref("hospital_customer_service.group_hcs_agent").ids),
        ],
    )
    refusal_id = fields.Many2one("hcs.complaint.refusal", "Reason")
    advice = fields.Text(related="refusal_id.advice")
    told_on = fields.Date(default=fields.Date.context_today, help="Day the person was told why.")
    severity = fields.Selection(SEVERITIES)
    how = fields.Selection(HOW, "By way of", default="letter")
    proof = fields.Char(help="Number of the letter, name of who took it, the person spoken to.")
    at = fields.Datetime("When", default=fields.Datetime.now)
    reached = fields.Boolean("Somebody was reached", default=True)
    satisfaction = fields.Selection(
        [("satisfied", "Satisfied"), ("partly", "Partly satisfied"), ("dissatisfied", "Dissatisfied")]
    )
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Scan or photos", help="Kept with the ticket, seen by those who may see it."
    )
    other_id = fields.Many2one("hcs.complaint.ticket", "Ticket that came first", domain="[('id', '!=', ticket_id)]")

    @api.depends("ticket_id")
    def _compute_out_of_question(self):
        for dialog in self:
            dialog.walled_user_ids = dialog.ticket_id.walled_user_ids
            dialog.former_user_ids = dialog.ticket_id.former_user_ids | dialog.ticket_id.user_id

    @api.depends("ticket_id", "step")
    def _compute_text(self):
        for dialog in self:
            answer = dialog.ticket_id.answer_id
            dialog.answer_text = answer.text if dialog.step in ("approve", "return") else False
            if dialog.step == "propose" and not dialog.text and answer.state in ("draft", "returned"):
                dialog.text = answer.text
            else:
                dialog.text = dialog.text or False

    def action_apply(self):
        self.ensure_one()
        apply = getattr(self, f"_apply_{self.step}", None)
        if not apply or not (self.statement_id if self.step == "return_statement" else self.ticket_id):
            raise UserError(self.env._("There is no such step."))
        ticket, files = self.ticket_id, self.attachment_ids
        if ticket and files:
            ticket.check_access("write")
            ticket._keep_files(files)
        apply()
        return {"type": "ir.actions.act_window_close"}

    def _apply_hand_over(self):
        self.ticket_id.action_hand_over(self.user_id.id, self.text or None)

    def _apply_refuse(self):
        self.ticket_id.action_refuse(self.text)

    def _apply_settle(self):
        if self.ticket_id.anonymous:
            self.ticket_id.action_settle(self.text)
        else:
            self.ticket_id.action_settle(self.text, self.satisfaction)

    def _apply_not_accept(self):
        self.ticket_id.action_not_accept(self.refusal_id.code, self.told_on, self.text or None)

    def _apply_severity(self):
        self.ticket_id.action_set_severity(self.severity, self.text or None)

    def _apply_propose(self):
        self.ticket_id.action_propose(self.text)

    def _apply_approve(self):
        self.ticket_id.action_approve(self.text or None)

    def _apply_return(self):
        self.ticket_id.action_return(self.text)

    def _apply_answer(self):
        self.ticket_id.action_answer(self.how, self.proof, self.at)

    def _apply_ask(self):
        self.ticket_id.action_ask(self.satisfaction, self.text or None, self.reached)

    def _apply_reopen(self):
        self.ticket_id.action_reopen(self.text, self.user_id.id)

    def _apply_withdraw(self):
        self.ticket_id.action_withdraw(self.text)

    def _apply_duplicate(self):
        self.ticket_id.action_link_duplicate(self.other_id.id)

    def _apply_return_statement(self):
        self.statement_id.action_return(self.text)
