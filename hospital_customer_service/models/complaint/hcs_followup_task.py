from odoo import models


class HcsFollowupTask(models.Model):
    """Complaints, suggestions and praise heard on a call (FUP-09)."""

    _name = "hcs.followup.task"
    _inherit = ["hcs.followup.task", "hcs.complaint.raise.mixin"]

    def _complaint_links(self):
        return {
            **super()._complaint_links(),
            "source": "followup",
            "followup_task_id": self,
            "patient_id": self.patient_id,
            "visit_id": self.visit_id,
            "department_id": self.department_id,
        }

    def _made_ticket(self, ticket):
        """A suggestion is a line that summaries count, too (FUP-17); it is passed on already."""
        if ticket.kind == "suggestion" and not ticket.opinion_id:
            opinion = self.env["hcs.opinion"].create(
                {
                    "kind": "suggestion",
                    "text": ticket.description,
                    "patient_id": self.patient_id.id,
                    "visit_id": self.visit_id.id,
                    "department_id": self.department_id.id,
                    "company_id": self.company_id.id,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
            opinion.action_pass_on()
            ticket.opinion_id = opinion
        return super()._made_ticket(ticket)
