import secrets
from urllib.parse import urlsplit

import requests

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.message_text import placeholders
from ...tools.sms.common import GatewayError, same_number
from .hcs_sms_api import MessageNotSent
from .hcs_sms_api_http import HcsSmsApiAliyun, HcsSmsApiTencent

ADMIN_GROUP = "hospital_customer_service.group_hcs_admin"
ANSWERED = ("delivered", "failed")


class HcsSmsProvider(models.Model):
    """Accounts at Aliyun and Tencent Cloud: secrets, second gateway, templates, and the addresses they call."""

    _inherit = "hcs.sms.provider"

    kind = fields.Selection(
        selection_add=[("aliyun", "Aliyun"), ("tencent", "Tencent Cloud")],
        ondelete={"aliyun": "set default", "tencent": "set default"},
    )
    key_id = fields.Char("Access Key ID", groups=ADMIN_GROUP, copy=False, help="Of an account that may only send SMS.")
    key_secret = fields.Char("Access Key Secret", groups=ADMIN_GROUP, copy=False)
    app_id = fields.Char("Application", groups=ADMIN_GROUP, help="SmsSdkAppId, the number of the application.")
    region = fields.Char(groups=ADMIN_GROUP, help="Empty: ap-guangzhou.")
    endpoint = fields.Char(
        "Address of the Gateway",
        groups=ADMIN_GROUP,
        help="Empty: the public one. Something else only behind a proxy of the hospital's own.",
    )
    fallback_id = fields.Many2one(
        "hcs.sms.provider",
        "Second Gateway",
        check_company=True,
        help="Takes what this gateway certainly did not: it cannot be reached, its account is empty or not valid. "
        "A message whose outcome is unknown is never sent a second time.",
    )
    template_ids = fields.One2many("hcs.sms.provider.template", "provider_id", "Registered Templates")
    callback_key = fields.Char(groups=ADMIN_GROUP, copy=False, readonly=True)
    receipt_url = fields.Char("Receipts to", compute="_compute_urls", groups=ADMIN_GROUP)
    reply_url = fields.Char("Replies to", compute="_compute_urls", groups=ADMIN_GROUP)

    _callback_key_uniq = models.UniqueIndex("(callback_key) WHERE callback_key IS NOT NULL")

    @api.model
    def _api_classes(self):
        return super()._api_classes() | {"aliyun": HcsSmsApiAliyun, "tencent": HcsSmsApiTencent}

    @api.depends("callback_key", "kind")
    def _compute_urls(self):
        for provider in self:
            root = f"{provider.get_base_url()}/hcs/sms/{provider.callback_key}"
            known = provider.callback_key and provider.kind != "log"
            provider.receipt_url = f"{root}/receipts" if known else False
            provider.reply_url = f"{root}/replies" if known else False

    @api.constrains("fallback_id")
    def _check_fallback(self):
        for provider in self:
            if provider.fallback_id == provider:
                raise ValidationError(self.env._("A gateway cannot be its own second gateway."))

    @api.constrains("endpoint")
    def _check_endpoint(self):
        for provider in self.sudo().filtered("endpoint"):  # sudo: the group of the column is not the question here
            parts = urlsplit(provider.endpoint)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
                raise ValidationError(self.env._("The address of the gateway looks like https://sms.example.com/"))

    @api.model_create_multi
    def create(self, vals_list):
        providers = super().create(vals_list)
        for provider in providers.sudo():  # sudo: the key belongs to nobody who creates a gateway
            provider.callback_key = secrets.token_urlsafe(32)
        return providers

    # ACCOUNT
    def _gateway_url(self):
        return self.sudo().endpoint  # sudo: read by the sender

    def _gateway_host(self):
        return urlsplit(self._gateway_url() or "").netloc

    def action_check_account(self):
        """Ask the gateway something harmless, so that an administrator knows whether the account is right."""
        self.ensure_one()
        self.check_access("write")
        try:
            answered = self._get_api_class()(self.env, provider=self)._check_account()
        except (MessageNotSent, GatewayError, requests.RequestException):
            raise UserError(
                self.env._("The gateway did not answer. Check the key and the address, then try again.")
            ) from None
        if not answered:
            raise UserError(self.env._("The gateway refuses this account. Check key, secret and application."))
        return self._notice(self.env._("The gateway knows this account."))

    def action_renew_callback(self):
        """New addresses for the gateway's calls; the old ones stop working at once."""
        self.check_access("write")
        for provider in self.sudo():  # sudo: nobody writes the key by hand
            provider.callback_key = secrets.token_urlsafe(32)
        return True

    def _notice(self, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": text, "type": "success"},
        }

    # TEMPLATES
    def _template_code(self, template):
        """What this gateway calls ``template``."""
        line = self.template_ids.filtered(lambda line: line.template_id == template)
        return line.code or template.provider_code or template.code

    def _places_of(self, template):
        """The places of ``template`` in the order in which it was registered here."""
        line = self.template_ids.filtered(lambda line: line.template_id == template)
        return tuple((line.places or "").split()) or tuple(placeholders(template.body))

    # CALLS OF THE GATEWAY
    @api.model
    def _of_callback(self, key):
        """The gateway that an address belongs to, none for any other."""
        if not key or "\x00" in key:  # which no database would look for
            return self.browse()
        # sudo: the gateway is nobody's user; the address is its key
        found = self.sudo().search([("callback_key", "=", key), ("kind", "!=", "log")], limit=1)
        return found.filtered(lambda provider: secrets.compare_digest(provider.callback_key, key))

    def _take_receipts(self, payload):
        """Receipts that the gateway sent, JSON that was read; what is known already changes nothing.

        :raise GatewayError: when they are none
        """
        self.ensure_one()
        receipts = self._get_api_class()(self.env, provider=self)._read_receipts(payload)
        self._apply_receipts(self._match_receipts(receipts))

    def _take_replies(self, payload):
        """Replies that the gateway sent, JSON that was read.

        :raise GatewayError: when they are none
        """
        self.ensure_one()
        replies = self._get_api_class()(self.env, provider=self)._read_replies(payload)
        self.env["hcs.message.reply"]._take(self, replies)

    def _match_receipts(self, receipts):
        """Find the message of each receipt: by our own number, or by theirs and the telephone's."""
        # sudo: receipts come from the gateway, not from a person
        messages = self.env["hcs.message"].sudo()
        ours = [("provider_id", "=", self.id)]
        uuids = [receipt.uuid for receipt in receipts if receipt.uuid]
        refs = [receipt.reference for receipt in receipts if receipt.reference]
        by_uuid = messages.search([*ours, ("sms_uuid", "in", uuids)]).grouped("sms_uuid")
        by_ref = messages.search([*ours, ("provider_ref", "in", refs)]).grouped("provider_ref")
        matched = []
        for receipt in receipts:
            candidates = by_uuid.get(receipt.uuid) or by_ref.get(receipt.reference, messages).filtered(
                lambda message, number=receipt.number: same_number(message.number, number)
            )
            message = candidates.filtered(lambda message: message.state not in ANSWERED)[:1] or candidates[:1]
            if message:
                cost = None if receipt.parts is None else receipt.parts * self.price
                matched.append(
                    {
                        "uuid": message.sms_uuid,
                        "state": receipt.state,
                        "failure_reason": receipt.code,
                        "cost": cost,
                    }
                )
        return matched
