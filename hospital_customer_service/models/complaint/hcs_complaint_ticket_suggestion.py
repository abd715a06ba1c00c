from odoo import fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_text, arguments
from .hcs_complaint_answer import HOW

DECISIONS = [("adopted", "Adopted"), ("partly", "Adopted in part"), ("not_adopted", "Not adopted")]


class HcsComplaintTicket(models.Model):
    """Suggestion: assessed, adopted or not with a reason, answered, and what came of it (CMP-09)."""

    _inherit = "hcs.complaint.ticket"

    assessment = fields.Text(readonly=True, copy=False, help="What speaks for it and against it, what it costs.")
    decision = fields.Selection(DECISIONS, readonly=True, copy=False, tracking=True)
    decision_reason = fields.Text("Why", readonly=True, copy=False)
    assessed_at = fields.Datetime(readonly=True, copy=False)
    assessed_by_id = fields.Many2one("res.users", "Assessed by", readonly=True, copy=False, ondelete="restrict")
    reply = fields.Text("What was answered", readonly=True, copy=False)
    reply_how = fields.Selection(HOW, "Answered by way of", readonly=True, copy=False)
    replied_at = fields.Datetime("Reply given at", readonly=True, copy=False)
    replied_by_id = fields.Many2one("res.users", "Answered by", readonly=True, copy=False, ondelete="restrict")
    effect = fields.Text(readonly=True, copy=False, help="What changed because of it, seen some time later.")
    effect_at = fields.Datetime("Effect noted at", readonly=True, copy=False)

    @arguments(decision=a_text, reason=a_text, assessment=a_text)
    def action_assess(self, decision, reason=None, assessment=None):
        """Decide on the suggestion; whoever made it is told why.

        :param decision: ``adopted``, ``partly`` or ``not_adopted``
        """
        reason, assessment = self._text(reason), self._text(assessment)
        if decision not in dict(DECISIONS):
            raise UserError(self.env._("Decide: adopted, adopted in part, or not adopted."))
        if not reason:
            raise UserError(self.env._("Write why: whoever made the suggestion is told the reason."))
        for ticket in self:
            ticket._check_kind("suggestion", ("received", "accepted", "investigating"))
            now = fields.Datetime.now()
            # sudo: the flow is written by its buttons only
            ticket.sudo().write(
                {
                    "state": "approved",
                    "decision": decision,
                    "decision_reason": reason,
                    "assessment": assessment,
                    "assessed_at": now,
                    "assessed_by_id": self.env.uid,
                    "accepted_at": ticket.accepted_at or now,
                    "accepted_by_id": ticket.accepted_by_id.id or self.env.uid,
                }
            )
            ticket._clock_stop("acknowledged", now)
            ticket._clock_stop("accepted", now)
        return True

    @arguments(how=a_text, text=a_text)
    def action_reply(self, how="phone", text=None):
        """Whoever made the suggestion was told the decision and its reason."""
        text = self._text(text)
        if how not in dict(HOW):
            raise UserError(self.env._("Say how the answer was given: by phone, by letter, in person, …"))
        for ticket in self:
            ticket._check_kind("suggestion", ("approved",))
            now = fields.Datetime.now()
            # sudo: the flow is written by its buttons only
            ticket.sudo().write(
                {
                    "state": "answered",
                    "answered_at": now,
                    "reply": text or ticket.decision_reason,
                    "reply_how": how,
                    "replied_at": now,
                    "replied_by_id": self.env.uid,
                }
            )
            ticket._clock_stop("answered", now)
        return True

    def action_note_effect(self, text):
        """What came of it; also after the ticket was closed."""
        text = self._text(text)
        if not text:
            raise UserError(self.env._("Write what changed."))
        for ticket in self:
            ticket._check_kind("suggestion", ("answered", "closed"))
            if ticket.decision == "not_adopted":
                raise UserError(self.env._("A suggestion that was not adopted has no effect."))
            # sudo: the flow is written by its buttons only
            ticket.sudo().write({"effect": text, "effect_at": fields.Datetime.now()})
        return True

    def action_open_step_assess(self):
        return self._open_step("assess", self.env._("Assess"))

    def action_open_step_reply(self):
        return self._open_step("reply", self.env._("Answer"))

    def action_open_step_effect(self):
        return self._open_step("effect", self.env._("What Came of It"))

    def _closing_gaps(self):
        """Praise and suggestions end when the person was thanked or answered; nobody is asked to be satisfied."""
        gaps = super()._closing_gaps()
        if self.kind == "praise" and not self.thanked_at:
            gaps.append(self.env._("Nobody thanked the person yet."))
        if self.kind == "suggestion" and not self.replied_at:
            gaps.append(self.env._("The person who made the suggestion has no answer yet."))
        return gaps

    def _text(self, value):
        if value and not isinstance(value, str):
            raise UserError(self.env._("Write it in words."))
        return (value or "").strip()
