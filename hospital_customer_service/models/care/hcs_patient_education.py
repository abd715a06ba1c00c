from odoo import api, fields, models


class HcsPatient(models.Model):
    """What the patient was given to read, on the card and in the history."""

    _name = "hcs.patient"
    _inherit = ["hcs.patient", "hcs.education.mixin"]

    education_count = fields.Integer("Health education", compute="_compute_education_count")

    def _compute_education_count(self):
        counts = dict(
            self.env["hcs.education.delivery"]._read_group(
                [("patient_id", "in", self.ids)], ["patient_id"], ["__count"]
            )
        )
        for patient in self:
            patient.education_count = counts.get(patient._origin, 0)

    def _education_patient(self):
        return self

    def action_open_education(self):
        self.ensure_one()
        return self._open_lines("hospital_customer_service.hcs_education_delivery_action")

    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            {
                "kind": "education",
                "label": self.env._("Health education"),
                "icon": "fa-book",
                "model": "hcs.education.delivery",
                "date_field": "at",
                "fields": ["material_id", "channel", "user_id"],
                "describe": self._describe_education,
            },
        ]

    @api.model
    def _describe_education(self, delivery):
        channels = dict(delivery._fields["channel"]._description_selection(self.env))
        material = delivery.material_id.sudo()  # sudo: what was given stays readable on the card
        return material.display_name, " · ".join((channels[delivery.channel], delivery.user_id.sudo().name))
