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


@tagged("post_install", "-at_install", "hcs_his")
class TestIntegrationPrograms(HcsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._make_user("program", "group_hcs_agent", "group_hcs_vip")
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
        with self.network():
            exec(compile(program, "integration.md", "exec"), said)  # pylint: disable=exec-used
        self.env.invalidate_all()
        record = self.env["hcs.service.record"].browse(said["record"])
        self.assertEqual(
            (record.state, record.patient_id, record.sender_email),
            ("done", self.patient, "zhang.san@mail.example.com"),
        )
        self.assertEqual(set(record.contact_ids.mapped("channel")), {"wechat", "email"})
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
