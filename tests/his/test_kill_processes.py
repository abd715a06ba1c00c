"""kill -9 of server, listener and database in the middle (VIS-02, IG1, IG4): nothing that was acknowledged is lost,
nothing happens twice. Real processes on a PostgreSQL of their own."""

import contextlib
import subprocess
import sys
import threading
import unittest

import psycopg2

from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name

from odoo.addons.hospital_customer_service.models.his.hcs_his_message_apply import APPLY_LOCK

from tests.conftest import ROOT
from tests.contact.gateway_server import KEY_ID, KEY_SECRET, Gateway
from tests.his import hl7_maker as make
from tests.his.mllp_client import Sender, listening
from tests.his.processes import Cluster, OdooServer, until

DATABASE = "hospital"
SETUP = """
import json
from datetime import datetime, timedelta
env["ir.cron"].search([]).active = False
company = env.ref("base.main_company")
user = env["res.users"].create({
    "name": "Feed", "login": "kill_feed",
    "group_ids": [(6, 0, env.ref("hospital_customer_service.group_hcs_his").ids)],
})
env["hcs.his.source"].create([
    {"name": "By HTTP", "code": "http", "kind": "hl7_http", "company_id": company.id},
    {"name": "By MLLP", "code": "mllp", "kind": "hl7_mllp", "company_id": company.id},
])
key = env["res.users.apikeys"].with_user(user).sudo()._generate(None, "feed", datetime.now() + timedelta(days=1))
company.write({
    "phone": "021-12345678", "country_id": env.ref("base.cn").id,
    "hcs_message_hour_from": 0.0, "hcs_message_hour_to": 24.0,
})
# a message that waits for the queue
company.hcs_sms_provider_id = env["hcs.sms.provider"].create({
    "name": "Gateway", "kind": "aliyun", "sign": "Renji", "price": 0.05,
    "key_id": %r, "key_secret": %r, "endpoint": %r,
})
patient = env["hcs.patient"].create({"name": "Zhang San"})
env["hcs.patient.phone"].create({"patient_id": patient.id, "number": "13800138000"})
words = {"department": "Clinic 3", "date": "2026-03-18", "time": "09:30", "place": "B2", "reference": "A1"}
env["hcs.message.template"]._send("booking_confirmed", patient, words)
env.cr.commit()
print(json.dumps({"key": key}))
"""


def story(number):
    """A visit and what it cost: two messages that count only once, however often they come."""
    mrn, visit = f"M{number}", f"V{number}"
    admission = make.adt("A01", mrn=mrn, visit=visit, control=f"{number}-1")
    charge = make.dft((f"T{number}", "CG", "10"), mrn=mrn, visit=visit, start="")
    return {f"{number}-1": admission, f"{number}-2": _numbered(charge, f"{number}-2")}


def _numbered(text, control):
    header, rest = text.split("\r", 1)
    fields = header.split("|")
    fields[9] = control
    return "\r".join(["|".join(fields), rest])


class Crowd:
    """Senders that send one message after the other and go home when nobody answers."""

    def __init__(self, texts, ask, crowd=3):
        self.texts, self.ask, self.crowd = texts, ask, crowd
        self.acknowledged, self.lock, self.threads = set(), threading.Lock(), []

    def start(self):
        numbers = [number for number in self.texts if number not in self.acknowledged]
        self.threads = [
            threading.Thread(target=self._send, args=(numbers[index :: self.crowd],)) for index in range(self.crowd)
        ]
        for thread in self.threads:
            thread.start()
        return self

    def _send(self, numbers):
        ask = self.ask()
        for number in numbers:
            if not ask and not (ask := self.ask()) or ask(self.texts[number]) != "AA":
                return
            with self.lock:
                self.acknowledged.add(number)

    def join(self):
        for thread in self.threads:
            thread.join(120)
        return self


