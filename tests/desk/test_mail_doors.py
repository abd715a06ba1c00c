"""Mail comes in by the doors that exist: the program of a mail server, a mailbox; two deliveries at once are one."""

import threading
from unittest.mock import patch
from xmlrpc.client import Binary

from odoo.service.model import retrying
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from tests.common.connections import ConnectionCase
from tests.desk.mails import DOMAIN, MailCase, raw_mail


@tagged("post_install", "-at_install", "hcs_desk")
class TestMailDoors(MailCase, HttpCase):
    def test_the_program_of_a_mail_server(self):
        """The call of Odoo's ``odoo-mailgate.py``, which Postfix starts with the mail on its input."""
        admin = self.env.ref("base.user_admin")
        admin.password = "gate-of-the-mail"
        self.xmlrpc_object.execute_kw(
            self.env.cr.dbname, admin.id, "gate-of-the-mail",
            "mail.thread", "message_process", [False, Binary(raw_mail())], {},
        )  # fmt: skip
        self.env.invalidate_all()
        record = self.records.search([("sender_email", "=", "xiuying@mail.example.com")])
        self.assertEqual(record.mail_address_id, self.address)

    def test_a_mailbox_that_is_fetched(self):
        """What a mailbox holds comes in one by one; a mail that cannot be read does not hold up the others."""
        box = [raw_mail(Message_ID="<f1@x>"), b"\xff\xfe no mail at all", raw_mail(Message_ID="<f2@x>")]

        class Mailbox:
            def check_unread_messages(self):
                return len(box)

            def retrieve_unread_messages(self):
                yield from enumerate(box)

            def handled_message(self, number):
                pass

            def disconnect(self):
                pass

        servers = self.env["fetchmail.server"]
        model = self.env["ir.model"]._get_id("hcs.service.record")
        server = servers.create({"name": "box", "state": "done", "object_id": model})
        crons = type(self.env["ir.cron"])

        def progress(cron, *args, **kwargs):
            cron.env.cr.commit()
            return 60

        with (
            patch.object(type(servers), "_connect__", lambda *args, **kwargs: Mailbox()),
            patch.object(crons, "_commit_progress", progress),
            patch.object(self.env.cr, "commit", lambda: None),
            self.enter_registry_test_mode(),
        ):
            server._fetch_mail()
        lines = self.lines.search([], order="id")
        self.assertEqual(lines.mapped("state"), ["done", "ignored", "done"])
        self.assertEqual(lines[1].reason, "no_sender")
        self.assertTrue(lines[1].raw)


@tagged("post_install", "-at_install", "hcs_desk")
class TestMailAtOnce(ConnectionCase):
    """SVC-08, DESIGN §1.4: a mail that two servers deliver at the same moment is one record."""

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            self.domain_id = env["mail.alias.domain"].create({"name": f"once.{DOMAIN}"}).id
            service = env["hcs.service.type"].create({"name": "Once", "code": "mail_at_once"})
            address = env["hcs.mail.address"].create(
                {"name": "Once", "alias_name": "once", "alias_domain_id": self.domain_id, "type_id": service.id}
            )
            address.alias_id.alias_domain_id = self.domain_id
            self.address_id, self.type_id, self.alias_id = address.id, service.id, address.alias_id.id
        self.addCleanup(self._clean)

    def _clean(self):
        with self._connection() as env:
            ids = env["hcs.service.record"].search([("type_id", "=", self.type_id)]).ids
            clocks = SQL("SELECT id FROM hcs_clock WHERE service_record_id = ANY(%s)", ids)
            for table in ("hcs_clock_event", "hcs_clock_segment"):
                env.cr.execute(SQL("DELETE FROM %s WHERE clock_id IN (%s)", SQL.identifier(table), clocks))
            env.cr.execute(SQL("DELETE FROM hcs_clock WHERE service_record_id = ANY(%s)", ids))
            for query in (
                SQL("DELETE FROM hcs_contact WHERE res_model = 'hcs.service.record' AND res_id = ANY(%s)", ids),
                SQL("DELETE FROM mail_message WHERE model = 'hcs.service.record' AND res_id = ANY(%s)", ids),
                SQL("DELETE FROM mail_activity WHERE res_model = 'hcs.service.record' AND res_id = ANY(%s)", ids),
                SQL("DELETE FROM hcs_mail_incoming WHERE address_id = %s", self.address_id),
                SQL("DELETE FROM hcs_service_record WHERE id = ANY(%s)", ids),
                SQL("DELETE FROM mail_message WHERE model = 'hcs.mail.address' AND res_id = %s", self.address_id),
                SQL("DELETE FROM hcs_mail_address WHERE id = %s", self.address_id),
                SQL("DELETE FROM mail_alias WHERE id = %s", self.alias_id),
                SQL("DELETE FROM hcs_service_type WHERE id = %s", self.type_id),
                SQL("DELETE FROM mail_alias_domain WHERE id = %s", self.domain_id),
            ):
                env.cr.execute(query)

    def test_two_deliveries_at_once(self):
        barrier, answers = threading.Barrier(2), []
        raw = raw_mail(To=f"once@once.{DOMAIN}", Message_ID="<once@x>")

        def deliver():
            with self._connection(commit=False) as env:
                env["hcs.mail.address"].search_count([])  # both have their snapshot before either writes
                barrier.wait(10)
                answers.append(retrying(lambda: env["mail.thread"].message_process(None, raw), env))
                env.cr.commit()

        threads = [threading.Thread(target=deliver) for _time in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual(len(answers), 2)
        with self._connection() as env:
            self.assertEqual(env["hcs.service.record"].search_count([("type_id", "=", self.type_id)]), 1)
            self.assertEqual(env["hcs.mail.incoming"].search_count([("address_id", "=", self.address_id)]), 1)
