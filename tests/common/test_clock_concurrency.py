"""Two wake-ups, a wake-up and an agent: real connections (DESIGN §1.5, §6.1)."""

import threading
from datetime import datetime, timedelta

import psycopg2.errors

from odoo.tests import tagged

from tests.common.connections import ConnectionCase

NOW = datetime(2026, 11, 20, 3)
COUNT = 60


@tagged("post_install", "-at_install", "hcs_common")
class TestClockConcurrency(ConnectionCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self._clean)
        with self._connection() as env:
            env["hcs.clock.policy"].search([]).active = False
            service = env["hcs.service.type"].create({"name": "Parallel", "code": "test_parallel", "phase": "pre"})
            self.policy_id = (
                env["hcs.clock.policy"]
                .create(
                    {
                        "name": "Parallel",
                        "model": "hcs.service.record",
                        "start_event": "handed_over",
                        "stop_event": "acknowledged",
                        "purpose": "answer",
                        "target": 60,
                        "unit": "minute",
                        "escalation_ids": [(0, 0, {"percent": 100, "notify": "executive"})],
                    }
                )
                .id
            )
            records = env["hcs.service.record"].create([{"type_id": service.id, "channel": "phone"}] * COUNT)
            clocks = records._clock_start("handed_over", NOW - timedelta(hours=2))
            self.record_ids, self.clock_ids, self.type_id = records.ids, clocks.ids, service.id

    def _clean(self):
        with self._connection() as env:
            cr, ids = env.cr, self.clock_ids
            cr.execute(
                "DELETE FROM hcs_clock_event_user_rel WHERE event_id IN "
                "(SELECT id FROM hcs_clock_event WHERE clock_id = ANY(%s))",
                [ids],
            )
            for table in ("hcs_clock_event", "hcs_clock_segment"):
                cr.execute(f"DELETE FROM {table} WHERE clock_id = ANY(%s)", [ids])  # noqa: S608
            cr.execute("DELETE FROM hcs_clock WHERE id = ANY(%s)", [ids])
            for model in ("mail_activity", "mail_message", "mail_followers"):
                column = "model" if model == "mail_message" else "res_model"
                cr.execute(
                    f"DELETE FROM {model} WHERE {column} = 'hcs.service.record' AND res_id = ANY(%s)",  # noqa: S608
                    [self.record_ids],
                )
            cr.execute("DELETE FROM hcs_service_record WHERE id = ANY(%s)", [self.record_ids])
            cr.execute("DELETE FROM hcs_service_type WHERE id = %s", [self.type_id])
            cr.execute("DELETE FROM hcs_clock_policy WHERE id = %s", [self.policy_id])
            env["hcs.clock.policy"].with_context(active_test=False).search([]).active = True
        self.registry.clear_cache()

    def test_two_runs_at_once_tell_once(self):
        """Eight runs side by side until nothing is left: each fact stands once, and no run fails for good."""
        barrier, failures = threading.Barrier(8), []

        def run():
            barrier.wait()
            for _batch in range(30):
                try:
                    with self._connection() as env:
                        env["hcs.clock"]._wake(NOW, limit=7)
                except psycopg2.errors.SerializationFailure:
                    continue
                except Exception as error:
                    failures.append(error)
                    raise

        threads = [threading.Thread(target=run) for _number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertFalse(failures)
        with self._connection() as env:
            # whoever lost every race leaves its share to the next minute
            while env["hcs.clock"]._wake(NOW, limit=7):
                pass
        with self._connection(commit=False) as env:
            domain = [("clock_id", "in", self.clock_ids)]
            for kind in ("warning", "breach"):
                self.assertEqual(env["hcs.clock.event"].search_count([*domain, ("kind", "=", kind)]), COUNT, kind)
            told = env["hcs.clock.event"]._read_group(
                [*domain, ("kind", "=", "escalation")], ["clock_id", "level", "addressee"], ["__count"]
            )
            self.assertTrue(all(count == 1 for *_key, count in told))
            self.assertFalse(env["hcs.clock"].search([("id", "in", self.clock_ids), ("next_wake_at", "<", NOW)]))

    def test_a_second_run_finds_the_first_one_busy(self):
        with self._connection() as first, self._connection() as second:
            self.assertEqual(first["hcs.clock"]._wake(NOW, limit=10), 10)
            self.assertEqual(second["hcs.clock"]._wake(NOW, limit=10), 0, "not one clock is looked at twice")
        with self._connection() as env:
            self.assertEqual(env["hcs.clock"]._wake(NOW, limit=100), COUNT - 10)

    def test_what_an_agent_is_changing_is_left_for_the_next_run(self):
        """The run waits for nobody, and the agent's result stands."""
        with self._connection() as agent:
            agent["hcs.service.record"].browse(self.record_ids[:5])._clock_stop("acknowledged", NOW)
            agent.flush_all()
            with self._connection() as env:
                self.assertEqual(env["hcs.clock"]._wake(NOW, limit=100), COUNT - 5)
        with self._connection(commit=False) as env:
            clocks = env["hcs.clock"].browse(self.clock_ids)
            self.assertEqual(clocks[:5].mapped("state"), ["met_late"] * 5)
            self.assertEqual(env["hcs.clock"]._wake(NOW, limit=100), 0)
