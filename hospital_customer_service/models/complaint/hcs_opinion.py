from odoo import fields, models


class HcsOpinion(models.Model):
    """An opinion or suggestion that becomes a ticket (FUP-17)."""

    _name = "hcs.opinion"
    _inherit = ["hcs.opinion", "hcs.complaint.raise.mixin"]

    ticket_ids = fields.One2many("hcs.complaint.ticket", "opinion_id", string="Tickets", readonly=True)

    def _complaint_links(self):
        links = {
            **super()._complaint_links(),
            "source": "other",
            "opinion_id": self,
            "patient_id": self.patient_id,
            "visit_id": self.visit_id,
            "department_id": self.department_id,
        }
        heard_on = {"hcs.followup.task": "followup_task_id", "hcs.service.record": "service_record_id"}
        name = heard_on.get(self.res_model)
        record = self.env[self.res_model].browse(self.res_id).exists() if name else None
        if record and record.has_access("read"):
            links[name] = record
            links["source"] = record._complaint_links()["source"]
        return links

    def _raise_ticket(self, kind, text=None, severity=None):
        """The words stand here already: nothing is asked."""
        return super()._raise_ticket(kind, self.text if text is None else text, severity)

    def _made_ticket(self, ticket):
        if self.state == "new":
            self.action_pass_on()
        return super()._made_ticket(ticket)
