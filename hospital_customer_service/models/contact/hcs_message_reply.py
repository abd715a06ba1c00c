from datetime import datetime, timedelta

from psycopg2 import IntegrityError
from pytz import timezone, utc

from odoo import api, fields, models

from ...tools.mask import mask
from ...tools.sms.common import international
from ..common.hcs_masked_mixin import PII_GROUP
from .hcs_message_template import OPT_OUT_PURPOSES

# an answer belongs to the last message that went to the number within these days
ANSWERS_FOR = timedelta(days=7)
LONGEST_TEXT = 1000
# what people write to get no more of it; the words are those that Chinese gateways ask for
OPT_OUT_WORDS = frozenset(
    {"R", "T", "TD", "N", "STOP", "\u9000\u8ba2", "\u62d2\u6536", "\u56deT\u9000\u8ba2", "T\u9000\u8ba2"}
)
SENT_STATES = ("sent", "delivered", "unknown")


class HcsMessageReply(models.Model):
    """What somebody answered to a message, and what came of it; a gateway that repeats itself changes nothing."""

    _name = "hcs.message.reply"
    _description = "Reply to a message"
    _inherit = [
        "hcs.ledger.mixin",
        "hcs.linked.mixin",
        "hcs.masked.mixin",
        "hcs.read.log.mixin",
        "hcs.export.mixin",
        "hcs.input.mixin",
    ]
    _order = "at desc, id desc"
    _rec_name = "kind"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    provider_id = fields.Many2one("hcs.sms.provider", "Gateway", required=True, index=True, ondelete="restrict")
    key = fields.Char("Number of the Reply", required=True, copy=False, help="The gateway's, or made of its contents.")
    number = fields.Char("Full number", groups=PII_GROUP, required=True, copy=False)
    number_masked = fields.Char(
        "Number", compute="_compute_number_masked", search="_search_number_masked", compute_sudo=True
    )
    text = fields.Text(required=True)
    at = fields.Datetime("Time", required=True)
    kind = fields.Selection(
        [("opt_out", "Wants no more messages"), ("answer", "Answer"), ("unknown", "Nobody was written to")],
        required=True,
        help="An answer stands with the record that the person was last written to about.",
    )
    patient_id = fields.Many2one("hcs.patient", index="btree_not_null", ondelete="restrict")
    message_id = fields.Many2one("hcs.message", "Answers", index="btree_not_null", ondelete="restrict")
    res_model = fields.Char("Record type")
    res_id = fields.Many2oneReference("Record", model_field="res_model")

    _key_uniq = models.UniqueIndex("(provider_id, key)")
    _at_idx = models.Index("(at DESC, id DESC)")

    @api.depends("number")
    def _compute_number_masked(self):
        self._mask_into("number", "number_masked")

    def _search_number_masked(self, operator, value):
        return self._search_masked("number", operator, value)

    # WHAT THE GATEWAY BRINGS
    @api.model
    def _take(self, provider, replies):
        """Keep each reply once, and do what it asks for.

        :param replies: list of ``tools.sms.common.Reply``
        """
        known = set(
            self.search([("provider_id", "=", provider.id), ("key", "in", [r.key for r in replies])]).mapped("key")
        )
        for reply in replies:
            if reply.key in known:
                continue
            known.add(reply.key)
            try:
                with self.env.cr.savepoint():
                    self._take_one(provider, reply)
                    self.env.flush_all()
            except IntegrityError as error:
                # another connection brought the same one at this moment
                if "key_uniq" not in str(error):
                    raise
                self.env.invalidate_all()

    @api.model
    def _take_one(self, provider, reply):
        number = international(reply.number)
        message = self._answered_message(provider, number)
        company = message.company_id or provider.company_id or self.env.company
        text = reply.text.strip()[:LONGEST_TEXT] or "–"
        kind = "opt_out" if self._is_opt_out(text) else "answer" if message else "unknown"
        made = self.create(
            {
                "company_id": company.id,
                "provider_id": provider.id,
                "key": reply.key,
                "number": number,
                "text": text,
                "at": self._moment(company, reply.at),
                "kind": kind,
                "patient_id": message.patient_id.id,
                "message_id": message.id,
                "res_model": message.res_model,
                "res_id": message.res_id,
            }
        )
        made._note_contact()
        if kind == "opt_out":
            made._withdraw_consents()
        else:
            made._pass_on()

    @api.model
    def _answered_message(self, provider, number):
        domain = [
            ("number", "=", number),
            ("state", "in", SENT_STATES),
            ("create_date", ">=", fields.Datetime.now() - ANSWERS_FOR),
        ]
        if provider.company_id:
            domain.append(("company_id", "=", provider.company_id.id))
        return self.env["hcs.message"].search(domain, order="id desc", limit=1)

    @api.model
    def _is_opt_out(self, text):
        word = "".join(text.upper().split()).strip(".!,\u3002\uff01\uff0c")
        return word in OPT_OUT_WORDS

    @api.model
    def _moment(self, company, text):
        """The gateway's local time (Beijing), now where it cannot be read or lies ahead."""
        now = fields.Datetime.now()
        try:
            local = datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
        except ValueError:
            return now
        return min(timezone("Asia/Shanghai").localize(local).astimezone(utc).replace(tzinfo=None), now)

    # WHAT COMES OF IT
    def _note_contact(self):
        self.env["hcs.contact"].create(
            {
                "company_id": self.company_id.id,
                "patient_id": self.patient_id.id,
                "caller_name": False if self.patient_id else mask(self.number),
                "channel": "sms",
                "direction": "in",
                "purpose": self.message_id.purpose or "service",
                "number": self.number,
                "started_at": self.at,
                "user_id": False,
                "outcome": "message_reply",
                "res_model": self.res_model,
                "res_id": self.res_id,
                "message_id": self.message_id.id,
                "note": self.text,
            }
        )

    def _withdraw_consents(self):
        """Who answers with the word wants no more greetings and no advertising, whichever of them it answered."""
        phones = self.env["hcs.patient.phone"].search(
            [("e164", "=", self.number), ("patient_id.company_id", "=", self.company_id.id)]
        )
        patients = self.patient_id or phones.patient_id
        self.env["hcs.consent"].create(
            [
                {
                    "patient_id": patient.id,
                    "purpose": purpose,
                    "channel": "sms",
                    "state": "withdrawn",
                    "source": "sms",
                    "at": self.at,
                }
                for patient in patients
                for purpose in OPT_OUT_PURPOSES
            ]
        )

    def _pass_on(self):
        """Have a person read it: whoever works on the record, or caused the message."""
        record = self.env[self.res_model].browse(self.res_id).exists() if self.res_model in self.env else None
        if record and "activity_ids" in record._fields:
            users = record.user_id if "user_id" in record._fields else self.env["res.users"]
            user = users or self.message_id.user_id
            if user and user.active and not user.share:
                record.activity_schedule(
                    "hospital_customer_service.mail_activity_type_message_reply",
                    user_id=user.id,
                    note=self.env._("The person answered the message. Read the reply."),
                )
                return
        self._pass_on_without_record()

    def _pass_on_without_record(self):
        """Hook: nobody works on anything that this could belong to."""
