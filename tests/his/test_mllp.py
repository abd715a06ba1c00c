"""The MLLP listener (VIS-02, IG1, SEC-04): a real process, a real socket, a real database; killed in the middle."""

import threading

import psycopg2

from odoo.sql_db import connection_info_for
from odoo.tests import tagged

from tests.common.connections import ConnectionCase
from tests.his import hl7_maker as make
from tests.his.mllp_client import Sender, listening

CODE = "mllp_test"


@tagged("post_install", "-at_install", "hcs_his")
class TestMllp(ConnectionCase):
    """Commits: what is made here is removed again."""

    def setUp(self):
        super().setUp()
        with self._connection(commit=True) as env:
            self.source_id = env["hcs.his.source"].create({"name": "MLLP", "code": CODE, "kind": "hl7_mllp"}).id
            self.dsn = psycopg2.extensions.make_dsn(**connection_info_for(env.cr.dbname)[1])
        self.addCleanup(self.remove)

    def remove(self):
        with self._connection(commit=True) as env:
            env["hcs.his.source"].browse(self.source_id).unlink()

    def rows(self):
        """``{number of the message: (status, times)}`` as another connection sees it."""
        with self._connection() as env:
            env.cr.execute(
                "SELECT resource_id, min(state), count(*) FROM hcs_his_message WHERE source_id = %s GROUP BY 1",
                [self.source_id],
            )
            return {number: (state, count) for number, state, count in env.cr.fetchall()}

    def test_stored_before_it_is_acknowledged(self):
        with listening(self.dsn, CODE) as listener:
            sender = Sender(listener.port)
            self.assertEqual(sender.ask(make.adt("A01", control="X1")), "AA")
            self.assertEqual(self.rows(), {"X1": ("new", 1)})
            self.assertEqual(sender.ask(make.adt("A01", control="X1")), "AA", "a repetition is answered well")
            self.assertEqual(sender.ask(make.adt("A03", control="X2").encode("gb18030")), "AA")
            self.assertEqual(sender.ask(make.message("MDM^T02", make.pid(), control="X3")), "AA")
            self.assertEqual(sender.ask(make.person(birth="x").replace("|C", "|E")), "AE")
            self.assertEqual(sender.ask("nothing"), "AR")
            sender.close()
            log = listener.stop()
        found = self.rows()
        self.assertEqual((found["X1"], found["X2"], found["X3"]), (("new", 1), ("new", 1), ("ignored", 1)))
        self.assertEqual(sorted(state for state, _count in found.values()).count("error"), 2, "kept to be mended")
        for word in ("王", "秀英", "13812345678", "19600504", "M1^"):
            self.assertNotIn(word, log)

    def test_several_messages_at_once_are_answered_in_order(self):
        with listening(self.dsn, CODE) as listener:
            sender = Sender(listener.port)
            numbers = [f"N{number}" for number in range(50)]
            for number in numbers:
                sender.send(make.adt("A01", control=number))
            told = [sender.answer().partition("\rMSA|AA|")[2].partition("\r")[0] for _number in numbers]
        self.assertEqual(told, numbers)
        self.assertEqual(set(self.rows()), set(numbers))

    def test_killed_in_the_middle_it_loses_nothing_it_acknowledged(self):
        """kill -9 while five senders send; what was not acknowledged is sent again, and counts once."""
        acknowledged, lock, enough = set(), threading.Lock(), threading.Event()
        orders = {sender: [f"S{sender}-{number}" for number in range(60)] for sender in range(5)}

        def send(port, numbers):
            try:
                sender = Sender(port)
            except ConnectionError:
                return
            for number in numbers:
                if number not in acknowledged and sender.ask(make.adt("A01", control=number, visit=number)) != "AA":
                    break
                with lock:
                    acknowledged.add(number)
                    if len(acknowledged) >= 60:
                        enough.set()
            sender.close()

        def send_all(port):
            threads = [threading.Thread(target=send, args=(port, numbers)) for numbers in orders.values()]
            for thread in threads:
                thread.start()
            return threads

        with listening(self.dsn, CODE) as listener:
            threads = send_all(listener.port)
            self.assertTrue(enough.wait(60))
            listener.kill()
            for thread in threads:
                thread.join(60)
        before = set(acknowledged)
        self.assertLess(len(before), 300, "it was killed before the end")
        self.assertFalse(before - self.rows().keys(), "acknowledged and lost")
        with listening(self.dsn, CODE) as listener:
            for thread in send_all(listener.port):
                thread.join(60)
        self.assertEqual(len(acknowledged), 300)
        self.assertEqual({count for _state, count in self.rows().values()}, {1})
        self.assertEqual(self.rows().keys(), acknowledged)

    def test_a_lost_database_connection_is_made_again(self):
        with listening(self.dsn, CODE) as listener:
            sender = Sender(listener.port)
            self.assertEqual(sender.ask(make.adt("A01", control="X1")), "AA")
            with self._connection() as env:
                env.cr.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'hcs-mllp' AND datname = current_database()"
                )
            self.assertEqual(sender.ask(make.adt("A01", control="X2")), "AA")
        self.assertEqual(set(self.rows()), {"X1", "X2"})

    def test_what_cannot_be_stored_gets_no_answer(self):
        with listening(self.dsn, CODE, "--patience", "0.3") as listener:
            connection = psycopg2.connect(self.dsn)
            with connection.cursor() as cr:
                cr.execute("LOCK TABLE hcs_his_message IN EXCLUSIVE MODE")
                self.assertIsNone(Sender(listener.port).ask(make.adt("A01", control="X1")))
            connection.close()
            self.assertEqual(Sender(listener.port).ask(make.adt("A01", control="X1")), "AA")
        self.assertEqual(self.rows(), {"X1": ("new", 1)})

    def test_only_whom_it_may_answer(self):
        with listening(self.dsn, CODE, "--allow", "10.1.2.0/24") as listener:
            self.assertIsNone(Sender(listener.port).ask(make.adt("A01")))
        with listening(self.dsn, "no_such_feed") as listener:
            self.assertIsNone(Sender(listener.port).ask(make.adt("A01")))
        with self._connection(commit=True) as env:
            env["hcs.his.source"].browse(self.source_id).active = False
        with listening(self.dsn, CODE) as listener:
            self.assertIsNone(Sender(listener.port).ask(make.adt("A01")))
        self.assertFalse(self.rows())

    def test_too_large(self):
        with self._connection(commit=True) as env:
            env["hcs.his.source"].browse(self.source_id).max_megabytes = 1
        with listening(self.dsn, CODE) as listener:
            sender = Sender(listener.port)
            self.assertEqual(sender.ask(make.adt("A01", control="X1")), "AA")
            self.assertEqual(sender.ask(make.adt("A01", segments=["NTE|1||" + "x" * 1_200_000])), "AR")
            self.assertIsNone(sender.ask(make.adt("A01")))
        self.assertEqual(set(self.rows()), {"X1"})
