"""IG4, DOMAIN §2.5: messages through Aliyun and Tencent Cloud, against a server that checks every signature."""

import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.contact.common import MessageCase
from tests.contact.gateway_server import KEY_ID, KEY_SECRET, Gateway

API_LOGGER = "odoo.addons.hospital_customer_service.models.contact.hcs_sms_api"


def ok(call):
    """What a gateway that takes everything answers."""
    if call.action == "SendSms" and isinstance(call.parameters.get("PhoneNumberSet"), list):
        numbers = call.parameters["PhoneNumberSet"]
        rows = [
            {"PhoneNumber": number, "SerialNo": f"s-{index}", "Code": "Ok", "Fee": 2}
            for index, number in enumerate(numbers)
        ]
        return {"Response": {"SendStatusSet": rows}}
    return {"Code": "OK", "BizId": "b1"}


class GatewayCase(MessageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = Gateway()
        cls.addClassCleanup(cls.server.close)

    def setUp(self):
        super().setUp()
        self.provider_class_patch.stop()  # the real classes
        self.addCleanup(self.provider_class_patch.start)
        self.server.calls, self.server.answer = [], ok

    def _provider(self, kind, **values):
        values = {"price": 0.05, "endpoint": self.server.url, **values}
        provider = self.env["hcs.sms.provider"].create(
            {"name": kind, "kind": kind, "sign": "Renji", "key_id": KEY_ID, "key_secret": KEY_SECRET, **values}
        )
        self.company.hcs_sms_provider_id = provider
        return provider

    def _state(self):
        message = self._messages()[-1]
        return message.state, message.reason


@tagged("post_install", "-at_install", "hcs_contact")
@freeze_time("2026-03-16 02:00:00")
class TestGateways(GatewayCase):
    def test_one_message_by_aliyun(self):
        provider = self._provider("aliyun")
        template = self.env.ref("hospital_customer_service.hcs_message_template_booking_confirmed")
        self.env["hcs.sms.provider.template"].create(
            {"provider_id": provider.id, "template_id": template.id, "code": "SMS_77"}
        )
        self._confirm()
        self._run_queue()
        [call] = self.server.calls
        message = self._messages()
        self.assertTrue(call.is_signed())
        self.assertEqual(
            (call.action, call.parameters["TemplateCode"], call.parameters["OutId"], call.parameters["SignName"]),
            ("SendSms", "SMS_77", message.sms_uuid, "Renji"),
        )
        self.assertEqual(json.loads(call.parameters["TemplateParam"]), message.params)
        self.assertEqual((message.state, message.provider_ref, message.provider_id), ("sent", "b1", provider))

    def test_many_messages_by_aliyun_share_a_call(self):
        self._provider("aliyun")
        patients = self.patient | self.patient.copy({"name": "Li Si"})
        self.env["hcs.patient.phone"].create({"patient_id": patients[1].id, "number": "13900139000"})
        self._confirm(patients)
        self._run_queue()
        [call] = self.server.calls
        self.assertEqual(call.action, "SendBatchSms")
        self.assertEqual(len(json.loads(call.parameters["PhoneNumberJson"])), 2)
        self.assertEqual(set(self._messages().mapped("state")), {"sent"})

    def test_tencent_counts_places_and_says_what_it_charged(self):
        provider = self._provider("tencent", app_id="1400")
        template = self.env.ref("hospital_customer_service.hcs_message_template_booking_confirmed")
        self.env["hcs.sms.provider.template"].create(
            {"provider_id": provider.id, "template_id": template.id, "code": "9", "places": "time date"}
        )
        self._confirm()
        self._run_queue()
        [call] = self.server.calls
        self.assertEqual(call.parameters["TemplateParamSet"], [self.params["time"], self.params["date"]])
        message = self._messages()
        self.assertEqual((message.state, message.provider_ref), ("sent", "s-0"))
        self.assertAlmostEqual(message.cost, 0.1, msg="two parts of the price list")

    def test_a_wrong_secret_is_said_and_nothing_leaves(self):
        provider = self._provider("aliyun", key_secret="wrong")
        self._confirm()
        self._run_queue()
        self.assertEqual(self._state(), ("failed", "sms_acc"))
        with self.assertRaisesRegex(UserError, "refuses this account"):
            provider.action_check_account()
        provider.key_secret = KEY_SECRET
        provider.action_check_account()

    @mute_logger(API_LOGGER)
    def test_a_lost_answer_is_asked_for_and_never_sent_again(self):
        """DOMAIN §2.5: no gateway is idempotent: on a time-out the receipt is asked for first."""
        self._provider("aliyun")
        self.server.answer = lambda call: None
        self._confirm()
        self._run_queue()
        message = self._messages()
        self.assertEqual(message.state, "unknown")
        self.server.answer = lambda call: {"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": []}}
        with self.assertRaisesRegex(UserError, "does not know yet"):
            message.action_retry()
        row = {"SendStatus": 3, "OutId": message.sms_uuid, "ErrCode": "DELIVERED"}
        self.server.answer = lambda call: {"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": [row]}}
        message.action_retry()
        self.assertEqual(message.state, "delivered")
        actions = [call.action for call in self.server.calls]
        self.assertEqual(actions, ["SendSms", "QuerySendDetails", "QuerySendDetails"])

    @mute_logger(API_LOGGER)
    def test_what_no_gateway_knows_after_an_hour_was_never_taken(self):
        self._provider("aliyun")
        self.server.answer = lambda call: None
        self._confirm()
        self._run_queue()
        message = self._messages()
        self.server.answer = lambda call: {"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": []}}
        with freeze_time(fields.Datetime.now() + timedelta(hours=2)):
            message._ask_receipts()
            self.assertEqual((message.state, message.reason), ("failed", "not_found"))

    @mute_logger(API_LOGGER)
    def test_something_else_at_the_address(self):
        self._provider("tencent")
        for answer in (b"<html>proxy</html>", [], {"Response": 5}):
            self.server.answer = lambda call, answer=answer: answer
            self._confirm(key=str(answer))
            self._run_queue()
            self.assertEqual(self._state()[0], "unknown")

    def test_the_second_gateway_takes_what_the_first_certainly_did_not(self):
        second = self._provider("tencent", app_id="1400", sign="Renji 2", price=0.2)
        first = self._provider("aliyun", fallback_id=second.id)
        self.server.answer = lambda call: (
            {"Code": "isv.AMOUNT_NOT_ENOUGH"} if "x-acs-action" in call.headers else ok(call)
        )
        self._confirm()
        self._run_queue()
        message = self._messages()
        self.assertEqual((message.state, message.provider_id, message.provider_ref), ("sent", second, "s-0"))
        self.assertAlmostEqual(message.cost, 0.4, msg="what the second one charged")
        self.assertEqual([call.parameters.get("SignName") for call in self.server.calls], ["Renji", "Renji 2"])
        first.endpoint = "http://127.0.0.1:1/"
        self._confirm(key="unreachable")
        self._run_queue()
        self.assertEqual(self._messages()[-1].provider_id, second)

    @mute_logger(API_LOGGER)
    def test_an_unknown_outcome_never_goes_to_the_second_gateway(self):
        second = self._provider("tencent")
        self._provider("aliyun", fallback_id=second.id)
        self.server.answer = lambda call: None
        self._confirm()
        self._run_queue()
        self.assertEqual([call.action for call in self.server.calls], ["SendSms"])
        self.assertEqual(self._state()[0], "unknown")

    def test_as_many_to_one_number_as_gateways_let_through(self):
        self._provider("aliyun")
        template = self.env.ref("hospital_customer_service.hcs_message_template_booking_confirmed")
        template.write({"limit_minute": 1, "limit_hour": 2, "limit_day": 0})
        start = fields.Datetime.now()
        for minutes, expected in ((0, False), (0.5, "number_limit"), (2, False), (4, "number_limit"), (70, False)):
            with freeze_time(start + timedelta(minutes=minutes)):
                self.assertEqual(self._confirm(key=f"m{minutes}")[self.patient.id], expected, minutes)
                self.env.flush_all()
                # the clock of the database does not stand still for a test
                self.env.cr.execute(
                    "UPDATE hcs_message SET create_date = %s WHERE id = (SELECT MAX(id) FROM hcs_message)",
                    [fields.Datetime.now()],
                )
        many = [(self.patient, record) for record in self.env["res.partner"].search([], limit=3)]
        with freeze_time(start + timedelta(days=3)):
            self.Template._send("booking_confirmed", many, self.params)
        states = self._messages()[-3:].mapped("state")
        self.assertEqual(states, ["queued", "refused", "refused"], "those of one batch count as well")

    def test_secrets_are_for_administrators(self):
        provider = self._provider("aliyun")
        for user in (self.user_agent, self.user_leader, self.user_director):
            seen = provider.with_user(user).read()[0]
            self.assertFalse({"key_id", "key_secret", "callback_key", "receipt_url", "endpoint"} & seen.keys())
            with self.assertRaises(UserError):
                provider.with_user(user).read(["key_secret"])
            with self.assertRaises(UserError):
                provider.with_user(user).action_check_account()
            with self.assertRaises(UserError):
                provider.with_user(user).action_renew_callback()
        self.assertEqual(provider.with_user(self.user_admin).read(["key_id"])[0]["key_id"], KEY_ID)
        self.assertFalse(provider.copy().key_secret, "a copy is another account")

    def test_what_cannot_be_an_account(self):
        provider = self._provider("aliyun")
        with self.assertRaisesRegex(ValidationError, "own second gateway"):
            provider.fallback_id = provider
        for address in ("ftp://localhost", "sms.example.com", "https://localhost/?a=1", "//localhost"):
            with self.assertRaisesRegex(ValidationError, "looks like"):
                provider.endpoint = address
        template = self.env.ref("hospital_customer_service.hcs_message_template_booking_confirmed")
        with self.assertRaisesRegex(ValidationError, "no place called nonsense"):
            self.env["hcs.sms.provider.template"].create(
                {"provider_id": provider.id, "template_id": template.id, "code": "1", "places": "nonsense"}
            )
