from odoo import api, fields, models


class HcsPatient(models.Model):
    """Contacts and opinions on the patient card."""

    _inherit = "hcs.patient"

    contact_ids = fields.One2many("hcs.contact", "patient_id", string="Contacts", readonly=True)
    opinion_ids = fields.One2many("hcs.opinion", "patient_id", string="Opinions")
    contact_count = fields.Integer(compute="_compute_contact_count")
    opinion_count = fields.Integer(compute="_compute_contact_count")
    last_contact_at = fields.Datetime("Last contact", compute="_compute_contact_count")

    def _compute_contact_count(self):
        contacts = {
            patient.id: (count, last)
            for patient, count, last in self.env["hcs.contact"]._read_group(
                [("patient_id", "in", self.ids)], ["patient_id"], ["__count", "started_at:max"]
            )
        }
        opinions = dict(
            self.env["hcs.opinion"]._read_group([("patient_id", "in", self.ids)], ["patient_id"], ["__count"])
        )
        for patient in self:
            patient.contact_count, patient.last_contact_at = contacts.get(patient._origin.id, (0, False))
            patient.opinion_count = opinions.get(patient._origin, 0)

    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            {
                "kind": "contact",
                "label": self.env._("Contacts"),
                "icon": "fa-phone",
                "model": "hcs.contact",
                "date_field": "started_at",
                "fields": ["channel", "direction", "purpose", "outcome", "note", "user_id", "message_id"],
                "describe": self._describe_contact,
            },
            {
                "kind": "opinion",
                "label": self.env._("Opinions"),
                "icon": "fa-commenting-o",
                "model": "hcs.opinion",
                "date_field": "noted_at",
                "fields": ["kind", "category_id", "department_id", "text", "state"],
                "describe": self._describe_opinion,
            },
        ]

    @api.model
    def _describe_contact(self, contact):
        labels = {
            name: dict(contact._fields[name]._description_selection(self.env))[contact[name]]
            for name in ("channel", "direction", "purpose")
        }
        title = self.env._("%(channel)s, %(direction)s", channel=labels["channel"], direction=labels["direction"])
        parts = [labels["purpose"], contact.user_id.name, contact.note]
        message = contact.message_id
        if message:
            states = dict(message._fields["state"]._description_selection(self.env))
            parts.insert(1, states[message.state])
        return title, " · ".join(part for part in parts if part)

    @api.model
    def _describe_opinion(self, opinion):
        kinds = dict(opinion._fields["kind"]._description_selection(self.env))
        states = dict(opinion._fields["state"]._description_selection(self.env))
        parts = [opinion.category_id.name, opinion.department_id.display_name, opinion.text]
        return kinds[opinion.kind], " · ".join(part for part in parts if part), states[opinion.state]

    def action_open_contacts(self):
        return self._open_lines("hospital_customer_service.hcs_contact_action")

    def action_open_opinions(self):
        return self._open_lines("hospital_customer_service.hcs_opinion_action")

    def _open_lines(self, action_id):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(action_id)
        action["domain"] = [("patient_id", "=", self.id)]
        action["context"] = {"default_patient_id": self.id}
        return action
