"""Any bytes by MLLP, any answer of the other side, any spreadsheet (VIS-02, VIS-04, SEC-04)."""

import base64
import json
import socket
from datetime import timedelta

import psycopg2
from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import UserError
from odoo.sql_db import connection_info_for
from odoo.tests import tagged

from hcs_tools.sheet import write_workbook
from tests.common.connections import ConnectionCase
from tests.his import hl7_maker as make
from tests.his.fhir_peer import Peer
from tests.his.fuzz import PERSONAL, broken_bytes, discreet_log, for_any, junk
from tests.his.mllp_client import Sender, listening
from tests.his.test_fuzz_doors import HL7
from tests.his.test_outgoing import OutgoingCase
from tests.vip.test_key_roster import HEADS, RosterCase

CODE = "fuzz_test"
ROSTER = HEADS + "王秀英,女,110101196005040027,13812345678,7,A\n李娜,女,,13900139000,8,\n"


@tagged("post_install", "-at_install", "hcs_his")
class TestAnyBytesByMllp(ConnectionCase):
    """Commits: what is made here is removed again."""

    def setUp(self):
        super().setUp()
        with self._connection(commit=True) as env:
            self.source_id = env["hcs.his.source"].create({"name": "Fuzz", "code": CODE, "kind": "hl7_mllp"}).id
            self.dsn = psycopg2.extensions.make_dsn(**connection_info_for(env.cr.dbname)[1])
        self.addCleanup(self.remove)

    def remove(self):
        with self._connection(commit=True) as env:
            env["hcs.his.source"].browse(self.source_id).unlink()

    def test_the_listener_survives_and_says_nothing(self):
        frames = [b"\x0b" + text + b"\x1c\r" for text in HL7]
        streams = [b"".join(frames[:3]), *frames, b"\x1c\r" * 5, b"\x0b\x0b\x0b"]
        with listening(self.dsn, CODE, "--patience", "10") as listener:

            def check(data):
                with socket.create_connection(("127.0.0.1", listener.port), timeout=60) as connection:
                    connection.sendall(data)
                    connection.shutdown(socket.SHUT_WR)
                    told = b""
                    while part := connection.recv(1 << 16):
                        told += part
                for word in PERSONAL:
                    self.assertNotIn(word, told.decode("gb18030", "replace") + told.decode("utf-8", "replace"))

            for_any(broken_bytes(streams), check, 80)
            sender = Sender(listener.port)
            self.assertEqual(sender.ask(make.adt("A01", control="LAST")), "AA", "it still listens")
            sender.close()
            log = listener.stop()
        for word in (*PERSONAL, "Traceback", "ERROR"):
            self.assertNotIn(word, log)
        with self._connection() as env:
            messages = env["hcs.his.message"].search([("source_id", "=", self.source_id)])
            self.assertIn("LAST", messages.mapped("resource_id"))


@tagged("post_install", "-at_install", "hcs_his")
class TestAnyAnswer(OutgoingCase):
    """VIS-04: whatever the other side answers, the row says what became of it and the next one is not held up."""

    def test_any_answer(self):
        peer = Peer()
        self.addCleanup(peer.close)
        self.open_way("fhir", out_url=peer.url)
        self.collect()
        row = self.row(self.patient)
        bodies = st.binary(max_size=60) | junk.map(lambda value: json.dumps(value).encode())
        named = st.fixed_dictionaries({"resourceType": st.just("Patient") | junk, "id": junk})
        bodies |= named.map(lambda value: json.dumps(value).encode())
        places = st.sampled_from(
            ["", "/", "Patient", "Patient/", "x/Patient/7/_history/1", "Patient/" + "9" * 500, "//"]
        )
        # below 200 there is no answer yet
        statuses = st.sampled_from([200, 201, 204, 302, 400, 401, 404, 408, 409, 418, 422, 429, 500, 503, 599])

        def check(values):
            peer.status, peer.body, peer.location = values
            self.env["hcs.his.key"].search([("source_id", "=", self.source.id)]).unlink()
            row.write({"state": "waiting", "next_at": False, "tries": 0})
            self.rows._send_due(self.source, now=fields.Datetime.now() + timedelta(days=1))
            status = values[0]
            if status < 400:
                self.assertIn(row.state, ("sent", "matched"))
            else:
                again = status >= 500 or status in (408, 409, 429)
                self.assertEqual((row.state, row.problem), ("waiting" if again else "failed", f"HTTP {status}"))

        with discreet_log(self):
            for_any(st.tuples(statuses, bodies, places), check, 80)


@tagged("post_install", "-at_install", "hcs_his")
class TestAnyRoster(RosterCase):
    """KA1: rows, or a refusal in plain words, which repeats nothing of the file."""

    def test_any_file(self):
        sheet = write_workbook([("A", [(head, 10) for head in HEADS.split(",")], [ROSTER.split("\n")[1].split(",")])])
        account = self.works.id
        rosters = self.as_user(self.user_vip, "hcs.key.account.roster")

        def check(data):
            roster = rosters.create(
                {
                    "account_id": account,
                    "file": base64.b64encode(data),
                    "file_name": "l.csv",
                    "date_from": "2026-03-01",
                }
            )
            try:
                with self.env.cr.savepoint():
                    roster.action_read()
            except UserError as refusal:
                for word in PERSONAL:
                    self.assertNotIn(word, str(refusal))
            else:
                self.assertEqual(roster.state, "previewed")
                if not roster.doubt_count:
                    with self.env.cr.savepoint():
                        roster.action_apply()
            self.env.flush_all()

        with discreet_log(self):
            marks = b",;\t\n\r\"'=\x00\xff0129AM"
            for_any(broken_bytes([ROSTER.encode(), ROSTER.encode("gb18030"), sheet], marks), check, 80)
