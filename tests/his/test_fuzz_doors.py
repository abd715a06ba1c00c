"""Anything at the doors (VIS-02, SEC-04): no traceback, no failure of the server, nothing of a person told."""

import io
import json
import tempfile
import time
import zipfile
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote

from hypothesis import strategies as st

from odoo import fields
from odoo.tests import HttpCase, tagged

from tests.his import fhir_maker as fhir
from tests.his import hl7_maker as make
from tests.his.common import NINE, HisCase
from tests.his.fuzz import PERSONAL, broken_bytes, broken_tree, discreet_log, for_any, junk
from tests.security.rooms import PUBLIC

HL7 = [
    make.adt("A01", pid_values={"extra_ids": ("110101196005040027^^^GOV^NI",)}).encode(),
    make.adt("A03", end="20260903100000").encode(),
    make.adt("A08", service="CARD^心内科").encode("gb18030"),
    make.oru().encode(),
    make.siu().encode(),
    make.merge().encode(),
    make.dft(("T1", "CG", "1")).encode(),
]
FHIR = [
    fhir.bundle(
        fhir.patient("1"),
        fhir.encounter("7", "1", NINE),
        fhir.appointment("8", "1", NINE),
        fhir.charge_item("9", "1", "7", 5),
        fhir.report("10", "1", issued=NINE),
    ),
    fhir.patient("2"),
]


class DoorCase(HisCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key = cls._key_of(cls.user_his)

    @classmethod
    def _key_of(cls, user):
        keys = cls.env["res.users.apikeys"].with_user(user)
        return keys._generate(None, "feed", fields.Datetime.now() + timedelta(days=1))

    def post(self, path, data, kind="application/json", key=None):
        headers = {"Content-Type": kind, "Authorization": f"Bearer {key or self.key}"}
        response = self.url_open(path, data=data, headers=headers)
        self.env.invalidate_all()
        return response

    def assertDiscreet(self, response, statuses):
        self.assertIn(response.status_code, statuses, response.text[:300])
        for word in (*PERSONAL, "Traceback"):
            self.assertNotIn(word, response.text)

    def assertAllHaveAnEnd(self):
        """Applied, waiting, ignored, or an error whose reason says nothing of the person."""
        self.apply()
        messages = self.messages.search([("source_id", "=", self.source.id)])
        self.assertNotIn("new", messages.mapped("state"))
        for message in messages.filtered(lambda message: message.state == "error"):
            self.assertTrue(message.error)
            for word in PERSONAL:
                self.assertNotIn(word, message.error)


@tagged("post_install", "-at_install", "hcs_his")
class TestFeedDoors(DoorCase):
    def test_messages_of_hl7_by_http(self):
        def check(data):
            response = self.post("/hcs/hl7/test", data, "application/hl7-v2")
            self.assertDiscreet(response, (200, 400))
            self.assertTrue(response.status_code == 400 or "MSA|A" in response.text or "MSA" in response.text)

        with discreet_log(self):
            for_any(broken_bytes(HL7), check, 60)
            self.assertAllHaveAnEnd()

    def test_resources_of_fhir(self):
        def check(tree):
            self.assertDiscreet(self.post("/hcs/fhir/test", json.dumps(tree)), (202, 400))

        with discreet_log(self):
            for_any(broken_tree(FHIR), check, 60)
            self.assertAllHaveAnEnd()

    def test_bytes_that_are_nearly_fhir(self):
        def check(data):
            self.assertDiscreet(self.post("/hcs/fhir/test", data), (202, 400))

        with discreet_log(self):
            for_any(broken_bytes([json.dumps(each).encode() for each in FHIR]), check)
            self.assertAllHaveAnEnd()

    def test_addresses_and_kinds_of_content(self):
        def check(values):
            code, door, kind = values
            path = f"/hcs/{door}/{quote(code, safe='')}"
            self.assertDiscreet(self.post(path, HL7[0], kind), (200, 202, 303, 308, 400, 403, 404, 405, 415))

        kinds = st.sampled_from(["", "x", "text/plain", "application/json", "multipart/form-data", "a/b; charset=no"])
        codes = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=10) | st.just("test")
        with discreet_log(self):
            for_any(st.tuples(codes, st.sampled_from(["hl7", "fhir"]), kinds), check)

    def test_files_in_a_folder(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.source.write({"kind": "hl7_folder", "folder": str(folder)})
        names = st.sampled_from(["a.hl7", "b.er7", "c.json", "d.ndjson", "e.zip", "f.gz", "王秀英.HL7", "g h'.json"])
        samples = [*HL7, *[json.dumps(each).encode() for each in FHIR], _packed(HL7[0]), b"\x1f\x8b\x08\x00"]

        def check(values):
            name, data = values
            (folder / name).write_bytes(data)
            with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60):
                self.env["hcs.his.source"]._cron_read_folders(now=time.time() + 120)
            self.assertFalse((folder / name).exists(), "read and put away")

        with discreet_log(self):
            for_any(st.tuples(names, broken_bytes(samples)), check, 60)
            self.assertAllHaveAnEnd()

    def test_files_by_hand(self):
        admin = self.user_admin
        samples = [*HL7, *[json.dumps(each).encode() for each in FHIR], _packed(HL7[0]), _packed(HL7[0] * 3)]

        def check(data):
            files = self.env["ir.attachment"].with_user(admin).create({"name": "x.zip", "raw": data})
            wizard = self.env["hcs.his.upload"].with_user(admin)
            wizard.create({"source_id": self.source.id, "attachment_ids": files.ids}).action_load()

        with discreet_log(self):
            for_any(broken_bytes(samples), check, 60)
            self.assertAllHaveAnEnd()


