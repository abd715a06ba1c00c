"""Whatever bytes arrive for the centre: never a traceback, never lost, never twice (SEC-04, SVC-08)."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.desk.mails import DOMAIN, MailCase, raw_mail

HEADERS = ("From", "Subject", "Date", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "References", "Cc",
           "In-Reply-To", "Return-Path", "MIME-Version", "Reply-To", "Sender")  # fmt: skip
SEEDS = (
    raw_mail(),
    raw_mail("\u773c\u79d1".encode("gbk"), charset="gb2312"),
    raw_mail(
        '--b\r\nContent-Type: text/html; charset="x"\r\n\r\n<p>x\r\n--b\r\nContent-Type: image/png; name="a\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n////\r\n--b--",
        headers={"Content-Type": 'multipart/mixed; boundary="b"'},
    ),
    raw_mail(
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nx\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n--b--",
        headers={"Content-Type": 'multipart/report; boundary="b"'},
    ),
)
values = st.one_of(
    st.text(max_size=60),
    st.binary(max_size=60),
    st.sampled_from(["<>", "=?gbk?B?////?=", "=?x?Q?a?=", '"<@,;:\\', "\x00"]),
)


@tagged("post_install", "-at_install", "hcs_desk")
class TestMailFuzz(MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.address.write({"hourly_limit": 100_000, "auto_answer": True, "answer_text": "We have your mail."})
        cls.count = 0

    def deliver(self, raw):
        """One line for it, with the mail or with its record; a second time nothing."""
        thread = self.env["mail.thread"]
        self.env.invalidate_all()
        last = self.lines.search([], limit=1).id or 0
        with mute_logger(
            "odoo.addons.mail.models.mail_thread", "odoo.addons.hospital_customer_service", "py.warnings"
        ):
            thread.message_process(None, raw)
        line = self.lines.search([("id", ">", last)])
        if line:
            self.assertEqual(len(line), 1)
            self.assertTrue(line.res_id if line.state == "done" else line.raw, f"lost: {line.state} {line.reason}")
        return line

    @settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(head=st.dictionaries(st.sampled_from(HEADERS), values, max_size=6), body=st.binary(max_size=400))
    def test_any_header_and_any_body(self, head, body):
        lines = [f"To: service@{DOMAIN}".encode()]
        for name, value in head.items():
            content = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
            lines.append(name.encode() + b": " + content.replace(b"\n", b" ").replace(b"\r", b" "))
        raw = b"\r\n".join(lines) + b"\r\n\r\n" + body
        if self.deliver(raw):
            self.assertFalse(self.deliver(raw), "the second time it is known")

    def test_broken_copies_of_real_mails(self):
        chance = random.Random(7)
        for number in range(120):
            raw = bytearray(chance.choice(SEEDS).replace(b"<q1@", f"<f{number}@".encode()))
            start = raw.find(b"Subject")
            for _time in range(chance.randint(1, 12)):
                place = chance.randrange(start, len(raw))
                match chance.randrange(3):
                    case 0:
                        raw[place] = chance.randrange(256)
                    case 1:
                        del raw[place : place + chance.randint(1, 30)]
                    case _:
                        raw[place:place] = bytes(chance.randrange(256) for _sign in range(chance.randint(1, 8)))
                if len(raw) <= start + 1:
                    break
            with self.subTest(number):
                self.assertTrue(self.deliver(bytes(raw)) or self.deliver(bytes(raw) + b"x"))

    def test_what_fails_inside_is_kept(self):
        """A mail that breaks something of ours is there for people, with its content, and can be tried again."""
        records = type(self.env["hcs.service.record"])
        original = records._mail_new
        self.patch(records, "_mail_new", lambda *args: 1 / 0)
        line = self.deliver(raw_mail())
        self.assertEqual((line.state, line.reason), ("error", "unreadable"))
        self.assertTrue(line.raw)
        self.patch(records, "_mail_new", original)
        line.action_take_up()
        self.assertEqual(line.state, "done")
