from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools import idcard
from ..common.arguments import a_text, arguments
from ..common.hcs_masked_mixin import PII_GROUP

MASKED_HELP = "Shown without its beginning to those who may not see personal data. Type the whole value to change it."


class HcsPatient(models.Model):
    """Personal columns: the real one for those who may see it, a masked twin for everybody else (DESIGN §6.2)."""

    _inherit = "hcs.patient"

    id_type = fields.Selection(
        [
            ("id_card", "Resident ID card"),
            ("passport", "Passport"),
            ("hk_macao_permit", "Hong Kong or Macao permit"),
            ("taiwan_permit", "Taiwan permit"),
            ("residence_permit", "Foreigner's residence permit"),
            ("other", "Other document"),
            ("none", "No document"),
        ],
        "ID document",
        default="id_card",
        required=True,
        tracking=True,
    )
    id_number = fields.Char("Full ID number", groups=PII_GROUP, copy=False, index="btree_not_null", tracking=True)
    id_number_masked = fields.Char(
        "ID number",
        compute="_compute_masked",
        inverse="_inverse_id_number_masked",
        search="_search_id_number_masked",
        compute_sudo=True,
        help=MASKED_HELP,
    )
    address = fields.Char("Full address", groups=PII_GROUP, copy=False, tracking=True)
    address_masked = fields.Char(
        "Address",
        compute="_compute_masked",
        inverse="_inverse_address_masked",
        search="_search_address_masked",
        compute_sudo=True,
        help=MASKED_HELP,
    )
    email = fields.Char("Full e-mail", groups=PII_GROUP, copy=False, tracking=True)
    email_masked = fields.Char(
        "E-mail",
        compute="_compute_masked",
        inverse="_inverse_email_masked",
        search="_search_email_masked",
        compute_sudo=True,
        help=MASKED_HELP,
    )
    wechat = fields.Char("Full WeChat", groups=PII_GROUP, copy=False, tracking=True)
    wechat_masked = fields.Char(
        "WeChat",
        compute="_compute_masked",
        inverse="_inverse_wechat_masked",
        search="_search_wechat_masked",
        compute_sudo=True,
        help=MASKED_HELP,
    )
    qq = fields.Char("Full QQ", groups=PII_GROUP, copy=False, tracking=True)
    qq_masked = fields.Char(
        "QQ",
        compute="_compute_masked",
        inverse="_inverse_qq_masked",
        search="_search_qq_masked",
        compute_sudo=True,
        help=MASKED_HELP,
    )
    id_number_hint = fields.Char(compute="_compute_id_number_hint", compute_sudo=True)
    _id_number_tail_idx = models.Index("(reverse(id_number) text_pattern_ops)")

    @api.depends("id_number", "address", "email", "wechat", "qq")
    def _compute_masked(self):
        for column in ("id_number", "address", "email", "wechat", "qq"):
            self._mask_into(column, f"{column}_masked")

    def _inverse_id_number_masked(self):
        self._unmask_into("id_number_masked", "id_number")

    def _inverse_address_masked(self):
        self._unmask_into("address_masked", "address")

    def _inverse_email_masked(self):
        self._unmask_into("email_masked", "email")

    def _inverse_wechat_masked(self):
        self._unmask_into("wechat_masked", "wechat")

    def _inverse_qq_masked(self):
        self._unmask_into("qq_masked", "qq")

    def _search_id_number_masked(self, operator, value):
        return self._search_masked("id_number", operator, value)

    def _search_address_masked(self, operator, value):
        return self._search_masked("address", operator, value)

    def _search_email_masked(self, operator, value):
        return self._search_masked("email", operator, value)

    def _search_wechat_masked(self, operator, value):
        return self._search_masked("wechat", operator, value)

    def _search_qq_masked(self, operator, value):
        return self._search_masked("qq", operator, value)

    # ID number

    @api.depends("id_number", "id_type")
    def _compute_id_number_hint(self):
        for patient in self:
            card = patient._parse_id_number(patient.id_type, patient.id_number, refuse=False)
            patient.id_number_hint = (
                self.env._("The first digits of the ID number name no province. Please look at the card again.")
                if card and not card.known_place
                else False
            )

    @api.onchange("id_number", "id_number_masked", "id_type")
    def _onchange_id_number(self):
        """Birth date and sex appear while the number is typed; saving checks it."""
        typed = self.id_number_masked or ""
        number = typed if typed and "*" not in typed else self.sudo().id_number
        card = self._parse_id_number(self.id_type, number, refuse=False)
        if card:
            self.birthdate = card.birthdate
            self.sex = card.sex

    @api.constrains("id_number", "id_type", "birthdate", "sex")
    def _check_id_number(self):
        for patient in self.sudo():  # sudo: agents enter numbers that they may not read back
            card = self._parse_id_number(patient.id_type, patient.id_number)
            if card and patient.birthdate != card.birthdate:
                raise ValidationError(
                    self.env._("Date of birth: it is not the one in the ID number. Correct one of the two.")
                )
            if card and patient.sex != card.sex:
                raise ValidationError(self.env._("Sex: it is not the one in the ID number. Correct one of the two."))

    @api.constrains("birthdate", "deceased_at")
    def _check_dates(self):
        today = self._today()
        for patient in self:
            if patient.birthdate and patient.birthdate > today:
                raise ValidationError(self.env._("Date of birth: it lies in the future."))
            if patient.birthdate and patient.deceased_at and patient.deceased_at < patient.birthdate:
                raise ValidationError(self.env._("Date of death: it lies before the birth."))

    @api.model
    def _parse_id_number(self, id_type, number, refuse=True):
        """What a resident ID number tells, None for other documents.

        :param refuse: raise where the number cannot be right, in words that never repeat it
        """
        if not number:
            return None
        if id_type == "id_card":
            try:
                return idcard.parse(number, today=self._today())
            except idcard.IdCardError as error:
                if refuse:
                    raise ValidationError(self._id_number_refusal(error.args[0])) from None
        elif refuse and id_type == "none":
            raise ValidationError(self.env._("ID number: choose the kind of document it belongs to."))
        elif refuse and not idcard.document_form_ok(id_type, number):
            raise ValidationError(
                self.env._("ID number: a document of this kind has another form. Check the kind and the number.")
            )
        return None

    def _id_number_refusal(self, reason):
        return {
            "form": self.env._("ID number: a resident ID number has 18 characters, an old one 15 digits."),
            "date": self.env._("ID number: the birth date inside it does not exist. Check digits 7 to 14."),
            "future": self.env._("ID number: the birth date inside it lies in the future. Check digits 7 to 14."),
            "check": self.env._("ID number: the last character does not match the others. A digit is mistyped."),
        }[reason]

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_personal_values(vals) for vals in vals_list])

    def write(self, vals):
        if not (vals.get("id_number") or vals.get("id_number_masked")):
            return super().write(self._prepare_personal_values(vals))
        for patient in self:
            filled = patient._prepare_personal_values({"id_type": patient.id_type, **vals})
            # what the patient already has stays, and the check tells when the number says something else
            for name in ("birthdate", "sex"):
                if name not in vals and patient[name] and patient[name] != "unknown":
                    filled.pop(name, None)
            super(HcsPatient, patient).write(filled)
        return True

    @api.model
    def _prepare_personal_values(self, vals):
        """Values as they are kept: an 18-digit number in capitals, with the birth date and sex it tells."""
        vals = {**vals}
        # a blank cell of a spreadsheet is no choice
        for name, default in (("sex", "unknown"), ("id_type", "id_card")):
            if name in vals:
                vals[name] = vals[name] or default
        for name in ("id_number", "id_number_masked"):
            number = vals.get(name)
            if not number or idcard.normalise(number).startswith("*"):
                continue
            vals[name] = idcard.normalise(number)
            card = self._parse_id_number(vals.get("id_type", "id_card"), number, refuse=False)
            if card:
                vals[name] = card.number
                vals["birthdate"] = vals.get("birthdate") or card.birthdate
                if vals.get("sex", "unknown") == "unknown":
                    vals["sex"] = card.sex
        return vals

    # Reveal

    @arguments(field=a_text, reason=a_text)
    def action_reveal(self, field, reason=None):
        """The whole value of a personal column, for those who may see it; the look is logged."""
        return self._reveal(self, field, reason)

    def _reveal(self, record, field, reason=None):
        """Return ``record[field]`` unmasked and write who looked.

        :param record: this patient, or one of its lines
        """
        self.ensure_one()
        record.ensure_one()
        column = record._fields.get(field)
        if not column or column.groups != PII_GROUP:
            raise UserError(self.env._("There is nothing to reveal in this field."))
        if not self.env.user.has_group(PII_GROUP):
            raise AccessError(
                self.env._(
                    "You may not see whole personal numbers. Ask your director for “%s”.", self._pii_group_name()
                )
            )
        record.check_access("read")
        detail = f"{field}: {reason}" if reason else field
        self.env["hcs.access.log"]._log(self, "reveal", model=record._name, detail=detail)
        return record[field]

    def _pii_group_name(self):
        return self.env.ref(PII_GROUP).sudo().name
