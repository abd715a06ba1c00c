from datetime import timedelta

from odoo import api, fields, models

from ...tools.message_text import parts
from .hcs_message_template_send import HOUR_REASONS

# a message that was being sent when the server stopped, and receipts, are asked for after so many minutes
ASK_AFTER = timedelta(minutes=10)
ASK_FOR = timedelta(days=3)
BATCH = 200
CONTACT_OUTCOMES = {
    "sent": "message_sent",
    "delivered": "message_sent",
    "unknown": "message_unknown",
    "failed": "message_failed",
}


class HcsMessage(models.Model):
    """A message's way through the queue, to the gateway, and back as a receipt."""

    _inherit = "hcs.message"

    # QUEUE
    def _queue(self):
        """Put those that wait into Odoo's queue, which wakes at their hour; call it on sudo records."""
        waiting = self.filtered(lambda message: message.state == "queued")
        self.env["sms.sms"].create([message._prepare_sms_values() for message in waiting])
        self.env["sms.tracker"].create([{"sms_uuid": message.sms_uuid} for message in waiting])

    def _prepare_sms_values(self):
        return {
            "uuid": self.sms_uuid,
            "number": self.number,
            "body": self.body,
            "state": "outgoing",
            "hcs_message_id": self.id,
            "hcs_not_before": self.planned_at,
            "hcs_sign": self.provider_id.sign or self.company_id.name,
            "hcs_template_code": self.provider_code,
            "hcs_params": self.params,
            "hcs_template_id": self.template_id.id,
        }

    def _ready(self):
        """Those that may leave this very moment; the guard is asked again, because a night lies between.

        What may not is refused, dropped or waits for the next hour.
        """
        now = fields.Datetime.now()
        waiting = self.filtered(lambda message: message.state == "queued")
        late = waiting.filtered(lambda message: message.expires_at and message.expires_at <= now)
        late.write({"state": "expired", "reason": "outside_window"})
        late._tell()
        ready = self.browse()
        guard = self.env["hcs.contact.guard"]
        for (company, purpose), group in (
            (waiting - late).grouped(lambda message: (message.company_id, message.purpose)).items()
        ):
            verdicts = guard._check(group.patient_id, purpose, "sms", now, company=company)
            nobody = guard._time_reason(company, "sms", now, None, False, False, purpose)
            for message in group:
                reason = verdicts[message.patient_id.id] if message.patient_id else nobody
                if reason in HOUR_REASONS:
                    message._wait_for_hour(now)
                elif reason and not (reason in ("no_number", "wrong_number") and not message._number_is_wrong()):
                    message.write({"state": "refused", "reason": reason})
                    message._tell()
                elif message._renew_number():
                    ready |= message
        return ready.filtered(lambda message: not message.planned_at or message.planned_at <= now)

    def _wait_for_hour(self, now):
        planned_at = self.env["hcs.contact.guard"]._next_allowed(self.company_id, self.purpose, "sms", now)
        if planned_at and not (self.expires_at and planned_at >= self.expires_at):
            self.planned_at = planned_at
        else:
            self.write({"state": "expired", "reason": "outside_window"})
            self._tell()

    def _number_is_wrong(self):
        """Whether the number it was meant for is one of the card that turned out wrong since."""
        return any(phone.e164 == self.number and phone.wrong for phone in self.patient_id.phone_ids)

    def _renew_number(self):
        if self.patient_id and self._number_is_wrong():
            phone = self.patient_id._preferred_phone()
            self.number = phone.e164 or phone.number
        return True

    # RESULTS AND RECEIPTS
    def _apply_sms_state(self, sms_state, failure_type=False):
        """Follow a state of Odoo's queue; the order in which receipts come in does not matter."""
        now = fields.Datetime.now()
        for message in self:
            if sms_state == "sent" and message.state != "delivered":
                message.write(
                    {"state": "delivered", "delivered_at": now, "sent_at": message.sent_at or now, "reason": False}
                )
            elif sms_state == "pending" and message.state in ("queued", "sending", "unknown"):
                message.write({"state": "sent", "sent_at": message.sent_at or now, "reason": False})
            elif sms_state == "process" and message.state in ("queued", "sending"):
                message.write({"state": "unknown", "sent_at": now})
            elif sms_state == "error" and message.state not in ("delivered", "failed"):
                message.write({"state": "failed", "reason": failure_type or "unknown"})
                message._tell()
            elif sms_state == "canceled" and message.state == "queued":
                message.write({"state": "cancelled", "reason": "withdrawn"})

    def _apply_results(self, results):
        """Keep what the gateway answered, and write the ledger line: somebody was contacted, or it was tried."""
        by_uuid = {result["uuid"]: result for result in results}
        for message in self:
            result = by_uuid.get(message.sms_uuid)
            if not result:
                continue
            provider = result.get("provider") or message.provider_id
            cost = result.get("cost")
            if cost is None and message.state in ("sent", "delivered", "unknown"):
                charged = result.get("parts") or parts(f"[{provider.sign or ''}]{message.body}")
                cost = provider.price * charged
            message.write(
                {
                    "provider_id": provider.id,
                    "provider_ref": result.get("provider_ref"),
                    "cost": message.cost + (cost or 0.0),
                    "tries": message.tries + 1,
                }
            )
        self.env["hcs.contact"].create(
            [message._prepare_contact_values() for message in self if message.sms_uuid in by_uuid]
        )

    def _prepare_contact_values(self):
        return {
            "company_id": self.company_id.id,
            "patient_id": self.patient_id.id,
            "caller_name": self.caller_name,
            "channel": "sms",
            "direction": "out",
            "purpose": self.purpose,
            "number": self.number,
            "started_at": fields.Datetime.now(),
            "outcome": CONTACT_OUTCOMES.get(self.state, "message_failed"),
            "user_id": self.user_id.id,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "note": self.body,
            "message_id": self.id,
        }

    def _tell(self):
        """Have a person look at messages that did not go out."""
        failed = self.filtered(lambda message: message._needs_attention())
        for company, messages in failed.grouped("company_id").items():
            provider = messages.provider_id[:1] or company._hcs_sms_provider()
            provider._tell_of_failures(company)

    def _ask_receipts(self):
        """Ask the gateways what became of these; what they do not know yet stays as it is."""
        now = fields.Datetime.now()
        self.write({"asked_at": now})
        self.filtered(lambda message: message.state == "sending").write({"state": "unknown"})
        for (company, provider), messages in self.grouped(
            lambda message: (message.company_id, message.provider_id)
        ).items():
            api_class = provider._get_api_class()
            receipts = api_class(self.env, provider=provider)._ask_safely(
                [
                    {
                        "uuid": message.sms_uuid,
                        "number": message.number,
                        "provider_ref": message.provider_ref,
                        "sent_at": message.sent_at or message.write_date,
                        "template_code": message.provider_code,
                        "company_id": company.id,
                    }
                    for message in messages
                ]
            )
            provider._apply_receipts(receipts)

    @api.model
    def _cron_ask_receipts(self, limit=BATCH):
        """Ask for receipts that did not come by themselves, oldest question first."""
        now = fields.Datetime.now()
        domain = [
            ("state", "in", ("sending", "unknown", "sent")),
            ("write_date", "<=", now - ASK_AFTER),
            ("create_date", ">=", now - ASK_FOR),
            "|",
            ("asked_at", "=", False),
            ("asked_at", "<=", now - ASK_AFTER),
        ]
        messages = self.search(domain, order="asked_at NULLS FIRST, id", limit=limit).try_lock_for_update()
        if messages:
            messages._ask_receipts()
        self.env["ir.cron"]._commit_progress(len(messages), remaining=self.search_count(domain))

    # SUPERSEDED
    @api.model
    def _supersede(self, records, codes=None):
        """What still waits about ``records`` is dropped, because something newer happened."""
        # sudo: whoever cancels a booking need not manage the queue
        domain = [("res_model", "=", records._name), ("res_id", "in", records.ids), ("state", "=", "queued")]
        if codes:
            domain.append(("code", "in", codes))
        waiting = self.sudo().search(domain)
        waiting._take_out("superseded")
        return waiting

    def _take_out(self, reason):
        self.env["sms.sms"].sudo().search(
            [("hcs_message_id", "in", self.ids), ("state", "=", "outgoing")]
        ).action_set_canceled()
        self.write({"state": "cancelled", "reason": reason})
