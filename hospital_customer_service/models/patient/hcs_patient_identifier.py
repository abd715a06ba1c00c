from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.idcard import normalise
from ..common.arguments import a_text, arguments
from ..common.hcs_masked_mixin import PII_GROUP


class HcsPatientIdentifier(models.Model):
    """A number under which some system or paper knows the patient."""

    _name = "hcs.patient.identifier"
    _description = "Identifier of a patient"
    _inherit = ["hcs.patient.line.mixin", "hcs.masked.mixin"]
    _order = "patient_id, type, id"
    _rec_name = "value_masked"

    type = fields.Selection(
        [
            ("mrn", "Medical record number"),
            ("inpatient", "Inpatient number"),
            ("outpatient", "Outpatient number"),
            ("visit_card", "Visit card"),
            ("id_card", "ID card"),
            ("passport", "Passport"),
            ("permit", "Permit"),
            ("insurance", "Insurance card"),
            ("his", "Hospital system"),
            ("other", "Other"),
        ],
        required=True,
        default="visit_card",
    )
    system = fields.Char(help="Who gave the number, where two systems may give the same one.")
    value = fields.Char("Whole number", groups=PII_GROUP, copy=False)
    value_masked = fields.Char(
        "Number",
        compute="_compute_value_masked",
        inverse="_inverse_value_masked",
        search="_search_value_masked",
        compute_sudo=True,
        help="Shown without its beginning. Type the whole number to change it.",
    )
    active = fields.Boolean(default=True)

    _value_uniq = models.UniqueIndex(
        "(company_id, type, COALESCE(system, ''), value) WHERE active AND value <> ''",
        "Another patient already has this number.",
    )
    _value_tail_idx = models.Index("(reverse(value) text_pattern_ops)")

    @api.depends("value")
    def _compute_value_masked(self):
        self._mask_into("value", "value_masked")

    def _inverse_value_masked(self):
        self._unmask_into("value_masked", "value")

    def _search_value_masked(self, operator, value):
        return self._search_masked("value", operator, value)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_value(vals) for vals in vals_list]
        patients = self.env["hcs.patient"].browse(vals["patient_id"] for vals in vals_list if vals.get("patient_id"))
        company = {patient.id: patient.company_id.id for patient in patients}
        self._check_free(
            [
                (
                    company.get(vals.get("patient_id")),
                    vals.get("type") or "visit_card",
                    vals.get("system") or False,
                    vals.get("value") or vals.get("value_masked"),
                )
                for vals in vals_list
            ]
        )
        return super().create(vals_list)

    def write(self, vals):
        vals = self._prepare_value(vals)
        if vals.keys() & {"value", "type", "system", "active"} and vals.get("active", True):
            self._check_free(
                [
                    (
                        identifier.company_id.id,
                        vals.get("type", identifier.type),
                        vals.get("system", identifier.system) or False,
                        vals.get("value", identifier.value),
                    )
                    for identifier in self.sudo()  # sudo: the value is compared, not shown
                ]
            )
        return super().write(vals)

    @api.model
    def _prepare_value(self, vals):
        """Values as they are kept: half-width capitals without blanks."""
        return {
            name: normalise(value) if name in ("value", "value_masked") and value else value
            for name, value in vals.items()
        }

    def _check_free(self, keys):
        """Refuse a number that is taken before the database does: its own message would put the number in the log.

        :param keys: list of (company id, type, system, value) that these identifiers are about to have
        """
        keys = [key for key in keys if key[3]]
        taken = {
            (line.company_id.id, line.type, line.system, line.value)
            # sudo: taken is taken, whoever may see it
            for line in self.sudo().search([("value", "in", [key[3] for key in keys]), ("id", "not in", self.ids)])
        }
        for key in keys:
            if key in taken:
                raise ValidationError(
                    self.env._(
                        "Identifiers: this number is already in use as “%(type)s” of another patient. "
                        "Search for the number to find that patient.",
                        type=dict(self._fields["type"]._description_selection(self.env))[key[1]],
                    )
                )
            taken.add(key)

    @arguments(field=a_text, reason=a_text)
    def action_reveal(self, field="value", reason=None):
        """The whole number, for those who may see it; the look is logged."""
        return self.patient_id._reveal(self, field, reason)
