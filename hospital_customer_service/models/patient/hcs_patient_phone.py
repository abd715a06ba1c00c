from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.phone_validation.tools import phone_validation

from ..common.hcs_masked_mixin import PII_GROUP


class HcsPatientPhone(models.Model):
    """A number by which the patient can be reached; a family shares one, so it is never a key."""

    _name = "hcs.patient.phone"
    _description = "Phone of a patient"
    _inherit = ["hcs.masked.mixin"]
    _order = "patient_id, preferred desc, sequence, id"
    _rec_name = "number_masked"
    _check_company_auto = True

    patient_id = fields.Many2one("hcs.patient", required=True, index=True, ondelete="cascade", check_company=True)
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    number = fields.Char("Number as entered", groups=PII_GROUP, copy=False)
    number_masked = fields.Char(
        "Phone number",
        compute="_compute_number_masked",
        inverse="_inverse_number_masked",
        search="_search_number_masked",
        compute_sudo=True,
        help="Shown without its beginning to those who may not see personal numbers. Type the whole number to change it.",
    )
    e164 = fields.Char(
        "International number", groups=PII_GROUP, compute="_compute_e164", store=True, index=True, copy=False
    )
    digits = fields.Char(
        groups=PII_GROUP, compute="_compute_e164", store=True, copy=False, export_string_translation=False
    )
    invalid = fields.Boolean(
        "Not a valid number",
        compute="_compute_e164",
        store=True,
        help="No telephone network knows a number like this. It is kept as it was entered: ask the patient.",
    )
    relation = fields.Selection(
        [
            ("self", "Patient"),
            ("spouse", "Spouse"),
            ("parent", "Parent"),
            ("child", "Child"),
            ("other", "Other person"),
        ],
        "Whose",
        required=True,
        default="self",
    )
    relation_name = fields.Char("Name of that person")
    sequence = fields.Integer(default=10, aggregator=None)
    preferred = fields.Boolean(help="The number we dial first.")
    wrong = fields.Boolean("Wrong number", help="Somebody else answered, or the number is empty. Not dialled any more.")
    note = fields.Char()

    _digits_tail_idx = models.Index("(reverse(digits) text_pattern_ops)")

    @api.depends("number")
    def _compute_number_masked(self):
        self._mask_into("number", "number_masked")

    def _inverse_number_masked(self):
        self._unmask_into("number_masked", "number")

    def _search_number_masked(self, operator, value):
        return self._search_masked("number", operator, value)

    @api.depends("number", "company_id")
    def _compute_e164(self):
        for phone in self:
            phone.e164 = phone._format_e164(phone.number, phone.company_id.country_id.code)
            phone.digits = "".join(c for c in phone.e164 or phone.number or "" if c.isdecimal())
            phone.invalid = bool(phone.number) and not phone.e164

    @api.model
    def _format_e164(self, number, country_code=None):
        """The international form of ``number``, False where no network has such a number."""
        if not number:
            return False
        code = country_code or "CN"
        try:
            formatted = phone_validation.phone_format(number, code, None, force_format="E164")
        except UserError:
            return False
        return formatted if formatted.startswith("+") else False

    @api.model_create_multi
    def create(self, vals_list):
        patients = self.env["hcs.patient"]
        vals_list = [
            {**vals, "company_id": vals.get("company_id") or patients.browse(vals["patient_id"]).company_id.id}
            for vals in vals_list
        ]
        return super().create(vals_list)
