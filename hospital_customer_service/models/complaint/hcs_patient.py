from odoo import api, fields, models


class HcsPatient(models.Model):
    """Complaints, suggestions and praise on the patient card, as far as the reader may know of them."""

    _name = "hcs.patient"
    _inherit = ["hcs.patient", "hcs.complaint.raise.mixin"]

    complaint_count = fields.Integer("Number of complaints", compute="_compute_complaint_count")
    complaint_open_count = fields.Integer("Open complaints", compute="_compute_complaint_count")

    @api.depends_context("uid")
    def _compute_complaint_count(self):
        """Counted under the rights of the reader: staff whom a ticket names learn nothing here either."""
        tickets = self.env["hcs.complaint.ticket"]
        counts = {}
        if tickets.has_access("read"):
            for patient, state, count in tickets._read_group(
                [("patient_id", "in", self.ids)], ["patient_id", "state"], ["__count"]
            ):
                total, todo = counts.get(patient.id, (0, 0))
                ended = state in ("closed", "not_accepted", "withdrawn")
                counts[patient.id] = (total + count, todo + (0 if ended else count))
        for patient in self:
            patient.complaint_count, patient.complaint_open_count = counts.get(patient._origin.id, (0, 0))

    def action_open_complaints(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_complaint_ticket_action")
        return {
            **action,
            "domain": [("patient_id", "in", self._merged_family().ids)],
            "context": {"default_patient_id": self.id},
        }

    def _complaint_links(self):
        return {**super()._complaint_links(), "source": "in_person", "patient_id": self}

    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            {
                "kind": "complaint",
                "label": self.env._("Complaints and praise"),
                "icon": "fa-bullhorn",
                "model": "hcs.complaint.ticket",
                "date_field": "received_at",
                "fields": ["reference", "kind", "state", "category_id", "department_id"],
                "describe": self._describe_complaint,
            },
        ]

    @api.model
    def _describe_complaint(self, ticket):
        labels = {
            name: dict(ticket._fields[name]._description_selection(self.env))[ticket[name]]
            for name in ("kind", "state")
        }
        parts = [ticket.reference, ticket.category_id.name, ticket.department_id.display_name, labels["state"]]
        return labels["kind"], " · ".join(part for part in parts if part), ticket.state
