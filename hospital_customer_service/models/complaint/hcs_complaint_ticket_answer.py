from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .hcs_complaint_answer import HOW
from .hcs_complaint_ticket_flow import TODO

EXECUTIVE = "hospital_customer_service.group_hcs_executive"
APPROVERS = {
    "leader": ("hospital_customer_service.group_hcs_leader", EXECUTIVE),
    "director": ("hospital_customer_service.group_hcs_director", EXECUTIVE),
    "executive": (EXECUTIVE,),
}


class HcsComplaintTicket(models.Model):
    """The answer: drafted by one person, checked by others, delivered with proof (FEATURES CP8)."""

    _inherit = "hcs.complaint.ticket"

    answer_id = fields.Many2one("hcs.complaint.answer", "Present answer", compute="_compute_answer_id")
    can_approve = fields.Boolean(compute="_compute_can_approve")

    @api.depends("answer_ids.version", "stage")
    def _compute_answer_id(self):
        for ticket in self:
            own = ticket.answer_ids.filtered(lambda answer, ticket=ticket: answer.stage == ticket.stage)
            ticket.answer_id = own.sorted("version")[-1:]

    @api.depends("state", "answer_ids.state", "answer_ids.checked_by_id", "severity")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        for ticket in self:
            ticket.can_approve = ticket.state == "proposed" and not ticket._approval_problem()

    # STEPS
    def action_propose(self, text=None):
        """Draft the answer and give it to those who check it.

        :param text: of the answer; left out where a draft was written before
        """
        self._begin({"accepted", "investigating"})
        draft = self._draft()
        text = self._typed(text or draft.text, self.env._("Write the answer to the complainant."))
        if self.allegation_ids.filtered(lambda allegation: not allegation.finding):
            raise UserError(self.env._("Enter for every allegation what was found, before you propose the answer."))
        now = fields.Datetime.now()
        values = {"text": text, "state": "proposed", "drafted_by_id": self.env.uid, "drafted_at": now}
        if draft:
            draft.sudo().write(values)  # sudo: the flow is written by its buttons only
        else:
            self.env["hcs.complaint.answer"].sudo().create({"ticket_id": self.id, **values})
        self._move({"state": "proposed", "proposed_at": now, "user_id": self.user_id.id or self.env.uid})
        for user in self._approvers():
            self._remind(user, self._for(user)._("%(reference)s: an answer waits for your check.",
                                                 reference=self.reference))  # fmt: skip
        return True

    def action_approve(self, comment=None):
        """Check the answer; nobody approves what they drafted, and grave ones are checked by two people."""
        self._begin({"proposed"})
        if problem := self._approval_problem():
            raise AccessError(problem)
        now = fields.Datetime.now()
        answer = self.answer_id.sudo()  # sudo: the flow is written by its buttons only
        comment = comment.strip() if isinstance(comment, str) and comment.strip() else False
        if self._needs_two_checks() and not answer.checked_by_id:
            answer.write({"checked_by_id": self.env.uid, "checked_at": now, "comment": comment})
            self._move({}, note=self.env._("First check of the answer passed."))
            return True
        answer.write(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "approved_at": now,
                "comment": comment or answer.comment,
            }
        )
        self._move({"state": "approved", "approved_at": now})
        self.sudo().activity_unlink([TODO])
        self._remind(answer.drafted_by_id, self._for(answer.drafted_by_id)._(
            "%(reference)s: the answer is approved. Deliver it.", reference=self.reference))  # fmt: skip
        return True

    def action_return(self, comment):
        """Send the draft back with what is to be changed."""
        self._begin({"proposed", "approved"})
        comment = self._typed(comment, self.env._("Write what is to be changed."))
        answer = self.answer_id.sudo()  # sudo: the flow is written by its buttons only
        if answer.drafted_by_id != self.env.user and not self._is_checker():
            raise AccessError(self.env._("Whoever may check the answer, or drafted it, sends it back."))
        answer.write({"state": "returned", "returned_by_id": self.env.uid, "comment": comment})
        self._move({"state": "investigating", "proposed_at": False, "approved_at": False})
        self.sudo().activity_unlink([TODO])
        self._remind(answer.drafted_by_id, self._for(answer.drafted_by_id)._(
            "%(reference)s: the answer came back, change it.", reference=self.reference))  # fmt: skip
        return True

    def action_answer(self, how, proof=None, at=None):
        """The approved answer has reached the complainant; the clock stops at that moment.

        :param how: letter, in_person, email, sms, wechat, phone, authority, public or other
        :param proof: number of the letter, name of who took it, the person spoken to; nobody has to prove anything
            where the complaint is anonymous
        :param at: when, for what is entered afterwards
        """
        self._begin({"approved"})
        if how not in dict(HOW):
            raise UserError(self.env._("Say by which way the answer was delivered."))
        if not self.anonymous:
            proof = self._typed(
                proof, self.env._("Enter what proves the delivery: the number of the letter, or who took it.")
            )
        at = self._typed_moment(at)
        answer = self.answer_id.sudo()  # sudo: the flow is written by its buttons only
        if at < answer.approved_at.replace(second=0, microsecond=0):
            raise UserError(self.env._("An answer is delivered after it was approved. Check the time."))
        answer._send(how, proof, at)
        self._move({"state": "answered", "answered_at": at})
        self.sudo().activity_unlink([TODO])
        self._clock_event("answered", at)
        return True

    # Who checks
    def _needs_two_checks(self):
        limit = self.sudo().company_id.hcs_complaint_two_checks_from
        return limit != "never" and self.severity >= limit

    def _is_approver(self):
        groups = APPROVERS[self.sudo().company_id.hcs_complaint_approver]
        return any(self.env.user.has_group(group) for group in groups)

    def _is_checker(self):
        return self._is_office() or self._is_approver()

    def _approval_problem(self):
        """Why this person may not take the next check, in words; None where nothing speaks against it."""
        answer = self.answer_id.sudo()
        if not answer:
            return self.env._("There is no answer to check.")
        if answer.drafted_by_id == self.env.user:
            return self.env._("You drafted this answer. Somebody else checks it.")
        if self._needs_two_checks() and not answer.checked_by_id:
            if not self._is_checker():
                return self.env._("The complaint office, a team leader or an approver checks answers.")
            return None
        if self._needs_two_checks() and answer.checked_by_id == self.env.user:
            return self.env._("You made the first check. Somebody else makes the second.")
        if not self._is_approver():
            roles = dict(self.env["res.company"]._fields["hcs_complaint_approver"]._description_selection(self.env))
            return self.env._(
                "Answers are approved by: %(role)s.", role=roles[self.sudo().company_id.hcs_complaint_approver]
            )
        return None

    def _approvers(self):
        """Who is told that an answer waits: those who hold just the rank that approves."""
        ticket = self.sudo()
        group = self.env.ref(APPROVERS[ticket.company_id.hcs_complaint_approver][0]).sudo()
        people = group.user_ids.filtered(lambda user: user.active and ticket.company_id in user.company_ids)
        return people - self.env.user - ticket.walled_user_ids

    def _draft(self):
        """A version of this stage that may still be changed."""
        return self.answer_id if self.answer_id.state == "draft" else self.answer_id.browse()
