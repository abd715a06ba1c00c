"""The page for integrators, chapter SMS gateways: every example on it is run as it stands there (IG4)."""

import json
import re

from odoo.tests import HttpCase, tagged

from odoo.addons.hospital_customer_service.controllers.contact.sms_gateway import LARGEST_CALL
from odoo.addons.hospital_customer_service.models.contact.hcs_message_reply import LONGEST_TEXT, OPT_OUT_WORDS
from odoo.addons.hospital_customer_service.tools.sms import aliyun, tencent

from tests.contact.test_gateways import GatewayCase
from tests.his.test_integration_page import PAGE, curl

CHAPTER = PAGE.split("\n## SMS gateways\n")[1].split("\n## ")[0]


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", CHAPTER, re.MULTILINE | re.DOTALL)


@tagged("post_install", "-at_install", "hcs_contact")
class TestSmsPage(GatewayCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"hcs_message_hour_from": 0.0, "hcs_message_hour_to": 24.0})  # at any hour the suite runs

    def sent(self, kind, reference, **values):
        """A message that the gateway knows under ``reference``, and the gateway."""
        provider = self._provider(kind, **values)
        self._confirm()
        self._run_queue()
        message = self._messages()[-1]
        message.sudo().provider_ref = reference
        self.env.flush_all()
        return message, provider

    def run_example(self, command, provider):
        answer = curl(self, command.replace("$SMS", provider.callback_key))
        self.env.invalidate_all()
        return answer.status_code, answer.json()

    def reply(self):
        return self.env["hcs.message.reply"].search([], limit=1)

    def test_what_aliyun_brings(self):
        message, provider = self.sent("aliyun", "900619746936498440^0")
        receipt, reply = blocks("sh")[:2]
        word = json.loads(blocks("json")[0])
        self.assertEqual(self.run_example(receipt, provider), (200, word))
        self.assertEqual((message.state, message.cost), ("delivered", 0.1))
        for _again in range(2):
            self.assertEqual(self.run_example(reply, provider), (200, word))
        [line] = self.env["hcs.message.reply"].search([("provider_id", "=", provider.id)])
        self.assertEqual((line.kind, line.patient_id), ("opt_out", self.patient))

    def test_what_tencent_brings(self):
        message, provider = self.sent("tencent", "2019:538177035300", app_id="1400")
        receipt, reply = blocks("sh")[2:]
        word = json.loads(blocks("json")[1])
        self.assertEqual(self.run_example(receipt, provider), (200, word))
        self.assertEqual(message.state, "delivered")
        self.assertEqual(self.run_example(reply, provider), (200, word))
        self.assertEqual((self.reply().kind, self.reply().message_id), ("answer", message))

    def test_what_the_page_says_about_limits_and_addresses_is_so(self):
        _message, provider = self.sent("aliyun", "1")
        for kind in ("receipts", "replies"):
            self.assertIn(f"`<server>/hcs/sms/<key>/{kind}`", CHAPTER)
        self.assertIn(f"key of {len(provider.callback_key)} signs", CHAPTER)
        self.assertIn(f"{aliyun.BATCH_SIZE} messages", CHAPTER)
        self.assertIn(f"{tencent.BATCH_SIZE} numbers", CHAPTER)
        self.assertIn(f"more than {LARGEST_CALL >> 20} MB", CHAPTER)
        self.assertIn(f"first {LONGEST_TEXT:,} signs", CHAPTER)
        for word in re.search(r"The words (.*?) withdraw", CHAPTER)[1].split(", "):
            self.assertIn(word.strip("`"), OPT_OUT_WORDS)
