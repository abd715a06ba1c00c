"""Ground for the tests of e-mail: addresses of the centre, raw mails, and what the queue would send."""

import email
import email.policy
from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command

from tests.desk.common import ServiceCase

DOMAIN = "hospital.example"
CUSTOMER = "Wang Xiuying <xiuying@mail.example.com>"


def raw_mail(body="Where do I find the eye clinic?", headers=(), charset="utf-8", **given):
    """The bytes of a mail as a server hands them over; a header given as None is left out."""
    lines = {
        "From": CUSTOMER,
        "To": f"service@{DOMAIN}",
        "Subject": "A question",
        "Message-ID": "<q1@mail.example.com>",
        "Date": "Mon, 01 Jun 2026 09:00:00 +0800",
        "MIME-Version": "1.0",
        "Content-Type": f'text/plain; charset="{charset}"',
        "Content-Transfer-Encoding": "8bit",
        **{name.replace("_", "-"): value for name, value in given.items()},
        **dict(headers),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    content = body if isinstance(body, bytes) else body.encode(charset if charset != "unknown" else "utf-8")
    return head.encode("utf-8", "surrogateescape") + b"\r\n" + content


class MailCase(ServiceCase):
    """``service@hospital.example`` makes service records, ``complaints@hospital.example`` complaints."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env["mail.alias.domain"].create({"name": DOMAIN})
        cls.company.alias_domain_id = cls.domain
        cls.addresses = cls.env["hcs.mail.address"]
        cls.address = cls.addresses.create(
            {"name": "Service centre", "alias_name": "service", "type_id": cls.service.id, "team_id": cls.team.id}
        )
        cls.lines = cls.env["hcs.mail.incoming"]
        cls.records = cls.env["hcs.service.record"]
        cls.tickets = cls.env["hcs.complaint.ticket"]
        cls.user_complaint.write({"email": "office@staff.example"})

    @classmethod
    def make_complaints(cls, **values):
        return cls.addresses.create(
            {
                "name": "Complaint office",
                "alias_name": "complaints",
                "target": "complaint",
                "receiver_id": cls.user_complaint.id,
                **values,
            }
        )

    def receive(self, raw=None, **given):
        """Give a mail to the framework, and return its line of the list."""
        raw = raw or raw_mail(**given)
        known = self.lines.search([])
        self.env["mail.thread"].message_process(None, raw)
        return self.lines.search([]) - known

    def record_of(self, line):
        self.assertEqual(line.state, "done", line.reason)
        return self.env[line.res_model].browse(line.res_id)

    @contextmanager
    def outbox(self):
        """Mails as they would leave, parsed again from their bytes."""
        sent = []

        def send_email(server, message, *args, **kwargs):
            sent.append(email.message_from_bytes(message.as_bytes(), policy=email.policy.default))
            return message["Message-Id"]

        server = type(self.env["ir.mail_server"])
        with (
            patch.object(server, "_disable_send", lambda *args: False),
            patch.object(server, "send_email", send_email),
            patch.object(server, "_connect__", lambda *args, **kwargs: None),
        ):
            yield sent

    def with_email(self, user, address):
        user.write({"email": address})
        return user

    def team_of(self, *users):
        self.team.member_ids = [Command.set([user.id for user in users])]
