"""HL7 v2 by HTTP (VIS-02, SEC-04), and any bytes at the doors: no traceback, nothing of a patient told."""

import random
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from tests.his import hl7_maker as make
from tests.his.common import HisCase


@tagged("post_install", "-at_install", "hcs_his")
class TestHl7Http(HisCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key = cls._key_of(cls.user_his)

    @classmethod
    def _key_of(cls, user):
        keys = cls.env["res.users.apikeys"].with_user(user)
        return keys._generate(None, "feed", fields.Datetime.now() + timedelta(days=1))

    def post(self, data, code="test", key=None, path="hl7"):
        headers = {"Content-Type": "application/hl7-v2" if path == "hl7" else "application/fhir+json"}
        headers["Authorization"] = f"Bearer {key or self.key}"
        return self.url_open(f"/hcs/{path}/{code}", data=data, headers=headers)

    def send(self, text, **values):
        return self.post(text if isinstance(text, bytes) else text.encode(), path="hl7", **values)

    def test_acknowledged(self):
        response = self.send(make.adt("A01", control="X1"))
        self.assertEqual(response.status_code, 200)
        self.assertIn("MSA|AA|X1", response.text)
        again = self.send(make.adt("A01", control="X1"))
        self.assertEqual((again.status_code, "MSA|AA|X1" in again.text), (200, True))
        message = self.messages.search([("source_id", "=", self.source.id)])
        self.assertEqual((message.resource_type, message.state), ("ADT^A01", "new"))

    def test_several_of_which_one_is_wrong(self):
        response = self.send(make.adt("A01", control="X1") + make.person(birth="x") + make.adt("A03", control="X3"))
        self.assertEqual(response.status_code, 400)
        self.assertEqual(
            [code for code in ("AA|X1", "AE|", "AA|X3") if f"MSA|{code}" in response.text], ["AA|X1", "AE|", "AA|X3"]
        )
        states = self.messages.search([("source_id", "=", self.source.id)]).mapped("state")
        self.assertEqual(sorted(states), ["error", "new", "new"])

    def test_refused(self):
        self.assertEqual(self.send(make.adt("A01"), key="wrong").status_code, 401)
        self.assertEqual(self.send(make.adt("A01"), key=self._key_of(self.user_admin)).status_code, 403)
        self.assertEqual(self.send(make.adt("A01"), code="nobody").status_code, 403)
        self.assertEqual(self.send(b" ").status_code, 400)
        self.assertFalse(self.messages.search_count([("source_id", "=", self.source.id)]))

    def test_any_bytes_at_the_doors(self):
        """Seeded, so that a failure comes again: bytes, and good messages with something broken in them."""
        dice = random.Random(20260901)
        samples = [
            make.adt("A01"),
            make.oru(),
            make.siu(),
            make.merge(),
            make.dft(("T1", "CG", "1")),
            '{"resourceType": "Patient", "id": "1"}',
        ]
        with self.assertNoLogs("odoo.http", "ERROR"), self.assertNoLogs("odoo.sql_db", "ERROR"):
            for turn in range(60):
                if turn % 3 == 0:
                    data = dice.randbytes(dice.randrange(1, 300))
                else:
                    data = bytearray(dice.choice(samples).encode())
                    for _each in range(dice.randrange(1, 6)):
                        data[dice.randrange(len(data))] = dice.choice(b'|^~\\&\r\n\x00\xff"{}[]09A')
                    data = bytes(data)
                response = self.post(data, path=("hl7", "fhir")[turn % 2])
                self.assertIn(response.status_code, (200, 202, 400), data)
                self.assertNotIn("Traceback", response.text)
                self.assertNotIn("秀英", response.text)
            self.apply()
        stuck = self.messages.search([("source_id", "=", self.source.id), ("state", "=", "new")])
        self.assertFalse(stuck, "every message has an end: applied, waiting, ignored or an error with its reason")
        for message in self.messages.search([("source_id", "=", self.source.id), ("state", "=", "error")]):
            self.assertTrue(message.error and "秀英" not in message.error)
