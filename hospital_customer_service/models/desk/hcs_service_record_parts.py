from odoo import api, fields, models

from .hcs_service_record import OPEN_STATES

# a patient who came back within so many days is still known
KNOWN_DAYS = 90


class HcsServiceRecord(models.Model):
    """What a record gets from its type and from the rules of the house: steps, deadlines, people, privacy."""

    _inherit = "hcs.service.record"

    shown_entries = fields.Char(compute="_compute_shown_entries", export_string_translation=False)

    @api.depends("type_id.field_ids", "type_id.required_field_ids")
    def _compute_shown_entries(self):
        """Names of the entries the form shows, between commas; an entry that has been filled in never hides."""
        # sudo: the configuration of the type
        names = set(self.env["hcs.service.field"].sudo().search([]).mapped("field_name"))  # pylint: disable=no-search-all
        for record in self:
            record_sudo = record.sudo()
            service = record_sudo.type_id
            shown = {*service.field_ids.mapped("field_name"), *service.required_field_ids.mapped("field_name")}
            shown |= {name for name in names if record_sudo[name]}
            record.shown_entries = f",{','.join(sorted(shown))},"

    def _make_steps(self):
        """Copy the steps of the type, in the words of the customer's centre."""
        values = []
        for record in self:
            values += [record._prepare_step(template) for template in record.type_id.sudo().step_template_ids]
        if values:
            self.env["hcs.service.step"].sudo().create(values)

    def _prepare_step(self, template):
        due_at = fields.Datetime.add(self.opened_at, minutes=template.due_minutes) if template.due_minutes else False
        department = template.department_id
        return {
            "record_id": self.id,
            "template_id": template.id,
            "sequence": template.sequence,
            "code": template.code,
            "name": template.name,
            "mandatory": template.mandatory,
            "department_id": department.id if department.company_id == self.company_id else False,
            "due_at": due_at,
        }

    # Deadlines and assignment

    @api.model
    def _clock_events(self):
        return [
            *super()._clock_events(),
            ("first_response", self.env._("First response")),
            ("answered", self.env._("Answered")),
            ("reopened", self.env._("Opened again")),
            ("handed_over", self.env._("Handed over")),
            ("acknowledged", self.env._("Hand-over taken")),
        ]

    @api.model
    def _assignment_domain_open(self):
        return [("state", "in", OPEN_STATES)]

    def _assignment_preferred(self, users):
        """Whoever served the patient last: the patient need not tell everything again (SD9)."""
        # sudo: who knows the patient does not depend on the reader
        rows = self.sudo()._read_group(
            [
                ("patient_id", "in", self.sudo().patient_id.ids),
                ("user_id", "in", users.ids),
                ("opened_at", ">=", fields.Datetime.subtract(fields.Datetime.now(), days=KNOWN_DAYS)),
            ],
            ["patient_id", "user_id"],
            order="opened_at:max, user_id",
            aggregates=["opened_at:max"],
        )
        last = {patient: user for patient, user, _at in rows}
        nobody = users.browse()
        return {record: last.get(record.sudo().patient_id, nobody) for record in self}

    # Mail

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Only who works on the record reads what is discussed there: a department sees its question, not the talk."""
        return dict.fromkeys(self, "write")
