"""The page for integrators: every example on it is run as it stands there."""

import json
import re
import shlex
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from tests.conftest import ROOT
from tests.his.common import HisCase

PAGE = (ROOT / "docs" / "integration.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def curl(case, command):
    """Do what a command line of curl says."""
    words = iter(shlex.split(command.replace("\\\n", " ").replace("$HCS", case.base_url()))[1:])
    headers, data, address = {}, None, None
    for word in words:
        if word == "-H":
            name, _colon, value = next(words).partition(": ")
            headers[name] = value
        elif word in ("-d", "--data-binary"):
            data = next(words)
        elif word == "-X":
            case.assertEqual(next(words), "POST")
        else:
            address = word
    return case.opener.post(address, data=data.encode(), headers=headers, timeout=60)


@tagged("post_install", "-at_install", "hcs_his")
class TestIntegrationPage(HisCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.source = self.env.ref("hospital_customer_service.hcs_his_source_his")
        self.key = (
            self.env["res.users.apikeys"]
            .with_user(self.user_his)
            ._generate(None, "page", fields.Datetime.now() + timedelta(days=1))
        )

    def curl(self, command):
        return curl(self, command.replace("$KEY", self.key))

    def test_the_examples(self):
        by_fhir, by_hl7 = (self.curl(command) for command in blocks("sh") if "$KEY" in command)
        self.assertEqual(by_fhir.status_code, 202)
        [answer] = [block for block in blocks("json") if "received" in block]
        self.assertEqual(by_fhir.json(), json.loads(answer))
        self.assertEqual(by_hl7.status_code, 200)
        self.assertIn("MSA|AA|MSG00001", by_hl7.text)
        examples = blocks("hl7")
        self.assertEqual(len(examples), 2)
        for text in examples:
            self.store(text.encode(), source=self.source)
        self.apply(self.source)
        messages = self.messages.search([("source_id", "=", self.source.id)])
        self.assertEqual(set(messages.mapped("state")), {"done"}, messages.mapped("error"))
        visits = self.visits.search([("external_source", "=", "his"), ("external_ref", "in", ("e1", "V200"))])
        self.assertEqual(set(visits.mapped("state")), {"completed"})
        self.assertEqual(len(visits), 2)
        result = self.env["hcs.result.delivery"].search([("external_source", "=", "his")])
        self.assertEqual(result.item_ids.mapped("status"), ["final"])

    def test_the_page_names_what_is_read(self):
        """A new event stands on the page."""
        from odoo.addons.hospital_customer_service.tools.hl7 import EVENTS

        for kind in EVENTS:
            self.assertIn(kind.partition("^")[2], PAGE)
