from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..followup.hcs_followup_referral import REFEREES


class HcsFollowupReferral(models.Model):
    """The executive assistant turns a row of the detail sheet into a ticket (FUP-10)."""

    _inherit = "hcs.followup.referral"

    ticket_id = fields.Many2one(
        "hcs.complaint.ticket", index="btree_not_null", ondelete="set null", readonly=True, copy=False
    )

    def action_raise_complaint(self):
        return self._raise_ticket("complaint")

    def action_raise_suggestion(self):
        return self._raise_ticket("suggestion")

    def action_raise_praise(self):
        return self._raise_ticket("praise")

    def _raise_ticket(self, kind):
        self.ensure_one()
        self.check_access("write")
        mine = self.env.user in self.referee_id | self.assignee_id
        if not mine and not any(self.env.user.has_group(group) for group in REFEREES):
            raise AccessError(self.env._("The executive assistant or a team leader decides what becomes of the rows."))
        sudo = self.sudo()  # sudo: who the patient is stays hidden from the executive, the ticket needs it
        if sudo.ticket_id:
            raise UserError(self.env._("A ticket was opened from this row already: %s", sudo.ticket_id.reference))
        task = sudo.task_id
        ticket = self.env["hcs.complaint.ticket"]._raise(
            kind,
            self.text,
            source="followup",
            followup_task_id=task,
            patient_id=task.patient_id,
            visit_id=task.visit_id,
            department_id=self.department_id,
            opinion_id=sudo.opinion_id,
            company_id=self.company_id,
        )
        sudo.ticket_id = ticket
        if sudo.opinion_id.state == "new":
            sudo.opinion_id.write({"state": "passed"})
        return ticket._get_form_action()
