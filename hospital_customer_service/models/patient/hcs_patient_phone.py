from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.phone_validation.tools import phone_validation

from ...tools.mask import mask
from ..common.arguments import a_text, arguments
from ..common.hcs_masked_mixin import PII_GROUP


class HcsPatientPhone(models.Model):
    """A number by which the patient can be reached; a family shares one, so it is never a key."""

    _name = "hcs.patient.phone"
    _description = "Phone of a patient"
    _inherit = ["hcs.patient.line.mixin", "hcs.masked.mixin"]
    _order = "patient_id, preferred desc, sequence, id"
    _rec_name = "number_masked"

    number = fields.Char("Number as entered", groups=PII_GROUP, copy=False)
    number_masked = fields.Char(
        "Phone number",
        compute="_compute_number_masked",
        inverse="_inverse_number_masked",
        search="_search_number_masked",
        compute_sudo=True,
        help="Shown without its beginning. Type the whole number to change it.",
    )
    e164 = fields.Char(
        "International number",
        groups=PII_GROUP,
        compute="_compute_e164",
        store=True,
        index=True,
        copy=False,
    )
    digits = fields.Char(
        groups=PII_GROUP,
        compute="_compute_e164",
        store=True,
        copy=False,
        export_string_translation=False,
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
            ("parent", "Mother or father"),
            ("child", "Son or daughter"),
            ("other", "Other person"),
        ],
        "Whose",
        required=True,
        default="self",
    )
    relation_name = fields.Char("Name of that person")
    sequence = fields.Integer(default=10, aggregator=None)
    preferred = fields.Boolean(help="The number we dial first.")
    wrong = fields.Boolean(
        "Wrong number", help="Somebody else answered, or the number is empty. Not dialled any more."
    )
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
            phone.e164 = self._format_e164(phone.number, phone.company_id.country_id.code)
            phone.digits = "".join(c for c in phone.e164 or phone.number or "" if c.isdecimal())
            phone.invalid = bool(phone.number) and not phone.e164

    @api.model
    def _format_e164(self, number, country_code=None):
        """The international form of ``number``, False where no network has such a number."""
        if not number:
            return False
        try:
            formatted = phone_validation.phone_format(number, country_code or "CN", None, force_format="E164")
        except UserError:
            return False
        return formatted if formatted.startswith("+") else False

    @api.model_create_multi
    def create(self, vals_list):
        if not all(vals.get("number") or vals.get("number_masked") for vals in vals_list):
            raise ValidationError(self.env._("Phones: enter the phone number, or remove the line."))
        phones = super().create(vals_list)
        phones._keep_one_preferred()
        for phone in phones:
            if phone.patient_id.create_date < self.env.cr.now().replace(microsecond=0):
                phone._note_on_patient(self.env._("Phone number added: %s", phone._shown()))
        return phones

    def write(self, vals):
        if any(name in vals and not vals[name] for name in ("number", "number_masked")):
            raise ValidationError(self.env._("Phones: enter the phone number, or remove the line."))
        before = {phone.id: phone._shown() for phone in self} if "number" in vals else {}
        result = super().write(vals)
        if vals.get("preferred"):
            self._keep_one_preferred()
        for phone in self:
            if phone.id in before and before[phone.id] != phone._shown():
                phone._note_on_patient(
                    self.env._("Phone number changed: %(old)s → %(new)s", old=before[phone.id], new=phone._shown())
                )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_note(self):
        for phone in self:
            phone._note_on_patient(self.env._("Phone number removed: %s", phone._shown()))

    def _keep_one_preferred(self):
        for phone in self.filtered("preferred"):
            others = phone.patient_id.phone_ids - phone
            others.filtered("preferred").preferred = False

    def _shown(self):
        """The mask of the number that is kept: the twin may still hold what somebody just typed."""
        return mask(self.sudo().number)

    def _note_on_patient(self, text):
        """Numbers are lines, so the patient's chatter tells of their changes, masked as everywhere."""
        if not self.env.context.get("tracking_disable"):
            self.patient_id._message_log(body=text)

    @arguments(field=a_text, reason=a_text)
    def action_reveal(self, field="number", reason=None):
        """The whole number, for those who may see it; the look is logged."""
        return self.patient_id._reveal(self, field, reason)
