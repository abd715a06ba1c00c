from uuid import uuid4

from odoo import fields, models
from odoo.exceptions import UserError

from .hcs_message import FAILED_STATES


class HcsMessage(models.Model):
    """What people do about messages that did not arrive."""

    _inherit = "hcs.message"

    def action_retry(self):
        """Send failed messages again, where the guard agrees and no earlier try can still arrive."""
        self.check_access("read")
        # sudo: nobody writes messages by hand
        messages = self.sudo().try_lock_for_update()
        open_ones = messages.filtered(lambda message: message.state in ("sending", "unknown"))
        if open_ones:
            open_ones._ask_receipts()
        again = messages.filtered(lambda message: message.state in FAILED_STATES)
        if not again:
            return messages._explain_no_retry(open_ones)
        for message in again:
            message.write(
                {
                    "state": "queued",
                    "reason": False,
                    "sms_uuid": uuid4().hex,
                    "planned_at": fields.Datetime.now(),
                    "expires_at": False,
                    "handled_by_id": False,
                    "handled_at": False,
                }
            )
            if message.patient_id and not message.number:
                phone = message.patient_id._preferred_phone()
                message.number = phone.e164 or phone.number
        ready = again._ready()
        again._queue()
        refused = again.filtered(lambda message: message.state != "queued")
        if len(self) == 1 and refused:
            raise UserError(self._reason_text(refused.reason))
        return self._notice(
            self.env._(
                "%(ready)s go out now, %(waiting)s wait for their hour, %(refused)s are not allowed.",
                ready=len(ready),
                waiting=len(again - ready - refused),
                refused=len(refused),
            )
        )

    def _explain_no_retry(self, asked):
        """Why nothing is sent again; an answer of the gateway must be kept, so it is no error."""
        if any(message.state in ("sent", "delivered") for message in asked):
            return self._notice(self.env._("The gateway has sent it: there is nothing to send again."))
        raise UserError(
            self.env._(
                "The gateway does not know yet what became of it. Nothing is sent again before it answers: the person "
                "would get it twice."
            )
            if asked
            else self.env._("Only messages that did not go out can be sent again.")
        )

    def action_cancel(self):
        """Take messages out of the queue that nobody has sent yet."""
        self.check_access("read")
        messages = self.sudo().try_lock_for_update().filtered(lambda message: message.state == "queued")  # sudo: above
        if not messages:
            raise UserError(self.env._("Only a message that still waits can be cancelled."))
        messages._take_out("withdrawn")
        return True

    def action_settle(self):
        """Somebody told the person in another way: the message leaves the list of failures."""
        self.check_access("read")
        failed = self.sudo().filtered(lambda message: message.state in (*FAILED_STATES, "unknown"))  # sudo: above
        failed.write({"handled_by_id": self.env.uid, "handled_at": fields.Datetime.now()})
        return True

    def _notice(self, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": text, "type": "info", "next": {"type": "ir.actions.client", "tag": "soft_reload"}},
        }
