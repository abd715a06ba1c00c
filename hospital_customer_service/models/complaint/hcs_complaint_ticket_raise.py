from odoo import Command, api, models
from odoo.exceptions import UserError

# what a record proposes to the intake; the patient's words are asked, never taken over unseen
LINKS = (
    "patient_id",
    "visit_id",
    "department_id",
    "followup_task_id",
    "service_record_id",
    "incident_id",
    "opinion_id",
    "box_opening_id",
)


class HcsComplaintTicket(models.Model):
    """A ticket is opened from wherever the words were heard (FUP-09, CMP-08)."""

    _inherit = "hcs.complaint.ticket"

    @api.model
    def _open_intake(self, kind="complaint", source="in_person", **links):
        """The quick entry, with what the record it is opened from knows already."""
        self.browse().check_access("create")
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_complaint_intake_action")
        values = {"kind": kind, "source": source}
        values |= {name: record.id for name, record in links.items() if name in LINKS and record}
        return {**action, "context": {f"default_{name}": value for name, value in values.items()}}

    @api.model
    def _raise(self, kind, text, source="other", severity=None, **values):
        """A ticket made at once from words that were written down already.

        Whoever writes them down is the first receiver and answers for the ticket until the next person accepts it.
        """
        text = text.strip() if isinstance(text, str) else ""
        if not text:
            raise UserError(self.env._("Write down what was said."))
        if severity is not None and severity not in dict(self._fields["severity"].selection):
            raise UserError(self.env._("The severity is a level from 1 to 5."))
        vals = {
            "kind": kind,
            "source": source,
            "description": text,
            "subject": False,
            "handler_ids": [Command.link(self.env.uid)],
            **{name: value.id if isinstance(value, models.BaseModel) else value for name, value in values.items()},
        }
        if severity:
            vals["severity"] = severity
        # sudo: the first grade is part of the report, changed later by its button only
        ticket = self.sudo().create({name: value for name, value in vals.items() if value})
        ticket._take_over_caller()
        return ticket.with_env(self.env)

    def _take_over_caller(self):
        """Name and number of whoever called stand in the service record already; an agent may not read them there."""
        for ticket in self.sudo().filtered(lambda ticket: ticket.service_record_id and not ticket.anonymous):
            record = ticket.service_record_id
            vals = {}
            if not ticket.complainant_name and record.caller_name:
                vals["complainant_name"] = record.caller_name
            if not ticket.complainant_phone and record.caller_phone:
                vals["complainant_phone"] = record.caller_phone
            if vals and record.caller_relation != "self":
                vals["complainant_role"] = "other"
            if vals:
                ticket.write(vals)

    def _get_form_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.reference,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_report_incident(self):
        """Report what the complaint is about as an incident too, and link both ways."""
        self.ensure_one()
        self.check_access("write")
        if not self.incident_id:
            if not (self.description or "").strip():
                raise UserError(self.env._("Write what happened before you report it as an incident."))
            # the number of the complaint stays out of the incident: its readers are others
            incident = self.env["hcs.incident"].create(
                {
                    "kind": "dispute" if self.kind == "dispute" else "medical_accident",
                    "severity": {"5": "1", "4": "2", "3": "3"}.get(self.severity, "4"),
                    "patient_id": self.patient_id.id,
                    "department_id": self.department_id.id,
                    "description": self.description,
                    "company_id": self.company_id.id,
                }
            )
            self.incident_id = incident
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.incident",
            "res_id": self.incident_id.id,
            "views": [(False, "form")],
        }
