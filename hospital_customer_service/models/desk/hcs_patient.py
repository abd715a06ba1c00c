from odoo import api, fields, models


class HcsPatient(models.Model):
    """Service records on the patient card: a button, and every record on the timeline."""

    _inherit = "hcs.patient"

    service_record_ids = fields.One2many("hcs.service.record", "patient_id", string="Service records", readonly=True)
    service_count = fields.Integer("Number of service records", compute="_compute_service_count")
    service_open_count = fields.Integer("Open service records", compute="_compute_service_count")

    def _compute_service_count(self):
        counts = dict.fromkeys(self.ids, (0, 0))
        for patient, state, count in self.env["hcs.service.record"]._read_group(
            [("patient_id", "in", self.ids)], ["patient_id", "state"], ["__count"]
        ):
            total, todo = counts[patient.id]
            counts[patient.id] = (total + count, todo + (count if state not in ("done", "cancelled") else 0))
        for patient in self:
            patient.service_count, patient.service_open_count = counts.get(patient.id, (0, 0))

    def action_open_services(self):
        return self._open_lines("hospital_customer_service.hcs_service_record_action_all")

    def action_new_service(self):
        """Register a request of this patient."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_service_intake_action")
        action["context"] = {"default_patient_id": self.id}
        return action

    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            {
                "kind": "service",
                "label": self.env._("Service records"),
                "icon": "fa-life-ring",
                "model": "hcs.service.record",
                "date_field": "opened_at",
                "fields": ["reference", "type_id", "subject", "channel", "state", "user_id", "closing_id"],
                "describe": self._describe_service,
            },
        ]

    @api.model
    def _describe_service(self, record):
        channels = dict(record._fields["channel"]._description_selection(self.env))
        parts = [record.reference, channels[record.channel], record.subject, record.closing_id.name]
        parts.append(record.user_id.name)
        return record.type_id.name, " · ".join(part for part in parts if part), record.state