@tagged("post_install", "-at_install", "hcs_his")
class TestKill(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not Cluster.is_possible():
            raise unittest.SkipTest("expected: no programs of PostgreSQL's server here")
        cls.cluster = Cluster()
        cls.addClassCleanup(cls.cluster.remove)
        cls.cluster.start()
        cls.cluster.copy(get_db_name(), DATABASE)
        cls.server = OdooServer(cls.cluster, DATABASE)
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        cls.key = cls.server.shell(SETUP % (KEY_ID, KEY_SECRET, cls.gateway.url))["key"]

    def setUp(self):
        super().setUp()
        self.addCleanup(self.server.kill)

    def query(self, statement, *arguments):
        return self.cluster.query(DATABASE, statement, arguments)

    def awake(self, name):
        """Only this scheduled action runs."""
        self.query("UPDATE ir_cron SET active = false")
        self.query(
            "UPDATE ir_cron SET active = true, nextcall = now() - interval '1 day' FROM ir_model_data d"
            " WHERE d.model = 'ir.cron' AND d.name = %s AND d.res_id = ir_cron.id",
            name,
        )

    def applying(self):
        """Whether the worker is in the middle of a batch."""
        return self.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND granted", APPLY_LOCK)

    def stored(self, source):
        """``{number: (rows, tries)}`` of a feed."""
        rows = self.query(
            "SELECT resource_id, count(*), max(tries) FROM hcs_his_message m JOIN hcs_his_source s ON s.id = source_id"
            " WHERE s.code = %s GROUP BY 1",
            source,
        )
        return {number: (count, tries) for number, count, tries in rows}

    def nothing_to_do(self):
        return not self.query("SELECT 1 FROM hcs_his_message WHERE state IN ('new', 'waiting') LIMIT 1")

    def assertAppliedOnce(self, source, visits):
        """Every visit is there once, with what it cost counted once, and no message was applied a second time."""
        self.assertEqual(
            self.query("SELECT DISTINCT state FROM hcs_his_message WHERE state != 'done'"), [], "one is not applied"
        )
        found = self.query(
            "SELECT count(*), count(DISTINCT external_ref), count(DISTINCT patient_id), sum(amount_spent)"
            " FROM hcs_visit WHERE external_source = %s",
            source,
        )
        self.assertEqual([tuple(map(int, row)) for row in found], [(visits, visits, visits, visits * 10)])
        self.assertEqual({(rows, tries) for rows, tries in self.stored(source).values()}, {(1, 1)})
        people = self.query("SELECT count(*) FROM hcs_patient WHERE external_source = %s", source)
        self.assertEqual(people, [(visits,)])

    def assertDiscreetLog(self):
        log = self.server.log.read_text(errors="replace")
        for word in ("秀英", "13812345678", "19600504"):
            self.assertNotIn(word, log)

    def by_http(self):
        def ask(text):
            answer = self.server.post("/hcs/hl7/http", text.encode(), self.key)
            return answer and answer[1].partition("\rMSA|")[2][:2]

        return ask

    def test_a_server_killed_while_it_takes_and_applies(self):
        """VIS-02, IG1: the feed by HTTP and the worker that applies it, killed in the middle of a batch; twice."""
        texts = {number: text for turn in range(100) for number, text in story(turn).items()}
        crowd = Crowd(texts, self.by_http)
        self.awake("ir_cron_his_apply")
        self.server.start().wait()
        crowd.start()

        def in_the_middle():
            sent = len(crowd.acknowledged)
            return sent >= 20 and (sent >= 120 or self.applying())

        until(in_the_middle, self.server.process, self.server.nudge)
        self.server.kill()
        crowd.join()
        first = set(crowd.acknowledged)
        self.assertLess(len(first), len(texts), "it was killed before the end")
        self.assertFalse(first - self.stored("http").keys(), "acknowledged and lost")
        # the second life: the rest is sent again; killed while it works through a pile
        self.query("UPDATE ir_cron SET active = false")
        self.server.start().wait()
        crowd.start().join()
        self.assertEqual(crowd.acknowledged, texts.keys())
        self.assertTrue(self.query("SELECT 1 FROM hcs_his_message WHERE state = 'new'"))
        self.awake("ir_cron_his_apply")
        until(self.applying, self.server.process, self.server.nudge)
        self.server.kill()
        self.server.start()
        until(self.nothing_to_do, self.server.process, self.server.nudge)
        self.assertAppliedOnce("http", 100)
        self.assertDiscreetLog()

    def test_a_database_killed_while_messages_stream_in(self):
        """VIS-02: kill -9 of PostgreSQL, then an immediate stop; the listener finds back to it by itself."""
        texts = {number: text for turn in range(100, 200) for number, text in story(turn).items()}
        self.awake("ir_cron_his_apply")
        self.server.start().wait()
        with listening(self.cluster.dsn(DATABASE), "mllp", "--patience", "5") as listener:

            def by_mllp():
                try:
                    return Sender(listener.port).ask
                except OSError:
                    return None

            crowd = Crowd(texts, by_mllp)
            for enough, fall in ((40, self.cluster.kill), (90, self.cluster.stop_at_once)):
                crowd.start()

                def so_many(enough=enough):
                    return len(crowd.acknowledged) >= enough

                until(so_many, listener.process)
                fall()
                crowd.join()
                acknowledged = set(crowd.acknowledged)
                self.cluster.start()
                self.server.kill()
                self.server.start()  # as systemd does: Odoo ends without a database, the listener waits for it
                self.assertFalse(acknowledged - self.stored("mllp").keys(), "acknowledged and lost")
                self.assertLess(len(acknowledged), len(texts), "it fell before the end")

            def all_acknowledged():
                crowd.start().join()
                return crowd.acknowledged == texts.keys()

            until(all_acknowledged, listener.process)
            log = listener.stop()
        until(self.nothing_to_do, self.server.process, self.server.nudge)
        self.assertAppliedOnce("mllp", 100)
        for word in ("秀英", "13812345678", "19600504"):
            self.assertNotIn(word, log)
        self.assertDiscreetLog()

    def test_a_sender_of_short_messages_killed_after_the_gateway_took_one(self):
        """IG4, DOMAIN §2.5: it dies between the gateway's acceptance and our commit; the gateway is asked first."""
        taken = threading.Event()

        def take_and_die(call):
            self.server.kill()
            taken.set()
            return {"Code": "OK", "BizId": "b1"}

        self.gateway.answer = take_and_die
        self.assertEqual(self.query("SELECT state FROM hcs_message"), [("queued",)])
        self.awake("ir_cron_sms_scheduler_action")
        self.server.start()
        until(taken.is_set, nudge=self.server.nudge)
        self.assertEqual(self.query("SELECT state FROM hcs_message"), [("sending",)])
        [(uuid,)] = self.query("SELECT sms_uuid FROM hcs_message")
        # the next life: the queue runs again, and the receipt is asked for
        self.gateway.answer = lambda call: {
            "Code": "OK",
            "SmsSendDetailDTOs": {
                "SmsSendDetailDTO": [{"SendStatus": 3, "OutId": uuid, "ErrCode": "DELIVERED"}],
            },
        }
        self.query("UPDATE hcs_message SET write_date = write_date - interval '1 hour'")
        self.awake("ir_cron_sms_scheduler_action")
        self.query(
            "UPDATE ir_cron SET active = true, nextcall = now() - interval '1 hour' FROM ir_model_data d WHERE"
            " d.model = 'ir.cron' AND d.name = 'ir_cron_message_receipts' AND d.res_id = ir_cron.id"
        )
        self.server.start()

        def both_have_run():
            return self.query("SELECT count(*) FROM ir_cron WHERE active AND nextcall > now()") == [(2,)]

        until(both_have_run, self.server.process, self.server.nudge)
        self.assertEqual(self.query("SELECT state FROM hcs_message"), [("delivered",)])
        self.assertEqual([call.action for call in self.gateway.calls], ["SendSms", "QuerySendDetails"])

    def test_the_settings_of_this_server_are_those_of_production(self):
        """Otherwise the tests above prove nothing."""
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            self.assertEqual(self.query(f"SHOW {name}"), [("on",)])
        with self.assertRaises(psycopg2.OperationalError):
            psycopg2.connect(self.cluster.dsn("nobody"))

    def test_a_listener_with_the_rights_that_grants_prints_and_no_more(self):
        """SEC-04: ``odoo hcs_mllp --grants``; it takes messages in and reads none, changes none."""
        command = [sys.executable, "-c", "import odoo.cli; odoo.cli.main()", "hcs_mllp", "--grants", "hcs_feed"]
        done = subprocess.run([*command, "-d", DATABASE], capture_output=True, check=True, cwd=ROOT)
        self.query("CREATE ROLE hcs_feed LOGIN")
        self.query(done.stdout.decode())
        dsn = psycopg2.extensions.make_dsn(self.cluster.dsn(DATABASE), user="hcs_feed")
        with listening(dsn, "mllp") as listener:
            sender = Sender(listener.port)
            text = make.message("MDM^T02", make.pid(), control="GRANTED")  # of no use here: nothing to apply
            self.assertEqual((sender.ask(text), sender.ask(text)), ("AA", "AA"))
            sender.close()
        self.assertEqual(self.query("SELECT count(*) FROM hcs_his_message WHERE resource_id = 'GRANTED'"), [(1,)])
        self.query("DELETE FROM hcs_his_message WHERE resource_id = 'GRANTED'")
        forbidden = (
            "SELECT raw FROM hcs_his_message",
            "SELECT name FROM hcs_patient",
            "SELECT out_token FROM hcs_his_source",
            "SELECT password FROM res_users",
            "UPDATE hcs_his_message SET state = 'new'",
            "DELETE FROM hcs_his_message",
            "INSERT INTO hcs_patient (name) VALUES ('x')",
        )
        for statement in forbidden:
            with (
                self.subTest(statement=statement),
                contextlib.closing(psycopg2.connect(dsn)) as connection,
                self.assertRaises(psycopg2.errors.InsufficientPrivilege),
                connection.cursor() as cr,
            ):
                cr.execute(statement)
