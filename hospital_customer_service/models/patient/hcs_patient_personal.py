from odoo import api, fields, models

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
        "ID number", compute="_compute_masked", inverse="_inverse_id_number_masked",
        search="_search_id_number_masked", compute_sudo=True, help=MASKED_HELP,
    )
    address = fields.Char("Full address", groups=PII_GROUP, copy=False, tracking=True)
    address_masked = fields.Char(
        "Address", compute="_compute_masked", inverse="_inverse_address_masked",
        search="_search_address_masked", compute_sudo=True, help=MASKED_HELP,
    )
    email = fields.Char("Full e-mail", groups=PII_GROUP, copy=False, tracking=True)
    email_masked = fields.Char(
        "E-mail", compute="_compute_masked", inverse="_inverse_email_masked",
        search="_search_email_masked", compute_sudo=True, help=MASKED_HELP,
    )
    wechat = fields.Char("Full WeChat", groups=PII_GROUP, copy=False, tracking=True)
    wechat_masked = fields.Char(
        "WeChat", compute="_compute_masked", inverse="_inverse_wechat_masked",
        search="_search_wechat_masked", compute_sudo=True, help=MASKED_HELP,
    )
    qq = fields.Char("Full QQ", groups=PII_GROUP, copy=False, tracking=True)
    qq_masked = fields.Char(
        "QQ", compute="_compute_masked", inverse="_inverse_qq_masked",
        search="_search_qq_masked", compute_sudo=True, help=MASKED_HELP,
    )
    phone_masked = fields.Char(
        "Phone", compute="_compute_phone_masked", search="_search_phone_masked", compute_sudo=True,
        help="The number we dial first.",
    )

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

    @api.depends("phone_ids.number", "phone_ids.preferred", "phone_ids.wrong", "phone_ids.invalid", "phone_ids.sequence")
    def _compute_phone_masked(self):
        for patient in self:
            patient.phone_masked = patient._preferred_phone().number_masked

    def _search_phone_masked(self, operator, value):
        phones = self.env["hcs.patient.phone"].sudo()
        return [("id", "in", phones._search([("number_masked", operator, value)]).subselect("patient_id"))]

    def _preferred_phone(self):
        """The number to dial first: one that can be dialled, then the preferred one, then the order of the list."""
        self.ensure_one()
        return self.phone_ids.sorted(
            lambda phone: (phone.wrong or phone.invalid, not phone.preferred, phone.sequence, phone._origin.id)
        )[:1]
