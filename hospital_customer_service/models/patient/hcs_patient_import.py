from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.idcard import normalise


class RowByRowError(Exception):
    """A batch of imported rows failed: load it row by row, so that the error is told of the right row."""


class HcsPatient(models.Model):
    """Patients from a spreadsheet, by Odoo's own import (PAT-06)."""

    _inherit = "hcs.patient"

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import template for patients"),
                "template": "/hospital_customer_service/static/xls/patients.xlsx",
            }
        ]

    def _load_records(self, data_list, update=False):
        try:
            return super()._load_records(data_list, update)
        except UserError as error:
            if len(data_list) > 1:
                # the import would tell this error of the first row of the batch, whichever row has it
                raise RowByRowError from error
            raise

    def _load_records_write(self, values):
        """A file that is imported again adds no second line with the same number."""
        values = dict(values)
        if "phone_ids" in values:
            phones = self.env["hcs.patient.phone"]
            country = self.company_id.country_id.code

            def phone_key(number):
                return phones._format_e164(number, country) or number

            known = {phone_key(phone.number): phone.id for phone in self.sudo().phone_ids}
            values["phone_ids"] = self._match_lines(
                values["phone_ids"], known, lambda line: phone_key(line.get("number") or line.get("number_masked"))
            )
        if "identifier_ids" in values:
            known = {(line.type, line.system, line.value): line.id for line in self.sudo().identifier_ids}
            values["identifier_ids"] = self._match_lines(
                values["identifier_ids"],
                known,
                lambda line: (
                    line.get("type", "visit_card"),
                    line.get("system") or False,
                    normalise(line.get("value") or line.get("value_masked")),
                ),
            )
        return super()._load_records_write(values)

    def _match_lines(self, commands, known, key_of):
        """Turn the creation of a line that is there already into an update of it.

        :param known: key -> id of the lines that the patient has
        """
        matched = []
        for command in commands:
            if command[0] == Command.CREATE and (line_id := known.get(key_of(command[2]))):
                hidden = ("number", "number_masked", "value", "value_masked")  # the same, and needs no second writing
                rest = {name: value for name, value in command[2].items() if name not in hidden}
                matched.append(Command.update(line_id, rest))
            else:
                matched.append(command)
        return matched
