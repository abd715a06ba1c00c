"""IG4, SEC-02: what gateways bring by themselves: receipts, and what people answer."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, freeze_time, tagged

from tests.contact.test_gateways import GatewayCase


@tagged("post_install", "-at_install", "hcs_contact")
class TestGatewayCalls(GatewayCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"hcs_message_hour_from": 0.0, "hcs_message_hour_to": 24.0})  # at any hour the suite runs

    def _push(self, kind, payload, key=None, provider=None):
        key = key or (provider or self.company.hcs_sms_provider_id).callback_key
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        response = self.url_open(f"/hcs/sms/{key}/{kind}", data=body, headers={"Content-Type": "application/json"})
        self.env.invalidate_all()
        return response

    def _sent(self, **kwargs):
        self._confirm(**kwargs)
        self._run_queue()
        return self._messages()[-1]

    def _reply(self, text, key="1", number="13800138000"):
        return {"phone_number": number, "content": text, "send_time": "2026-03-02 09:00:00", "sequence_id": key}

    def _replies(self):
        return self.env["hcs.message.reply"].search([], order="id")

    def _consents(self, patient=None):
        rows = self.env["hcs.consent"].search([("patient_id", "=", (patient or self.patient).id)])
        return {(row.purpose, row.channel, row.state, row.source) for row in rows}

    def test_a_receipt_by_our_number_and_by_theirs(self):
        self._provider("aliyun")
        message = self._sent()
        receipt = {"phone_number": "13800138000", "success": True, "err_code": "DELIVERED", "sms_size": "3",
                   "biz_id": "b1", "out_id": ""}  # fmt: skip
        for _again in range(2):
            response = self._push("receipts", [receipt])
            self.assertEqual((response.status_code, response.json()), (200, {"code": 0, "msg": "OK"}))
            self.assertEqual(message.state, "delivered")
            self.assertAlmostEqual(message.cost, 0.15, msg="three parts")
        other = self._sent(key="second")
        failed = {**receipt, "success": False, "err_code": "MOBILE_SEND_LIMIT", "out_id": other.sms_uuid}
        self._push("receipts", [failed])
        self.assertEqual((other.state, other.reason), ("failed", "sms_rejected"))
        self.assertEqual(message.state, "delivered")

    def test_a_number_of_somebody_else_is_not_the_same_call(self):
        self._provider("aliyun")
        message = self._sent()
        self._push("receipts", [{"phone_number": "13900139000", "success": True, "biz_id": "b1", "out_id": ""}])
        self.assertEqual(message.state, "sent")

    def test_addresses_that_belong_to_nobody_and_words_that_are_none(self):
        provider = self._provider("aliyun")
        self.assertEqual(self._push("receipts", [], key="x" * 43).status_code, 404)
        for body in (b" ", b"{", b"5", b'["x"]', b"\xff\xfe", b"[" * 100_000):
            self.assertEqual(self._push("receipts", body).status_code, 400, body[:5])
            self.assertEqual(self._push("replies", body).status_code, 400, body[:5])
        old = provider.callback_key
        provider.action_renew_callback()
        self.assertEqual(self._push("receipts", [], key=old).status_code, 404)
        self.assertEqual(self._push("receipts", []).status_code, 200)
        log = self.env.ref("hospital_customer_service.hcs_sms_provider_log")
        log.sudo().callback_key = log.sudo().callback_key or "log" * 10
        self.assertEqual(self._push("receipts", [], provider=log).status_code, 404, "nobody calls for a log")

    def test_who_answers_with_the_word_gets_no_more(self):
        self._provider("aliyun")
        self._sent()
        for word in ("td", " T 。", "退订"):
            with self.subTest(word=word):
                self._push("replies", [self._reply(word, key=word)])
                self.assertEqual(self._replies()[-1].kind, "opt_out")
        expected = {(purpose, "sms", "withdrawn", "sms") for purpose in ("greeting", "marketing")}
        self.assertEqual(self._consents(), expected)
        self.assertFalse(self.env["hcs.contact.guard"]._consent_reasons(self.patient, "service", "sms"))

    def test_the_word_from_a_number_nobody_wrote_to_is_for_everybody_on_it(self):
        self._provider("aliyun")
        child = self.patient.copy({"name": "Child"})
        self.env["hcs.patient.phone"].create({"patient_id": child.id, "number": "13800138000"})
        self._push("replies", [self._reply("TD")])
        self.assertTrue(self._consents(self.patient) and self._consents(child))

    def test_an_answer_stands_with_the_record(self):
        self._provider("aliyun")
        department = self.env["hcs.department"].create({"name": "Clinic 3"})
        record = self.env["hcs.service.record"].create(
            {
                "type_id": self.env["hcs.service.record"]._service_type("consultation", self.company).id,
                "patient_id": self.patient.id,
                "department_id": department.id,
                "user_id": self.user_agent.id,
            }
        )
        message = self._sent(res=record)
        reply = self._reply("我星期四来")
        for _again in range(2):
            self._push("replies", [reply, reply])
        [line] = self._replies()
        self.assertEqual((line.kind, line.message_id, line.patient_id), ("answer", message, self.patient))
        contact = record.contact_ids.filtered(lambda contact: contact.direction == "in")
        self.assertEqual((contact.channel, contact.note), ("sms", "我星期四来"), "once, however often it comes")
        activity = record.activity_ids.filtered(lambda activity: "reply" in activity.activity_type_id.name.lower())
        self.assertEqual(activity.user_id, self.user_agent)

    def test_an_answer_to_nothing_is_a_message_at_the_desk(self):
        self._provider("aliyun")
        self._push("replies", [self._reply("请回电", number="13700137000")])
        [line] = self._replies()
        self.assertEqual((line.kind, line.patient_id.id), ("unknown", False))
        record = self.env["hcs.service.record"].search([], order="id desc", limit=1)
        self.assertEqual(
            (record.type_id.code, record.channel, record.caller_phone, record.description),
            ("message", "sms", "+8613700137000", "请回电"),
        )
        self.assertNotEqual(record.create_uid, self.env.ref("base.public_user"))

    def test_an_old_message_is_not_what_is_answered(self):
        self._provider("aliyun")
        message = self._sent()
        with freeze_time(fields.Datetime.now() + timedelta(days=8)):
            self.env["hcs.message.reply"]._take(
                self.company.hcs_sms_provider_id,
                self.company.hcs_sms_provider_id._get_api_class()._read_replies([self._reply("Yes")]),
            )
        [line] = self._replies()
        self.assertEqual((line.kind, line.message_id), ("unknown", self.env["hcs.message"]))
        self.assertTrue(message)

    def test_the_other_gateway_speaks_its_own_way(self):
        self._provider("tencent", app_id="1400")
        message = self._sent()
        receipt = {"mobile": "13800138000", "nationcode": "86", "report_status": "SUCCESS", "errmsg": "DELIVRD",
                   "sid": "s-0"}  # fmt: skip
        response = self._push("receipts", [receipt])
        self.assertEqual(response.json(), {"result": 0, "errmsg": "OK"})
        self.assertEqual(message.state, "delivered")
        reply = {"mobile": "13800138000", "nationcode": "86", "text": "T", "time": "2026-03-02 09:00:00"}
        self._push("replies", reply)
        self.assertEqual(self._replies().kind, "opt_out")
