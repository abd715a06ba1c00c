from odoo import api, fields, models
from odoo.fields import Domain

from ..common.hcs_masked_mixin import PII_GROUP
from .hcs_contact import CONTACT_PURPOSES

MESSAGE_STATES = [
    ("queued", "Waiting"),
    ("sending", "Being sent"),
    ("unknown", "Outcome unknown"),
    ("sent", "Sent"),
    ("delivered", "Delivered"),
    ("failed", "Failed"),
    ("refused", "Not allowed"),
    ("expired", "Too late"),
    ("cancelled", "Cancelled"),
]
FAILED_STATES = ("failed", "refused", "expired")
# refusals that are right as they are: nobody has to do anything about them
RIGHT_REASONS = ("deceased", "consent_withdrawn", "consent_missing")


class HcsMessage(models.Model):
    """One short message to one person: what it said, whether it was allowed, and what became of it.

    Odoo's ``sms.sms`` is the queue and forgets; this line stays. It carries no chatter, because messages are made in
    bulk.
    """

    _name = "hcs.message"
    _description = "Message"
    _inherit = ["hcs.linked.mixin", "hcs.masked.mixin", "hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "id desc"
    _rec_name = "code"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict", default=lambda self: self.env.company
    )
    template_id = fields.Many2one(
        "hcs.message.template", "Kind of message", required=True, index=True, ondelete="restrict", readonly=True
    )
    code = fields.Char(required=True, readonly=True)
    purpose = fields.Selection(CONTACT_PURPOSES, required=True, default="service", readonly=True)
    patient_id = fields.Many2one(
        "hcs.patient", index="btree_not_null", ondelete="restrict", check_company=True, readonly=True
    )
    caller_name = fields.Char("Caller", readonly=True, help="Who it was sent to, when it was not a patient.")
    number = fields.Char("Full number", groups=PII_GROUP, copy=False, readonly=True)
    number_masked = fields.Char(
        "Number", compute="_compute_number_masked", search="_search_number_masked", compute_sudo=True
    )
    body = fields.Text("Text", readonly=True)
    params = fields.Json("Parameters", readonly=True, help="What fills the places of the registered template.")
    provider_id = fields.Many2one("hcs.sms.provider", "Gateway", index=True, ondelete="restrict", readonly=True)
    provider_code = fields.Char("Template at the gateway", readonly=True)
    sms_uuid = fields.Char("Number in the queue", readonly=True, copy=False)
    provider_ref = fields.Char("Number at the gateway", readonly=True, copy=False)
    state = fields.Selection(MESSAGE_STATES, "Status", required=True, default="queued", readonly=True, index=True)
    reason = fields.Char("Reason code", readonly=True)
    reason_text = fields.Char("Reason", compute="_compute_reason_text", compute_sudo=True)
    planned_at = fields.Datetime("Not before", readonly=True, help="Messages wait for their hours.")
    expires_at = fields.Datetime("Not after", readonly=True, help="Later it would be of no use.")
    sent_at = fields.Datetime("Sent", readonly=True)
    delivered_at = fields.Datetime("Delivered", readonly=True)
    asked_at = fields.Datetime("Receipt asked for", readonly=True)
    tries = fields.Integer(readonly=True, aggregator=None)
    cost = fields.Float(digits=(12, 4), readonly=True, help="What the gateway charged, or what its price list says.")
    user_id = fields.Many2one(
        "res.users", "Caused by", ondelete="restrict", readonly=True, default=lambda self: self.env.user
    )
    handled_by_id = fields.Many2one("res.users", "Settled by", ondelete="restrict", readonly=True)
    handled_at = fields.Datetime("Settled", readonly=True)
    res_model = fields.Char("Record type", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    event_key = fields.Char(readonly=True, copy=False, help="What happened; nobody gets two messages about one event.")
    contact_ids = fields.One2many("hcs.contact", "message_id", "Contacts", readonly=True)

    _uuid_uniq = models.UniqueIndex("(sms_uuid) WHERE sms_uuid IS NOT NULL")
    _event_uniq = models.UniqueIndex("(company_id, event_key) WHERE event_key IS NOT NULL")
    _patient_idx = models.Index("(patient_id, id DESC) WHERE patient_id IS NOT NULL")
    _record_idx = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")
    _open_failure_idx = models.Index(
        "(company_id, id DESC) WHERE handled_at IS NULL AND state IN ('failed', 'refused', 'expired', 'unknown')"
    )
    _provider_ref_idx = models.Index("(provider_ref) WHERE provider_ref IS NOT NULL")
    _number_idx = models.Index("(number, template_id, create_date) WHERE number IS NOT NULL")
    _asking_idx = models.Index("(asked_at NULLS FIRST, id) WHERE state IN ('sending', 'unknown', 'sent')")

    @api.depends("template_id", "patient_id", "caller_name")
    def _compute_display_name(self):
        for message in self:
            message.display_name = message.template_id.name or message.code

    @api.depends("number")
    def _compute_number_masked(self):
        self._mask_into("number", "number_masked")

    def _search_number_masked(self, operator, value):
        return self._search_masked("number", operator, value)

    @api.depends("reason", "state")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for message in self:
            code = message.reason or ("no_receipt" if message.state == "unknown" else False)
            message.reason_text = self._reason_text(code)

    @api.model
    def _reason_text(self, code):
        """Why a message did not go out, and what to do, in words."""
        if not code:
            return False
        own = {
            "no_template": self.env._("There is no active template for this message. Ask an administrator."),
            "clinical_content": self.env._("A message must not tell about somebody's health. Call instead."),
            "missing_value": self.env._("A value that the template needs is missing. Complete the record first."),
            "already_sent": self.env._("This was already sent."),
            "number_limit": self.env._(
                "The same kind of message went to this number often enough. Gateways refuse more."
            ),
            "outside_window": self.env._("There was no allowed hour left before it would have been too late."),
            "holiday": self.env._("There was no allowed hour left before it would have been too late."),
            "superseded": self.env._("Something newer happened before it went out."),
            "withdrawn": self.env._("Somebody cancelled it before it went out."),
            "no_receipt": self.env._(
                "The gateway has not said whether it arrived. It is asked; do not send it twice."
            ),
            "unknown": self.env._("The gateway refused it without saying why."),
            "server_error": self.env._("The gateway could not be reached."),
            "sms_server": self.env._("The gateway could not be reached."),
            "sms_credit": self.env._("The account at the gateway is empty. Tell an administrator."),
            "sms_acc": self.env._("The account at the gateway is not valid. Tell an administrator."),
            "sms_number_format": self.env._("The gateway does not know this number. Correct it on the patient card."),
            "sms_invalid_destination": self.env._("The number does not exist. Correct it on the patient card."),
            "sms_expired": self.env._("The phone was off for too long."),
            "sms_not_delivered": self.env._("It did not reach the phone."),
            "sms_not_allowed": self.env._("The phone company does not let it through."),
            "sms_rejected": self.env._("The phone company or the person refuses such messages."),
            "not_found": self.env._("The gateway never received it. It may be sent again."),
        }
        if code in own:
            return own[code]
        failures = dict(self.env["sms.sms"]._fields["failure_type"]._description_selection(self.env))
        return self.env["hcs.contact.guard"]._reason_texts().get(code) or failures.get(code, code)

    @api.model
    def _attention_domain(self):
        """Messages about which somebody should do something; the search over :meth:`_needs_attention`."""
        return (
            Domain("state", "in", (*FAILED_STATES, "unknown"))
            & Domain("handled_at", "=", False)
            & Domain("reason", "not in", RIGHT_REASONS)
        )

    def _needs_attention(self):
        """Whether somebody should do something about this one message; none at all needs nothing."""
        if not self or self.handled_at:
            return False
        return self.state in (*FAILED_STATES, "unknown") and self.reason not in RIGHT_REASONS