def _packed(data):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.hl7", data)
    return stream.getvalue()


@tagged("post_install", "-at_install", "hcs_his")
class TestPublicDoors(DoorCase):
    """What needs no account: the links that are sent to people, and where gateways call."""

    def test_links(self):
        paths = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)

        def check(values):
            token, form = values
            path = f"/hcs/l/{quote(token, safe='')}"
            for response in (self.url_open(path), self.url_open(path, data=form)):
                self.assertDiscreet(response, (200, 400, 404, 405, 429))

        with discreet_log(self):
            for_any(st.tuples(paths, st.dictionaries(st.text(max_size=9), st.text(max_size=50))), check)

    def test_a_link_that_is_one_with_any_form(self):
        department = self.env["hcs.department"].create({"name": "Surgery"})
        record = self.env["hcs.collaboration"].create({"department_id": department.id, "request": "Halve it?"})
        _link, url = self.env["hcs.access.link"]._issue(record, "collaboration")
        path = "/hcs/l/" + url.rsplit("/", 1)[1]
        names = st.sampled_from(["answer", "text", "reply", "choice", "csrf_token", "id", "state"])
        texts = st.text(max_size=50) | st.just("a\x00b") | st.just("<script>alert(1)</script>")

        def check(form):
            response = self.url_open(path, data=form)
            self.assertDiscreet(response, (200, 400, 404, 429))
            self.assertNotIn("<script>alert", response.text)

        with discreet_log(self):
            for_any(st.dictionaries(names, texts, min_size=1), check)

    def test_what_gateways_bring(self):
        self.company.write({"hcs_message_hour_from": 0.0, "hcs_message_hour_to": 24.0})
        gateways = self.env["hcs.sms.provider"].create(
            [
                {"name": kind, "kind": kind, "sign": "Renji", "key_id": "x", "key_secret": "y"}
                for kind in ("aliyun", "tencent")
            ]
        )
        samples = [
            [{"phone_number": "13812345678", "success": True, "err_code": "DELIVERED", "sms_size": "3",
              "biz_id": "b1", "out_id": "u1", "send_time": "2026-03-02 09:00:00"}],
            [{"phone_number": "13812345678", "content": "王秀英 TD", "send_time": "2026-03-02 09:00:00",
              "sequence_id": "9", "dest_code": "1", "sign_name": "x"}],
            [{"mobile": "13812345678", "nationcode": "86", "report_status": "SUCCESS", "errmsg": "DELIVRD",
              "sid": "s-0", "user_receive_time": "2026-03-02 09:00:00"}],
            {"mobile": "13812345678", "nationcode": "86", "text": "T", "time": 1772413200, "sign": "x", "extend": "1"},
        ]  # fmt: skip

        def check(values):
            payload, gateway, door = values
            body = payload if isinstance(payload, bytes) else json.dumps(payload)
            response = self.url_open(
                f"/hcs/sms/{gateway.callback_key}/{door}", data=body, headers={"Content-Type": "application/json"}
            )
            self.assertDiscreet(response, (200, 400))

        payloads = broken_tree(samples) | broken_bytes([json.dumps(each).encode() for each in samples]) | junk
        doors = st.sampled_from(["receipts", "replies"])
        with discreet_log(self):
            for_any(st.tuples(payloads, st.sampled_from(list(gateways)), doors), check, 120)

    def test_gateways_that_do_not_exist(self):
        keys = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1, max_size=50)

        def check(key):
            response = self.url_open(f"/hcs/sms/{quote(key, safe='')}/receipts", data=b"[]")
            self.assertDiscreet(response, (404,))

        with discreet_log(self):
            for_any(keys, check, 20)


@tagged("post_install", "-at_install", "hcs_his")
class TestProgramDoor(DoorCase):
    """SEC-04: the JSON-2 interface of Odoo, with wrong types to the methods we offer."""

    def test_public_methods(self):
        roles = ("admin", "director", "followup", "complaint", "vip", "pii", "export")
        key = self._key_of(self._make_user("hcs_any", *(f"group_hcs_{role}" for role in roles)))
        methods = sorted((model, name) for model, names in PUBLIC.items() for name in names)
        ids = st.just([]) | st.just([1]) | st.just([2_000_000_000]) | st.lists(junk, max_size=2) | junk
        arguments = st.dictionaries(
            st.sampled_from(["reason", "note", "patient_id", "date_from", "date_to", "values", "code", "x", "limit"]),
            junk,
            max_size=3,
        )

        def check(values):
            (model, name), ids, arguments = values
            body = json.dumps({"ids": ids, **arguments})
            response = self.post(f"/json/2/{model}/{name}", body, key=key)
            self.assertLess(response.status_code, 500, f"{model}.{name} {body} {response.text[-600:]}")

        with discreet_log(self):
            for_any(st.tuples(st.sampled_from(methods), ids, arguments), check, 150)
