from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.message_text import (
    PLACEHOLDERS,
    clinical_words,
    fill,
    has_link,
    parts,
    placeholders,
    unknown_placeholders,
)
from .hcs_contact import CONTACT_PURPOSES

# the only messages whose sense is a link; gateways refuse addresses in notices
# a hospital whose gateway has approved its own link may let patients answer a reminder
LINK_CODES = ("booking_confirmed", "booking_reminder")
LINK_PURPOSES = ("survey",)
OPT_OUT_PURPOSES = ("greeting", "marketing")


class HcsMessageTemplate(models.Model):
    """The words of one kind of message; free text is never sent, because no gateway accepts it (DOMAIN §2.5)."""

    _name = "hcs.message.template"
    _description = "Message template"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"
    _flow_fields = frozenset({"to_staff"})

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False, help="By this the programs find the template.")
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every company.")
    channel = fields.Selection([("sms", "SMS")], required=True, default="sms")
    purpose = fields.Selection(
        CONTACT_PURPOSES,
        required=True,
        default="service",
        help="Decides which consent is needed and at which hours it may be sent.",
    )
    body = fields.Text(
        "Text", required=True, translate=True, help="Exactly as it is registered with the gateway, with our places."
    )
    provider_code = fields.Char(
        "Template at the gateway", help="The number the gateway gave when it approved this text. Empty: our own code."
    )
    expiry_hours = fields.Float(
        "Useful for (hours)",
        help="A message that could not go out so long after it was wanted is dropped and shown. 0: it waits for ever.",
    )
    placeholder_help = fields.Char("Places", compute="_compute_preview")
    preview = fields.Text(compute="_compute_preview")
    preview_parts = fields.Integer("Charged as", compute="_compute_preview")

    by_hand = fields.Boolean(
        "Sent by Hand",
        help="Offered to agents who write to the people behind several requests. What bookings, results and surveys "
        "send by themselves is not.",
    )
    to_staff = fields.Boolean(
        "To Our Own People",
        readonly=True,
        help="Goes to the hospital's own people, at any hour and with a link, and never to a patient.",
    )

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE active", "There is already an active template with this code."
    )
    _expiry_not_negative = models.Constraint("CHECK (expiry_hours >= 0)", "The hours cannot be negative.")

    @api.depends("body", "purpose")
    @api.depends_context("lang")
    def _compute_preview(self):
        sample = self._sample_values()
        for template in self:
            template.placeholder_help = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            bad = unknown_placeholders(template.body)
            template.preview = "" if bad else template._compose(sample)
            template.preview_parts = parts(template.preview)

    @api.model
    def _sample_values(self):
        return {
            "patient_title": self.env._("Ms Zhang"),
            "hospital": self.env.company.name,
            "activity": self.env._("Health lecture"),
            "department": self.env._("Outpatient clinic 3"),
            "doctor": self.env._("Dr Wang"),
            "date": "2026-03-16",
            "time": "09:30",
            "place": self.env._("Building 2, floor 3"),
            "queue_number": "12",
            "reference": "A-0042",
            "until": "10:00",
            "phone": "021-12345678",
            "link": "h.example/x",
            "code": "482913",
        }

    @api.constrains("body", "purpose", "to_staff")
    def _check_body(self):
        """PS4: refused in every language it is written in."""
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        for template in self:
            for lang in langs:
                template._check_text(template.with_context(lang=lang).body or "")

    def update_field_translations(self, field_name, translations, source_lang=""):
        result = super().update_field_translations(field_name, translations, source_lang)
        if field_name == "body":
            self._check_body()
        return result

    def _check_text(self, body):
        self.ensure_one()
        if unknown := unknown_placeholders(body):
            raise ValidationError(
                self.env._(
                    "A message may not hold %(unknown)s. These places are allowed: %(known)s.",
                    unknown=", ".join(f"{{{name}}}" for name in unknown),
                    known=", ".join(f"{{{name}}}" for name in PLACEHOLDERS),
                )
            )
        if words := clinical_words(body):
            raise ValidationError(
                self.env._(
                    "A message lies open on a locked screen and must not tell about somebody's health: %(words)s. "
                    "Write that there is news, and where to get it.",
                    words=", ".join(words),
                )
            )
        carries = has_link(body) or ("{link}" in body and self.code not in self._link_codes())
        if not self.to_staff and self.purpose not in LINK_PURPOSES and carries:
            raise ValidationError(self.env._("Only surveys carry a link: gateways refuse it in notices."))

    @api.model
    def _link_codes(self):
        """Codes of messages that may carry a link although they are no surveys; a room adds its own."""
        return LINK_CODES

    # TEXT
    def _compose(self, values):
        """The text with ``values``, in the language of the context."""
        self.ensure_one()
        text = fill(self.body or "", values)
        opt_out = self.env.company._hcs_opt_out_words() if self.purpose in OPT_OUT_PURPOSES else False
        return f"{text} {opt_out}" if opt_out else text

    @api.model
    def _find(self, code, company):
        """The active template of ``company`` for ``code``; its own one goes before the shared one."""
        # sudo: whoever books sends the confirmation
        return self.sudo().search(
            [("code", "=", code), ("company_id", "in", (company.id, False))], order="company_id, id", limit=1
        )

    @api.model
    def _send_to_staff(self, code, company, phone, params):
        """A message to one of our own people: no guard, no hours, and no line that keeps its words.

        :param phone: number as it stands in the directory
        :return: whether it is on its way
        """
        template = self._find(code, company)
        return template.to_staff and template._send_unkept(company, phone, params)

    def _send_unkept(self, company, phone, params):
        """Send at once, and keep no line of what was said.

        :return: whether it is on its way
        """
        number = self.env["hcs.patient.phone"]._format_e164(phone, company.country_id.code)
        if not number:
            return False
        provider = company._hcs_sms_provider()
        template = self.with_context(lang=company._hcs_message_language()).with_company(company)
        values = {"hospital": company.name, "phone": company.phone or "", **params}
        # sudo: the queue belongs to the system, which forgets a message that is sent
        self.env["sms.sms"].sudo().create(
            {
                "uuid": uuid4().hex,
                "number": number,
                "body": template._compose(values),
                "state": "outgoing",
                "hcs_sign": provider.sign or company.name,
                "hcs_template_code": provider._template_code(template),
                "hcs_template_id": template.id,
                "hcs_params": {name: values[name] for name in placeholders(template.body)},
            }
        )
        return True
