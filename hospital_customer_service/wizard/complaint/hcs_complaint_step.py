from odoo import fields, models
from odoo.exceptions import UserError

from ...models.complaint.hcs_complaint_answer import HOW
from ...models.complaint.hcs_complaint_ticket_suggestion import DECISIONS


class HcsComplaintStep(models.TransientModel):
    """The words that a step of a praise or a suggestion asks for."""

    _name = "hcs.complaint.step"
    _description = "Step of a Praise or Suggestion"
    _inherit = ["hcs.input.mixin"]

    ticket_id = fields.Many2one("hcs.complaint.ticket", required=True, readonly=True)
    step = fields.Selection(
        [("thank", "Thank"), ("assess", "Assess"), ("reply", "Answer"), ("effect", "Effect")], required=True
    )
    decision = fields.Selection(DECISIONS)
    reason = fields.Text("Why", help="The person who made the suggestion is told this.")
    assessment = fields.Text(help="What speaks for it and against it, what it costs.")
    how = fields.Selection(HOW, "By way of", default="phone")
    text = fields.Text("In words")
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Scan or photos", help="Kept with the ticket, seen by those who may see it."
    )

    def action_apply(self):
        self.ensure_one()
        ticket = self.ticket_id
        if self.attachment_ids:
            ticket.check_access("write")
            ticket._keep_files(self.attachment_ids)
        if self.step == "thank":
            ticket.action_thank(self.how, self.text or None)
        elif self.step == "assess":
            ticket.action_assess(self.decision, self.reason, self.assessment)
        elif self.step == "reply":
            ticket.action_reply(self.how, self.text)
        elif self.step == "effect":
            ticket.action_note_effect(self.text)
        else:
            raise UserError(self.env._("There is no such step."))
        return {"type": "ir.actions.act_window_close"}
