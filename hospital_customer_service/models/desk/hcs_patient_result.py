from odoo import api, fields, models


class HcsPatient(models.Model):
    """Results on the patient card and in the history."""

    _inherit = "hcs.patient"

    result_delivery_ids = fields.One2many("hcs.result.delivery", "patient_id", string="Results", readonly=True)
    result_count = fields.Integer("Number of results", compute="_compute_result_count")
    result_todo_count = fields.Integer("Open results", compute="_compute_result_count")

    def _compute_result_count(self):
        counts = dict.fromkeys(self.ids, (0, 0))
        for patient, state, count in self.env["hcs.result.delivery"]._read_group(
            [("patient_id", "in", self.ids)], ["patient_id", "state"], ["__count"]
        ):
            total, todo = counts[patient.id]
            counts[patient.id] = (total + count, todo + (count if state in ("waiting", "ready", "held") else 0))
        for patient in self:
            patient.result_count, patient.result_todo_count = counts.get(patient._origin.id, (0, 0))

    def action_open_results(self):
        return self._open_lines("hospital_customer_service.hcs_result_delivery_action")

    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            {
                "kind": "result",
                "label": self.env._("Results"),
                "icon": "fa-file-text-o",
                "model": "hcs.result.delivery",
                "date_field": "create_date",
                "fields": ["reference", "kind", "state", "department_id", "how", "delivered_at", "proof"],
                "describe": self._describe_result,
            },
        ]

    @api.model
    def _describe_result(self, delivery):
        labels = {
            name: dict(delivery._fields[name]._description_selection(self.env)).get(delivery[name])
            for name in ("kind", "state")
        }
        parts = [delivery.reference, delivery.department_id.display_name, delivery.proof_text]
        return labels["kind"], " · ".join(part for part in parts if part), labels["state"]
