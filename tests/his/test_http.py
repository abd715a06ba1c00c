"""The address the hospital system posts to (VIS-02, SEC-04)."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from tests.his import fhir_maker as make
from tests.his.common import NINE, HisCase


@tagged("post_install", "-at_install", "hcs_his")
class TestHttp(HisCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key = cls._key_of(cls.user_his)

    @classmethod
    def _key_of(cls, user):
        keys = cls.env["res.users.apikeys"].with_user(user)
        return keys._generate(None, "feed", fields.Datetime.now() + timedelta(days=1))

    def post(self, data, code="test", key=None, **headers):
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        headers = {"Content-Type": "application/fhir+json", **headers}
        if key is not False:
            headers["Authorization"] = f"Bearer {key or self.key}"
        return self.url_open(f"/hcs/fhir/{code}", data=body, headers=headers)

    def test_a_bundle_is_stored_and_answered_at_once(self):
        response = self.post(make.bundle(make.patient("1"), make.encounter("7", "1", NINE)))
        self.assertEqual(response.status_code, 202)
        self.assertEqual(
            response.json(),
            {"received": 2, "stored": 2, "known": 0, "ignored": 0, "error_count": 0, "errors": []},
        )
        messages = self.messages.search([("source_id", "=", self.source.id)])
        self.assertEqual(set(messages.mapped("state")), {"new"}, "applied later, by the scheduled action")
        self.assertFalse(self.patient())
        self.apply()
        self.assertTrue(self.visit())

    def test_a_repeated_message_is_answered_well(self):
        """DOMAIN §2.3: a repeated message must be answered as good, without effect."""
        for stored in (1, 0, 0):
            response = self.post(make.patient("1"))
            self.assertEqual((response.status_code, response.json()["stored"]), (202, stored))

    def test_lines_and_what_was_wrong_with_them(self):
        response = self.post(
            make.ndjson([make.patient("1")]) + b"{broken\n", **{"Content-Type": "application/fhir+ndjson"}
        )
        answer = response.json()
        self.assertEqual((response.status_code, answer["error_count"]), (202, 1))
        self.assertIn("Row 2", answer["errors"][0])

    def test_nothing_readable(self):
        for body in (b"hello", b"{", b"[]", "{'王秀英'}".encode()):
            with self.subTest(body=body):
                response = self.post(body)
                self.assertEqual(response.status_code, 400)
                self.assertEqual(response.json()["error_count"], 1)
                self.assertNotIn("王", response.text)
        self.assertEqual(self.post(b" \n").status_code, 400)
        form = self.post(b"a=1", **{"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(form.status_code, 400)
        self.assertIn("application/fhir+json", form.json()["error"])

    def test_a_wrong_key(self):
        """ "Bad input": a wrong API key."""
        for key in ("wrong", self.key[:-1] + "x", False):
            response = self.post(make.patient("1"), key=key)
            self.assertEqual(response.status_code, 401)
        self.assertIn("API Key", response.text)
        self.assertFalse(self.messages.search_count([("source_id", "=", self.source.id)]))

    def test_an_account_without_the_role(self):
        for user in (self.user_agent, self.user_admin, self.user_outsider):
            with self.subTest(user=user.login):
                self.assertEqual(self.post(make.patient("1"), key=self._key_of(user)).status_code, 403)

    def test_an_unknown_feed_and_a_forbidden_one_look_the_same(self):
        """SEC-04: nothing enumerable."""
        self.source.user_id = self.user_admin
        answers = {(each.status_code, each.text) for each in (self.post({}, code="nobody"), self.post({}))}
        self.assertEqual(len(answers), 1)
        self.assertEqual(answers.pop()[0], 403)
        self.source.user_id = self.user_his
        self.assertEqual(self.post(make.patient("1")).status_code, 202)
        self.source.active = False
        self.assertEqual(self.post(make.patient("1")).status_code, 403)

    def test_a_feed_of_another_company(self):
        self.source.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(self.post(make.patient("1")).status_code, 403)

    def test_too_large(self):
        self.source.max_megabytes = 1
        response = self.post(b" " * (1 << 20) + json.dumps(make.patient("1")).encode())
        self.assertEqual(response.status_code, 413)
        self.assertIn("1 MB", response.json()["error"])
        self.assertEqual(self.post(make.patient("1")).status_code, 202)

    def test_only_posting(self):
        response = self.url_open("/hcs/fhir/test", headers={"Authorization": f"Bearer {self.key}"})
        self.assertEqual(response.status_code, 405)
