from odoo import api, fields, models

from ...tools.mask import is_masked, mask_name
from ..common.hcs_masked_mixin import PII_GROUP
from .hcs_service_record import CENTRE


class HcsServiceRecord(models.Model):
    """Who called, with or without a patient record."""

    _inherit = "hcs.service.record"

    caller_name = fields.Char("Caller's full name", groups=PII_GROUP)
    caller_name_masked = fields.Char(
        "Caller",
        compute="_compute_caller_masked",
        inverse="_inverse_caller_name_masked",
        compute_sudo=True,
        groups=CENTRE,
        help="Who asked. Shown by the surname; type the whole name to change it.",
    )
    caller_phone = fields.Char("Caller's full number", groups=PII_GROUP)
    caller_phone_masked = fields.Char(
        "Caller's phone",
        compute="_compute_caller_masked",
        inverse="_inverse_caller_phone_masked",
        search="_search_caller_phone_masked",
        compute_sudo=True,
        groups=CENTRE,
        help="Shown without its beginning. Type the whole number to change it.",
    )
    caller_digits = fields.Char(
        compute="_compute_caller_digits", store=True, groups=PII_GROUP, copy=False, export_string_translation=False
    )
    caller_relation = fields.Selection(
        [
            ("self", "Patient"),
            ("spouse", "Spouse"),
            ("parent", "Mother or father"),
            ("child", "Son or daughter"),
            ("colleague", "Doctor or nurse"),
            ("other", "Other person"),
        ],
        "Who is calling",
        required=True,
        default="self",
        groups=CENTRE,
    )

    _caller_idx = models.Index("(reverse(caller_digits) text_pattern_ops) WHERE caller_digits IS NOT NULL")

    @api.depends("caller_name", "caller_phone")
    def _compute_caller_masked(self):
        self._mask_into("caller_phone", "caller_phone_masked")
        for record in self:
            record.caller_name_masked = mask_name(record.caller_name)

    def _inverse_caller_phone_masked(self):
        self._unmask_into("caller_phone_masked", "caller_phone")

    def _inverse_caller_name_masked(self):
        for record in self:
            name = record.caller_name_masked
            if not is_masked(name):
                # sudo: an agent enters a name that the agent may not read in full afterwards
                record.sudo().caller_name = name
        self.invalidate_recordset(["caller_name_masked"], flush=False)

    def _search_caller_phone_masked(self, operator, value):
        return self._search_masked("caller_phone", operator, value)

    @api.depends("caller_phone")
    def _compute_caller_digits(self):
        phones = self.env["hcs.patient.phone"]
        for record in self:
            e164 = phones._format_e164(record.caller_phone, record.company_id.country_id.code)
            record.caller_digits = "".join(c for c in e164 or record.caller_phone or "" if c.isdecimal()) or False
