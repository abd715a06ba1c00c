import re
from contextlib import suppress
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.phone_validation.tools import phone_validation

ADMIN = "hospital_customer_service.group_hcs_admin"


def signs_of(number):
    """What can be dialled of a number."""
    return re.sub(r"[^\d+*#]", "", number)


class HcsPhoneExchange(models.Model):
    """A telephone exchange that tells us of its calls, and whom it may be asked to ring (SVC-09)."""

    _name = "hcs.phone.exchange"
    _description = "Telephone Exchange"
    _inherit = ["hcs.input.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        copy=False,
        help="Short name used in the address to which the exchange posts: letters, digits, - and _.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict", default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [("neutral", "Any exchange that posts events"), ("asterisk", "Asterisk, by its adapter")],
        "Kind of exchange",
        required=True,
        default="neutral",
    )
    user_id = fields.Many2one(
        "res.users",
        "Account",
        index="btree_not_null",
        ondelete="restrict",
        help="The account whose API key the exchange uses. Nobody else may post calls of this exchange.",
    )
    extension_ids = fields.One2many("hcs.phone.extension", "exchange_id", "Phone extensions", copy=False)
    # how its numbers read
    outside_prefix = fields.Char(
        "Prefix of outside lines", help="What is dialled before a number outside the house, such as 9 or 0."
    )
    internal_digits = fields.Integer(
        "Digits of an extension",
        default=5,
        aggregator=None,
        help="Numbers with no more digits than this belong to the house.",
    )
    # what is measured
    answer_seconds = fields.Integer(
        "Answered in time within (seconds)",
        default=20,
        aggregator=None,
        help="The goal by which answers are measured.",
    )
    wrong_transfer_seconds = fields.Integer(
        "Wrong transfer within (seconds)",
        default=30,
        aggregator=None,
        help="A call that is put through again so soon was put through to the wrong place. 0: only said by hand.",
    )
    # what follows from a call nobody answered
    missed_type_id = fields.Many2one(
        "hcs.service.type",
        "Call back as",
        ondelete="restrict",
        check_company=True,
        help="Service opened for a call that nobody answered. Empty: nothing is opened.",
    )
    # calls that start here
    dial_method = fields.Selection(
        [("tel", "Link to the telephone program"), ("get", "Address, by GET"), ("post", "Address, by POST")],
        "Start calls by",
        required=True,
        default="tel",
    )
    dial_url = fields.Char(
        "Address to start a call",
        groups=ADMIN,
        help="With {number}, {extension} and {reference}. The server itself asks this address and no other.",
    )
    dial_header = fields.Char(
        "Header with the secret",
        groups="base.group_system",
        copy=False,
        help="Sent with that request, such as “Authorization: Basic …”.",
    )
    # recordings
    recording_url = fields.Char(
        "Address of recordings",
        groups=ADMIN,
        help="With {recording} and {call}. Empty: the exchange sends whole addresses.",
    )
    recording_days = fields.Integer(
        "Recordings kept (days)", aggregator=None, help="After how many days the exchange deletes one. 0: never."
    )
    event_days = fields.Integer(
        "Events kept (days)", default=90, aggregator=None, help="What the exchange posted is forgotten after this."
    )

    _code_uniq = models.UniqueIndex("(code)", "Another exchange has this code.")

    @api.constrains("code")
    def _check_code(self):
        for exchange in self:
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", exchange.code or ""):
                raise ValidationError(self.env._("The code may have letters, digits, - and _ only."))

    @api.constrains("dial_url", "dial_method", "recording_url")
    def _check_urls(self):
        """The machine that is asked is named by an administrator and by nobody's number."""
        for exchange in self.sudo():  # sudo: the address is hidden from most
            if exchange.dial_method != "tel" and not exchange.dial_url:
                raise ValidationError(self.env._("Enter the address to start a call, or choose the link."))
            for url in filter(None, (exchange.dial_url, exchange.recording_url)):
                parts = urlsplit(url)
                if parts.scheme not in ("http", "https") or not parts.hostname or "{" in parts.netloc:
                    raise ValidationError(
                        self.env._("An address starts with http:// or https:// and the name of the machine.")
                    )
            if exchange.dial_method != "tel" and "{number}" not in exchange.dial_url:
                raise ValidationError(self.env._("The address to start a call has to say {number} somewhere."))

    @api.constrains("answer_seconds", "wrong_transfer_seconds", "internal_digits", "recording_days", "event_days")
    def _check_amounts(self):
        for exchange in self:
            if (
                min(exchange.answer_seconds, exchange.wrong_transfer_seconds, exchange.internal_digits) < 0
                or min(exchange.recording_days, exchange.event_days) < 0
            ):
                raise ValidationError(self.env._("Seconds, days and digits cannot be negative."))

    # ---------------------------------------------------------------- numbers and places

    @api.model
    def _for_account(self, code):
        """The exchange the reader's account may post for; the same nothing for an unknown and a forbidden one."""
        # sudo: the account has no right to any model; what it may do is decided here
        exchange = self.sudo().search([("code", "=", code)])
        user = self.env.user
        if not exchange or exchange.user_id != user or exchange.company_id not in user.company_ids:
            return self.browse()
        return exchange

    def _extensions(self, numbers):
        """The extensions with these ``numbers``, archived ones too, in their order."""
        found = self.env["hcs.phone.extension"]
        known = found.with_context(active_test=False).search(
            [("exchange_id", "=", self.id), ("number", "in", [number for number in numbers if number])]
        )
        places = {place.number: place for place in known}
        return found.union(*(places[number] for number in numbers if number in places))

    def _is_internal(self, number):
        return number.isdecimal() and len(number) <= self.internal_digits

    def _clean_number(self, number):
        """The number as the network knows it: without the digit for an outside line, or the 0 of a display."""
        phones = self.env["hcs.patient.phone"]
        country = self.company_id.country_id.code
        if not number or self._is_internal(number) or phones._format_e164(number, country):
            return number
        for prefix in filter(None, (self.outside_prefix, "0")):
            rest = number.removeprefix(prefix)
            if rest != number and phones._format_e164(rest, country):
                return rest
        return number

    def _dialled(self, number):
        """What a telephone of the house has to dial for ``number``."""
        signs = signs_of(number)
        if self._is_internal(signs):
            return signs
        country = self.company_id.country_id
        # a number that no network knows is tried as it is
        with suppress(UserError):
            signs = signs_of(
                phone_validation.phone_format(number, country.code or "CN", country.phone_code or 86, "NATIONAL")
            )
        return f"{self.outside_prefix or ''}{signs}"
