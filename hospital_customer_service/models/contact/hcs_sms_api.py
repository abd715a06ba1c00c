import logging

from odoo.addons.sms.tools.sms_api import SmsApiBase

from ...tools.mask import mask

_logger = logging.getLogger(__name__)


# nothing was taken, and another gateway may do it
FALLBACK_STATES = ("server_error", "insufficient_credit", "unregistered")


class MessageNotSent(Exception):
    """The gateway certainly has not taken the messages; ``failure`` is a key of ``PROVIDER_TO_SMS_FAILURE_TYPE``."""

    def __init__(self, failure="server_error"):
        super().__init__(failure)
        self.failure = failure


class HcsSmsApi(SmsApiBase):
    """What every gateway of ours does: template and parameters instead of free text, batches, receipts.

    A gateway is a subclass that implements :meth:`_deliver` for one batch, and :meth:`_ask` or
    :meth:`_read_receipts` for receipts. Whatever goes wrong other than by :class:`MessageNotSent` leaves the outcome
    *unknown*: such messages are never sent again before their receipt was asked for.
    """

    # messages of one call; they share sign and template
    BATCH_SIZE = 100
    PROVIDER_TO_SMS_FAILURE_TYPE = SmsApiBase.PROVIDER_TO_SMS_FAILURE_TYPE | {
        "no_template": "hcs_no_template",
        "insufficient_credit": "sms_credit",
        "unregistered": "sms_acc",
        "rejected": "sms_rejected",
        "not_allowed": "sms_not_allowed",
    }

    def __init__(self, env, account=None, provider=None):
        super().__init__(env, account=account)
        self.provider = provider or env.company._hcs_sms_provider()

    def _set_company(self, company):  # pylint: disable=missing-return
        super()._set_company(company)
        self.provider = company._hcs_sms_provider()

    # SENDING
    def _send_sms_batch(self, messages, delivery_reports_url=False):
        """Odoo hands over contents and numbers only; sign, template and parameters are those kept with each row."""
        numbers = {entry["uuid"]: entry["number"] for message in messages for entry in message["numbers"]}
        # sudo: the queue is sent by whoever presses a button or by a scheduled action
        rows = self.env["sms.sms"].sudo().search([("uuid", "in", list(numbers))])
        known = rows.filtered("hcs_template_code")
        results = [{"uuid": uuid, "state": "no_template"} for uuid in numbers.keys() - set(known.mapped("uuid"))]
        for (sign, template_code), batch in known.grouped(lambda row: (row.hcs_sign, row.hcs_template_code)).items():
            for start in range(0, len(batch), self.BATCH_SIZE):
                orders = [
                    {
                        "uuid": row.uuid,
                        "number": row.number,
                        "params": row.hcs_params or {},
                        "content": row.body,
                        "template": row.hcs_template_id,
                    }
                    for row in batch[start : start + self.BATCH_SIZE]
                ]
                results += self._deliver_or_fall_back(sign or "", template_code, orders)
        return results

    def _deliver_or_fall_back(self, sign, template_code, orders):
        """What this gateway certainly did not take goes to the second one, with the sign and code it knows there."""
        results = self._deliver_safely(sign, template_code, orders)
        second = self.provider.fallback_id.filtered("active")
        refused = {result["uuid"] for result in results if result["state"] in FALLBACK_STATES}
        if not second or not refused:
            return results
        second_api = second._get_api_class()(self.env, provider=second)
        again = [order for order in orders if order["uuid"] in refused]
        results = [result for result in results if result["uuid"] not in refused]
        for template in {order["template"] for order in again}:
            code = second._template_code(template) if template else template_code
            batch = [order for order in again if order["template"] == template]
            for start in range(0, len(batch), second_api.BATCH_SIZE):
                part = batch[start : start + second_api.BATCH_SIZE]
                for result in second_api._deliver_safely(second.sign or sign, code, part):
                    results.append({**result, "provider": second})
        return results

    def _deliver_safely(self, sign, template_code, orders):
        """An answer for each of ``orders``, whatever the gateway does."""
        try:
            answers = {answer["uuid"]: answer for answer in self._deliver(sign, template_code, orders)}
        except MessageNotSent as error:
            return [{"uuid": order["uuid"], "state": error.failure} for order in orders]
        except Exception as error:  # pylint: disable=broad-exception-caught
            # the words of the error may quote numbers
            _logger.warning("Messages of template %s: outcome unknown (%s)", template_code, type(error).__name__)
            answers = {}
        return [answers.get(order["uuid"]) or {"uuid": order["uuid"], "state": "unknown"} for order in orders]

    def _deliver(self, sign, template_code, orders):
        """Give one batch to the gateway.

        :param orders: list of ``{"uuid", "number", "params", "content", "template"}``, at most ``BATCH_SIZE``
        :return: list of ``{"uuid", "state", "failure_reason"?, "provider_ref"?, "cost"?, "parts"?}``; ``state`` is
            *success*, *delivered*, *unknown* or a key of ``PROVIDER_TO_SMS_FAILURE_TYPE``
        :raise MessageNotSent: when none of them can have been taken
        """
        raise NotImplementedError

    # RECEIPTS
    def _ask_safely(self, orders):
        try:
            return self._ask(orders)
        except Exception as error:  # pylint: disable=broad-exception-caught
            _logger.warning("Receipts of %s messages could not be asked for (%s)", len(orders), type(error).__name__)
            return []

    def _ask(self, orders):
        """Ask the gateway what became of messages.

        :param orders: list of ``{"uuid", "number", "provider_ref", "sent_at", "company_id"}``
        :return: list of receipts ``{"uuid", "state", "failure_reason"?, "cost"?}``; ``state`` is *delivered*,
            *success*, *not_found* (never taken) or a failure; a message it knows nothing new about is left out
        """
        return []

    # what the gateway pushes to us by itself; see ``tools.sms`` for the shapes
    RECEIVED = {}

    def _read_receipts(self, payload):
        """``Receipt`` rows in what the gateway sent, JSON that was read."""
        return []

    def _read_replies(self, payload):
        """``Reply`` rows in what the gateway sent, JSON that was read."""
        return []

    def _check_account(self):
        """Ask something harmless.

        :return: whether the account answers
        """
        return True

    def _get_sms_api_error_messages(self):
        return {
            **super()._get_sms_api_error_messages(),
            "no_template": self.env._("Without an approved template nothing is sent."),
        }


class HcsSmsApiLog(HcsSmsApi):
    """The default: a line in the server's log instead of a message; nothing leaves the hospital."""

    def _deliver(self, sign, template_code, orders):
        for order in orders:
            _logger.info("Message %s of %s to %s: log only", order["uuid"], template_code, mask(order["number"]))
        return [{"uuid": order["uuid"], "state": "success", "cost": 0.0} for order in orders]
