"""Two at once (VIS-02, ADM-04; DESIGN §6.1), with real connections."""

import io
import threading

import psycopg2

from odoo.tests import tagged

from tests.common.connections import ConnectionCase
from tests.his import fhir_maker as make


@tagged("post_install", "-at_install", "hcs_his")
class TestConcurrency(ConnectionCase):
    """Commits: what is made here is removed again."""

    def setUp(self):
        super().setUp()
        with self.environment() as env:
            source = env["hcs.his.source"].create({"name": "Parallel", "code": "parallel"})
            self.source_id = source.id
        self.addCleanup(self.remove)

    def environment(self, commit=True):
        return self._connection(commit=commit, context={"tracking_disable": True})

    def remove(self):
        with self.environment() as env:
            source = env["hcs.his.source"].browse(self.source_id)
            visits = env["hcs.visit"].search([("external_source", "=", "parallel")])
            everyone = env["hcs.patient"].with_context(active_test=False)
            patients = everyone.search([("external_source", "=", "parallel")])
            source.unlink()
            env.cr.execute("DELETE FROM hcs_visit WHERE id = ANY(%s)", [visits.ids])
            patients.unlink()

    def store(self, env, *resources):
        source = env["hcs.his.source"].browse(self.source_id)
        return env["hcs.his.message"]._store_files(source, [("x.ndjson", io.BytesIO(make.ndjson(resources)))])

    def test_a_message_committed_meanwhile_is_known(self):
        with self.environment() as first, self.environment() as second:
            second.cr.execute("SELECT 1")  # the snapshot is taken before the other one commits
            self.assertEqual(self.store(first, make.patient("1"))["stored"], 1)
            first.cr.commit()
            counts = self.store(second, make.patient("1"), make.patient("2"))
            self.assertEqual((counts["stored"], counts["known"]), (1, 1))

    def test_many_senders_of_the_same_messages(self):
        people = list(make.people(40))
        orders = [people, people[::-1], people[20:] + people[:20], people[::2] + people[1::2]]
        stored, failures = [], []

        def send(resources):
            try:
                with self.environment() as env:
                    stored.append(self.store(env, *resources)["stored"])
            except psycopg2.Error as error:
                failures.append(type(error).__name__)

        threads = [threading.Thread(target=send, args=(order,)) for order in orders]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((sum(stored), failures), (40, []))
        with self.environment() as env:
            self.assertEqual(env["hcs.his.message"].search_count([("source_id", "=", self.source_id)]), 40)

    def test_two_appliers_never_take_the_same_message(self):
        with self.environment() as env:
            self.store(env, *make.people(10))
        with self.environment() as first, self.environment() as second:
            domain = [("source_id", "=", self.source_id)]
            self.assertTrue(first["hcs.his.message"]._try_apply_lock())
            self.assertEqual(first["hcs.his.message"]._apply_next(10, domain), 10)
            self.assertFalse(second["hcs.his.message"]._try_apply_lock())
            self.assertEqual(second["hcs.his.message"]._apply_next(10, domain), 0, "even without asking")
        with self.environment() as env:
            self.assertEqual(env["hcs.patient"].search_count([("external_source", "=", "parallel")]), 10)

    def test_the_scheduled_action_leaves_no_lock_behind(self):
        with self.environment() as env:
            env["hcs.his.message"]._cron_apply()
        with self.environment() as env:
            self.assertTrue(env["hcs.his.message"]._try_apply_lock())
