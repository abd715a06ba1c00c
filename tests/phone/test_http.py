"""The address a telephone exchange posts to (SVC-09, FEATURES IG5)."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from tests.phone.common import WANG, PhoneCase, iso


@tagged("post_install", "-at_install", "hcs_phone")
class TestHttp(PhoneCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key = cls._key_of(cls.pbx)

    def post(self, data, code="house-test", key=None, kind="application/json"):
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        headers = {"Content-Type": kind}
        if key is not False:
            headers["Authorization"] = f"Bearer {key or self.key}"
        return self.url_open(f"/hcs/phone/{code}/event", data=body, headers=headers)

    def event(self, kind="ringing", **values):
        return {"call": "77.1", "event": kind, "direction": "in", "number": WANG, "extension": "101", **values}

    def test_an_event_is_taken_and_becomes_a_call(self):
        response = self.post(self.event(at=iso(fields.Datetime.now().replace(microsecond=0))))
        self.assertEqual((response.status_code, response.json()), (200, {"status": "stored"}))
        call = self.call("77.1")
        self.assertEqual((call.state, call.user_id, call.patient_id), ("ringing", self.user_agent, self.wang))
        self.assertEqual(call.create_uid, self.env.ref("base.user_root"), "not done by the account of the exchange")

    def test_the_same_event_a_hundred_times_is_one_event_and_one_call(self):
        event = self.event(at=iso(fields.Datetime.now().replace(microsecond=0)))
        answers = [self.post(event).json()["status"] for _number in range(100)]
        self.assertEqual(answers, ["stored"] + ["known"] * 99)
        self.assertEqual(len(self.call("77.1")), 1)
        self.assertEqual(self.inbox.search_count([("call_id", "=", "77.1")]), 1)

    def test_what_is_wrong_is_kept_with_its_error_and_said_in_plain_words(self):
        for body in (b"hello", b"[1]", b"{}", b"\xff", b'{"call": "1", "event": "dance", "number": "13812345678"}'):
            with self.subTest(body=body):
                response = self.post(body)
                self.assertEqual(response.status_code, 400)
                words = response.json()["error"]
                self.assertNotIn("Traceback", words)
                self.assertNotIn("13812345678", words)
                kept = self.inbox.search([("exchange_id", "=", self.exchange.id), ("state", "=", "error")], limit=1)
                self.assertEqual(kept.error, words)
                self.post(body)
        self.assertEqual(self.inbox.search_count([("exchange_id", "=", self.exchange.id)]), 5, "each kept once")
        self.assertFalse(self.calls.search([("exchange_id", "=", self.exchange.id)]))

    def test_a_clock_that_runs_ahead_is_wrong(self):
        later = fields.Datetime.now().replace(microsecond=0) + timedelta(days=3)
        response = self.post(self.event(at=iso(later)))
        self.assertEqual(response.status_code, 400)
        self.assertIn("clock", response.json()["error"])

    def test_a_body_that_is_too_large(self):
        response = self.post(b'{"call": "' + b"1" * (70 * 1024) + b'"}')
        self.assertEqual(response.status_code, 413)
        self.assertFalse(self.inbox.search([("exchange_id", "=", self.exchange.id)]))

    def test_a_form_is_no_event(self):
        response = self.post(b"call=1&event=ringing", kind="application/x-www-form-urlencoded")
        self.assertEqual(response.status_code, 400)
        self.assertIn("application/json", response.json()["error"])

    def test_only_the_account_of_the_exchange_may_post(self):
        for user in (self.user_agent, self.user_admin, self.user_his):
            with self.subTest(user=user.login):
                self.assertEqual(self.post(self.event(), key=self._key_of(user)).status_code, 403)
        self.assertEqual(self.post(self.event(), key="0" * 40).status_code, 401)
        self.assertEqual(self.post(self.event(), key=False).status_code, 401)
        self.assertFalse(self.inbox.search([("exchange_id", "=", self.exchange.id)]))

    def test_an_unknown_exchange_is_refused_like_a_forbidden_one(self):
        known = self.post(self.event(), key=self._key_of(self.user_agent))
        unknown = self.post(self.event(), code="nowhere")
        self.assertEqual((known.status_code, known.json()), (unknown.status_code, unknown.json()))

    def test_an_archived_exchange_takes_nothing(self):
        self.exchange.active = False
        self.assertEqual(self.post(self.event()).status_code, 403)

    def test_the_account_of_the_exchange_reads_nothing(self):
        for model in ("hcs.phone.call", "hcs.phone.event", "hcs.phone.exchange", "hcs.patient"):
            self.assertFalse(self.as_user(self.pbx, model).has_access("read"), model)
