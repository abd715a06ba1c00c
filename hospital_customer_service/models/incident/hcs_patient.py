from odoo import api, fields, models


class HcsPatient(models.Model):
    """Incidents on the patient's history."""

    _inherit = "hcs.patient"

    incident_ids = fields.One2many("hcs.incident", "patient_id", string="Incidents", readonly=True)

    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            {
                "kind": "incident",
                "label": self.env._("Incidents"),
                "icon": "fa-exclamation-triangle",
                "model": "hcs.incident",
                "date_field": "occurred_at",
                "fields": ["reference", "kind", "severity", "state", "place"],
                "describe": self._describe_incident,
            },
        ]

    @api.model
    def _describe_incident(self, incident):
        labels = {
            name: dict(incident._fields[name]._description_selection(self.env))[incident[name]]
            for name in ("kind", "severity", "state")
        }
        parts = [incident.reference, labels["severity"], incident.place, labels["state"]]
        return labels["kind"], " · ".join(part for part in parts if part), incident.state
