from odoo import models
from odoo.exceptions import UserError


class HcsComplaintTicket(models.Model):
    """The registration form on paper, and the link between tickets about one matter."""

    _inherit = "hcs.complaint.ticket"

    def action_print_form(self):
        """The registration form, to be signed by the complainant."""
        self.check_access("read")
        # names and numbers stand on the paper in full: that is a look at each
        self._log_read("card", "registration form")
        return self.env.ref("hospital_customer_service.action_report_complaint_form").report_action(self, config=False)

    def _get_form_values(self):
        """What the form prints, for readers of the ticket: the person signs under the full name and number."""
        self.ensure_one()
        sudo = self.sudo()  # sudo: whoever may print the form hands it to the person it names
        patient = sudo.patient_id
        name = sudo.complainant_name or (patient.name if self.complainant_role == "patient" else False)
        phone = sudo.complainant_phone or patient.phone_ids.filtered(lambda line: not line.wrong)[:1].number
        labels = {
            field: dict(self._fields[field]._description_selection(self.env)).get(self[field])
            for field in ("kind", "source", "complainant_role", "severity", "state")
        }
        allegations = sudo.allegation_ids
        return {
            "anonymous": self.anonymous,
            "name": not self.anonymous and name or "",
            "phone": not self.anonymous and phone or "",
            "patient": patient,
            "labels": labels,
            "departments": allegations.department_id | sudo.department_id,
            "categories": allegations.category_id | sudo.category_id,
            "practitioners": allegations.practitioner_ids | sudo.praise_ids.practitioner_id,
            "received_at": self.company_id._hcs_local(self.received_at),
        }

    def _link_same_matter(self, other):
        """Point to the first ticket about the matter; both are kept and counted."""
        self.ensure_one()
        first = other.sudo().duplicate_of_id or other.sudo()
        if first == self.sudo():
            raise UserError(self.env._("A ticket is not the same matter as itself."))
        # sudo: the flow is written by its buttons only, and somebody else may handle the other ticket
        self.sudo().duplicate_of_id = first
        first.message_post(body=self.env._("The same matter came in again: %s", self.reference))
