"""The page for integrators, chapter Telephone: every example on it is run as it stands there."""

import json
import re
import shlex

from odoo.tests import freeze_time, tagged

from odoo.addons.hospital_customer_service.tools.phone import events

from tests.conftest import ROOT
from tests.phone.common import PhoneCase

CHAPTER = (ROOT / "docs" / "integration.md").read_text(encoding="utf-8").split("\n## Telephone\n")[1].split("\n## ")[0]


@freeze_time("2026-03-02 02:10:00")
@tagged("post_install", "-at_install", "hcs_phone")
class TestPhonePage(PhoneCase):
    def test_the_examples(self):
        self.exchange.code = "main"
        [block] = re.findall(r"^```bash\n(.*?)^```", CHAPTER, re.MULTILINE | re.DOTALL)
        commands = re.split(r"^(?=curl )", block, flags=re.MULTILINE)[1:]
        self.assertEqual(len(commands), 5)
        for command in commands:
            words = shlex.split(command)
            body = json.loads(words[words.index("-d") + 1])
            taken = (
                self.inbox.with_user(self.env.ref("base.user_root"))
                .sudo()
                ._take(self.exchange.sudo(), json.dumps(body).encode())
            )
            self.assertEqual(taken, (True, "stored"))
            self.assertEqual(words[3], "$HCS/hcs/phone/main/event")
        call = self.call("1763780400.17")
        self.assertEqual((call.state, call.wait_seconds, call.talk_seconds), ("ended", 8, 172))
        self.assertEqual((call.extension_id, call.transfers, call.recording), (self.place_2, 1, "17.wav"))

    def test_what_the_page_says_about_members_is_so(self):
        for name in (*events.KINDS, *events.LONGEST, *events.MOMENTS, *events.SECONDS):
            self.assertIn(f"`{name}`", CHAPTER)
        self.assertIn(f"more than {events.LARGEST // 1024} KB", CHAPTER)
