from odoo import api, models


class HcsPatient(models.Model):
    _inherit = "hcs.patient"

    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            {
                "kind": "activity",
                "label": self.env._("Activities"),
                "icon": "fa-users",
                "model": "event.registration",
                "patient_field": "hcs_patient_id",
                "date_field": "create_date",
                "fields": ["event_id", "hcs_outcome", "hcs_seat"],
                "describe": self._describe_activity,
            },
        ]

    @api.model
    def _describe_activity(self, registration):
        outcomes = dict(registration._fields["hcs_outcome"]._description_selection(self.env))
        return registration.event_id.name, outcomes.get(registration.hcs_outcome, ""), registration.state
