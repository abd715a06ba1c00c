from odoo import api, fields, models

from ..common.hcs_masked_mixin import PII_GROUP


class HcsPatientIdentifier(models.Model):
    """A number under which some system or paper knows the patient."""

    _name = "hcs.patient.identifier"
    _description = "Identifier of a patient"
    _inherit = ["hcs.masked.mixin"]
    _order = "patient_id, type, id"
    _rec_name = "value_masked"
    _check_company_auto = True

    patient_id = fields.Many2one("hcs.patient", required=True, index=True, ondelete="cascade", check_company=True)
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
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
    value = fields.Char("Identifier", groups=PII_GROUP, copy=False)
    value_masked = fields.Char(
        "Number",
        compute="_compute_value_masked",
        inverse="_inverse_value_masked",
        search="_search_value_masked",
        compute_sudo=True,
        help="Shown without its beginning to those who may not see personal numbers. Type the whole number to change it.",
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
        patients = self.env["hcs.patient"]
        vals_list = [
            {**vals, "company_id": vals.get("company_id") or patients.browse(vals["patient_id"]).company_id.id}
            for vals in vals_list
        ]
        return super().create(vals_list)
