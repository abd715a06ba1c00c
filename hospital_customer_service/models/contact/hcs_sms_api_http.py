from datetime import timedelta
from uuid import uuid4

import requests
from urllib3.exceptions import NewConnectionError

from odoo import fields

from ...tools.message_text import placeholders
from ...tools.sms import aliyun, tencent
from ...tools.sms.common import GatewayError, same_number
from .hcs_sms_api import HcsSmsApi, MessageNotSent

# seconds to reach the gateway, and to wait for its answer
PATIENCE = (5, 15)
# a message nobody knows of so long after it may have been sent was never taken
SURELY_KNOWN = timedelta(hours=1)
# the number of nobody, for questions about the account alone
NOBODY = "+8613000000000"
DAY = timedelta(days=1)


class HcsSmsApiHttp(HcsSmsApi):
    """A gateway behind one signed request over HTTPS (DOMAIN §2.5).

    A request that never reached the gateway is *not sent*; one whose answer was lost is *unknown*, and asked for.
    """

    HOST = ""

    def _host(self):
        return self.provider._gateway_host() or self.HOST

    def _post(self, headers, body):
        """The gateway's answer, read as JSON.

        :raise MessageNotSent: when the gateway was not reached
        :raise GatewayError: when something else answered
        """
        url = self.provider._gateway_url() or f"https://{self.HOST}/"
        try:
            response = requests.post(url, data=body, headers=headers, timeout=PATIENCE, allow_redirects=False)
        except (requests.exceptions.ConnectTimeout, requests.exceptions.SSLError):
            raise MessageNotSent() from None
        except requests.exceptions.ConnectionError as error:
            # refused, or no such host: nothing left the house; a broken line may have carried it
            cause = getattr(error.args[0], "reason", None) if error.args else None
            if isinstance(cause, NewConnectionError):
                raise MessageNotSent() from None
            raise
        try:
            return response.json()
        except ValueError:
            raise GatewayError("the answer is no JSON") from None

    def _account(self):
        provider = self.provider.sudo()  # sudo: secrets are read by the sender, never by whoever causes a message
        if not provider.key_id or not provider.key_secret:
            raise MessageNotSent("unregistered")
        return provider.key_id, provider.key_secret

    def _is_mine(self, receipt, order):
        """Whether a receipt is certainly the one of this message."""
        return receipt.uuid == order["uuid"]

    def _pick(self, receipts, order):
        """The receipt of ``order`` in what the gateway knows about its number.

        :return: ``{"uuid", "state", ...}`` or None, when it says nothing new
        """
        found = next((receipt for receipt in receipts if self._is_mine(receipt, order)), None)
        if not found and not order["provider_ref"]:
            # the answer to the request was lost, and with it what the gateway calls it: whatever went to this number
            # may be it, and nobody gets it twice
            found = next(iter(receipts), None)
        if found:
            return {"uuid": order["uuid"], "state": found.state, "failure_reason": found.code}
        if not order["provider_ref"] and order["sent_at"] < fields.Datetime.now() - SURELY_KNOWN:
            return {"uuid": order["uuid"], "state": "not_found"}
        return None


class HcsSmsApiAliyun(HcsSmsApiHttp):
    HOST = "dysmsapi.aliyuncs.com"
    BATCH_SIZE = aliyun.BATCH_SIZE
    RECEIVED = aliyun.RECEIVED
    _read_receipts = staticmethod(aliyun.read_receipts)
    _read_replies = staticmethod(aliyun.read_replies)

    def _call(self, action, parameters):
        now = fields.Datetime.now()
        return self._post(*aliyun.request(action, parameters, self._host(), *self._account(), now, uuid4().hex))

    def _deliver(self, sign, template_code, orders):
        return aliyun.read_sent(self._call(*aliyun.send_parameters(sign, template_code, orders)), orders)

    def _ask(self, orders):
        receipts = []
        for order in orders:
            company = self.env["res.company"].browse(order["company_id"])
            day = company._hcs_local_date(order["sent_at"])
            answer = self._call(*aliyun.ask_parameters(order["number"], order["provider_ref"], day))
            details = aliyun.read_details(answer, order["number"], order["provider_ref"])
            receipts.append(self._pick(details, order))
        return [receipt for receipt in receipts if receipt]

    def _is_mine(self, receipt, order):
        # of a call with many messages the gateway keeps none of our numbers; the question named the call
        return super()._is_mine(receipt, order) or bool(order["provider_ref"] and not receipt.uuid)

    def _check_account(self):
        answer = self._call(*aliyun.ask_parameters(NOBODY, None, fields.Date.context_today(self.provider)))
        return isinstance(answer, dict) and answer.get("Code") == "OK"


class HcsSmsApiTencent(HcsSmsApiHttp):
    HOST = "sms.tencentcloudapi.com"
    BATCH_SIZE = tencent.BATCH_SIZE
    RECEIVED = tencent.RECEIVED
    _read_receipts = staticmethod(tencent.read_receipts)
    _read_replies = staticmethod(tencent.read_replies)

    def _call(self, action, parameters):
        now, region = fields.Datetime.now(), self.provider.sudo().region or "ap-guangzhou"  # sudo: as for the account
        return self._post(*tencent.request(action, parameters, self._host(), *self._account(), now, region))

    def _deliver(self, sign, template_code, orders):
        """One call for those that say the same; a call that fails leaves the answers of the others."""
        app_id, results, groups = self.provider.app_id or "", [], {}
        for order in orders:
            names = self._places(order)
            values = tuple(str(order["params"].get(name, "")) for name in names)
            groups.setdefault((names, values), []).append(order)
        for (names, _values), group in groups.items():
            try:
                answer = self._call(*tencent.send_parameters(app_id, sign, template_code, names, group))
                results += tencent.read_sent(answer, group)
            except MessageNotSent as error:
                results += [{"uuid": order["uuid"], "state": error.failure} for order in group]
            except (requests.RequestException, GatewayError):
                results += [{"uuid": order["uuid"], "state": "unknown"} for order in group]
        return results

    def _places(self, order):
        """The places of the registered template in its order, which this gateway counts instead of naming."""
        template = order["template"]
        return self.provider._places_of(template) if template else tuple(placeholders(order["content"]))

    def _ask(self, orders):
        receipts = []
        for order in orders:
            begin, end = (moment.timestamp() for moment in self._span(order["sent_at"]))
            answer = self._call(*tencent.ask_parameters(self.provider.app_id or "", order["number"], begin, end))
            details = [found for found in tencent.read_details(answer) if same_number(found.number, order["number"])]
            receipts.append(self._pick(details, order))
        return [receipt for receipt in receipts if receipt]

    def _is_mine(self, receipt, order):
        ref = order["provider_ref"]
        return super()._is_mine(receipt, order) or bool(ref and receipt.reference == ref)

    def _span(self, sent_at):
        now = fields.Datetime.now()
        return [fields.Datetime.context_timestamp(self.provider.with_context(tz="UTC"), moment)
                for moment in (sent_at - timedelta(minutes=5), min(now, sent_at + DAY))]  # fmt: skip

    def _check_account(self):
        now = fields.Datetime.context_timestamp(self.provider, fields.Datetime.now()).timestamp()
        answer = self._call(*tencent.ask_parameters(self.provider.app_id or "", NOBODY, now - 3600, now))
        return not tencent.has_error(answer)
