"""The page for integrators: the programs on it do what they say, as they stand there (issue of the doors, SVC-08)."""

import sys
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from tests.common import HcsCase
from tests.his.test_integration_page import blocks, curl
from tests.phone.test_dial import peer


@tagged("post_install", "-at_install", "hcs_his")
class TestIntegrationPrograms(HcsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._make_user("program", "group_hcs_followup", "group_hcs_vip")
        cls.key = (
            cls.env["res.users.apikeys"]
            .with_user(cls.account)
            ._generate(None, "program", fields.Datetime.now() + timedelta(days=1))
        )
        cls.company.alias_domain_id = cls.env["mail.alias.domain"].create({"name": "hospital.example"})
        cls.message = cls.env["hcs.service.type"].search([("code", "=", "message")], limit=1)
        cls.env["hcs.mail.address"].create({"name": "Desk", "alias_name": "service", "type_id": cls.message.id})
        cls.patient = cls.env["hcs.patient"].create(
            {"name": "Zhang San", "phone_ids": [Command.create({"number": "13812345678"})]}
        )
        department = cls.env["hcs.department"].create({"name": "Eyes"})
        doctor = cls.env["hcs.practitioner"].create({"name": "Dr Li", "department_id": department.id})
        soon = fields.Datetime.now() + timedelta(minutes=1)
        cls.session = cls.env["hcs.clinic.session"].create(
            {
                "start_at": soon,
                "end_at": soon + timedelta(hours=2),
                "practitioner_id": doctor.id,
                "department_id": department.id,
                "capacity": 3,
            }
        )
        plan = cls.env["hcs.followup.plan"].create({"name": "Own", "code": "t_page"})
        step = cls.env["hcs.followup.plan.step"].create({"plan_id": plan.id, "name": "Call", "offset": 0, "latest": 1})
        long_ago = {"due_at": "2020-01-02 10:00:00", "not_before": "2020-01-01 10:00:00"}
        cls.task = cls.env["hcs.followup.task"].create({"patient_id": cls.patient.id, "step_id": step.id, **long_ago})
        cls.system = cls.env["hcs.his.source"].create(
            {"name": "HIS", "code": "page_test", "kind": "hl7_mllp", "company_id": cls.company.id, "out_mode": "list"}
        )
        cls.system.out_since = fields.Datetime.now() - timedelta(days=1)
        cls.env.flush_all()
        cls.env["hcs.his.outgoing"]._collect(cls.system)

    def exchange(self, base):
        """A telephone on the desk of the program's account, rung by the exchange at ``base``."""
        exchange = self.env["hcs.phone.exchange"].create(
            {
                "name": "House",
                "code": "page-test",
                "user_id": self._make_user("hcs_pbx").id,
                "company_id": self.company.id,
                "dial_method": "get",
                "dial_url": base + "/call?from={extension}&to={number}&ref={reference}",
            }
        )
        self.env["hcs.phone.extension"].create(
            {"exchange_id": exchange.id, "number": "101", "user_id": self.account.id}
        )

    def curl(self, command):
        return curl(self, command.replace("$AGENT", self.key))

    def commands(self, word):
        return [command for command in blocks("sh") if word in command]

    def test_the_first_call(self):
        [command] = self.commands("hcs.service.type/search_read")
        answer = self.curl(command)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual([row["code"] for row in answer.json()], ["message"])

    def test_a_mail_by_a_program(self):
        [command] = self.commands("message_process")
        answer = self.curl(command)
        self.assertEqual(answer.status_code, 200, answer.text)
        record = self.env["hcs.service.record"].browse(answer.json())
        self.assertEqual((record.subject, record.description, record.channel), ("Eye clinic", "Where is it?", "email"))
        self.assertIs(self.curl(command).json(), False, "known the second time")

    @contextmanager
    def network(self):
        """``requests`` that speaks with the server of this test."""
        stub = SimpleNamespace(post=self.opener.post)
        surroundings = {"HCS": self.base_url(), "AGENT": self.key}
        with patch.dict(sys.modules, {"requests": stub}), patch.dict("os.environ", surroundings):
            yield

    def test_the_program(self):
        [program] = blocks("python")
        said = {}
        with self.network(), peer() as (base, asked):
            self.exchange(base)
            exec(compile(program, "integration.md", "exec"), said)  # pylint: disable=exec-used
        self.env.invalidate_all()
        record = self.env["hcs.service.record"].browse(said["record"])
        self.assertEqual(
            (record.state, record.patient_id, record.sender_email),
            ("done", self.patient, "zhang.san@mail.example.com"),
        )
        self.assertEqual(set(record.contact_ids.mapped("channel")), {"wechat", "email", "call"})
        logged, dialled = record.phone_call_ids.sorted("by_hand", reverse=True)
        self.assertEqual((logged.patient_id, logged.direction, logged.talk_seconds), (self.patient, "in", 180))
        [(_verb, path, _header)] = asked
        self.assertEqual(path, f"/call?from=101&to=13812345678&ref={dialled.reference}")
        self.assertEqual((said["due"][0]["id"], self.task.attempt_ids.outcome_id.code), (self.task.id, "no_answer"))
        row = self.env["hcs.his.outgoing"].browse(said["row_there"]["id"])
        self.assertEqual((row.state, row.typed_by, self.patient.mrn), ("matched", self.account, "M300"))
        self.assertEqual(said["seat"]["id"], self.session.id)
        self.assertEqual(self.env["hcs.appointment"].browse(said["booking"]).state, "cancelled")
        self.assertEqual(said["told"]["reference"], said["row"]["reference"])
        self.assertEqual(self.env["hcs.vip.membership"].browse(said["application"]).state, "submitted")
        self.assertEqual(self.patient._consent_states("greeting", "any")[self.patient.id], "withdrawn")

    def test_a_refusal_is_a_sentence(self):
        program = blocks("python")[0].partition("# a patient:")[0]
        said = {}
        with self.network():
            exec(program, said)  # pylint: disable=exec-used
            with self.assertRaisesRegex(SystemExit, "Say what is waited for"):
                record = self.env["hcs.service.record"].create({"type_id": self.message.id})
                said["call"]("hcs.service.record", "action_wait", [record.id], reason=" ")
