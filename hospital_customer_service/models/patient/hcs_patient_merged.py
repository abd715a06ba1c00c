from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.idcard import normalise


class HcsPatient(models.Model):
    """A record that turned out to be somebody already known stays where it is and leads to the one that goes on."""

    _inherit = "hcs.patient"

    merged_into_id = fields.Many2one(
        "hcs.patient",
        "Merged into",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The record of the same person that goes on.",
    )
    merged_ids = fields.One2many("hcs.patient", "merged_into_id", "Merged records", readonly=True)
    duplicate_count = fields.Integer(compute="_compute_duplicate_count", help="Records that may be the same person.")
    duplicate_hint = fields.Char(
        compute="_compute_duplicate_hint",
        compute_sudo=True,
        help="Shown while a new record is typed, before the person is entered twice.",
    )

    @api.depends_context("uid")
    def _compute_duplicate_count(self):
        pairs = self.env["hcs.patient.duplicate"].search(
            ["&", ("state", "=", "open"), "|", ("patient_id", "in", self.ids), ("other_id", "in", self.ids)]
        )
        for patient in self:
            own = patient._origin
            patient.duplicate_count = len(pairs.filtered(lambda pair, own=own: own in pair.patient_id | pair.other_id))

    @api.depends("name", "birthdate", "id_number_masked", "phone_ids.number_masked")
    def _compute_duplicate_hint(self):
        for patient in self:
            known = patient._likely_known() if not patient._origin else patient.browse()
            names = self.env._(", ").join(
                known.with_context(formatted_display_name=False).mapped(lambda other: other._known_as())
            )
            patient.duplicate_hint = (
                self.env._("Perhaps already in the archive: %(patients)s. Search before you save.", patients=names)
                if known
                else False
            )

    def _known_as(self):
        """A patient in a few words that tell two of one name apart, without a personal column."""
        return " · ".join(filter(None, (self.name, self.mrn, self.age_text, self.phone_masked)))

    def _likely_known(self):
        """Patients already here that share what is typed: the ID number, or the name with birth date or phone."""
        self.ensure_one()
        name = "".join((self.name or "").split())
        # typed into the masked twins, and not yet saved
        country = (self.company_id or self.env.company).country_id.code
        format_e164 = self.env["hcs.patient.phone"]._format_e164
        typed = [phone.number_masked for phone in self.phone_ids if phone.number_masked]
        numbers = list(filter(None, (format_e164(number, country) for number in typed if "*" not in number)))
        conditions = []
        if self.id_number_masked and "*" not in self.id_number_masked:
            conditions.append(SQL("p.id_number = %s", normalise(self.id_number_masked)))
        if name and self.birthdate:
            conditions.append(SQL("(p.birthdate = %s AND p.name = %s)", self.birthdate, name))
        if name and numbers:
            conditions.append(
                SQL(
                    "(p.name = %s AND EXISTS (SELECT 1 FROM hcs_patient_phone n"
                    " WHERE n.patient_id = p.id AND n.e164 IN %s))",
                    name,
                    tuple(numbers),
                )
            )
        if not conditions:
            return self.browse()
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id FROM hcs_patient p WHERE p.active AND p.merged_into_id IS NULL AND p.company_id = %s"
                " AND (%s) ORDER BY p.id LIMIT 3",
                (self.company_id or self.env.company).id,
                SQL(" OR ").join(conditions),
            )
        )
        return self.browse(row[0] for row in rows)

    # ---------------------------------------------------------------- one person, several records

    def _resolve_merged(self):
        """The records that go on: of a merged one, the one it was merged into."""
        # sudo: where a record leads to is no secret to whoever has it
        return self.sudo().mapped(lambda patient: patient.merged_into_id or patient).with_env(self.env)

    def _merged_family(self):
        """These records and those that were merged into them: ledgers keep the record they were written for."""
        merged = self.sudo().with_context(active_test=False).search([("merged_into_id", "in", self.ids)])
        return self | merged.with_env(self.env)

    def write(self, vals):
        if not self.env.su and any(patient.merged_into_id for patient in self.sudo()):
            raise UserError(
                self.env._("This record was merged into another one. Open that one and enter the change there.")
            )
        return super().write(vals)

    def action_open_survivor(self):
        """From a merged record to the one that goes on."""
        self.ensure_one()
        self.check_access("read")
        return self._resolve_merged()._get_records_action()

    def action_open_duplicates(self):
        """The pairs this patient is part of."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hospital_customer_service.hcs_patient_duplicate_action"
        )
        action["domain"] = ["|", ("patient_id", "=", self.id), ("other_id", "=", self.id)]
        return action

    def action_merge(self):
        """Two records chosen in the list: side by side, to be merged."""
        self.check_access("write")
        if len(self) != 2:
            raise UserError(self.env._("Choose exactly two records to compare and merge."))
        first, second = self.sorted("id")
        return self.env["hcs.patient.merge"]._prepare_merge(first, second)._get_form_action()

    def _merge_weight(self):
        """How much hangs on a record: the one with more goes on."""
        return sum(
            self.env.execute_query(
                SQL(
                    "SELECT count(*) FROM %s WHERE %s = %s",
                    SQL.identifier(link["table"]),
                    SQL.identifier(link["column"]),
                    self.id,
                )
            )[0][0]
            for link in self.env["hcs.patient.merge"]._links()
            if link["kind"] == "many2one"
        )
