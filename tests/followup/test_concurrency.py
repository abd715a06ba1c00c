"""Two agents, two planners, real connections (DESIGN §1.5, §6.1)."""

import psycopg2.errors

from odoo.tests import freeze_time, tagged

from tests.common.connections import ConnectionCase

from . import local

NOW = "2026-06-01 19:05"


@tagged("post_install", "-at_install", "hcs_followup")
class TestConcurrency(ConnectionCase):
    def setUp(self):
        super().setUp()
        with self._connection() as env:
            slots = env["hcs.calling.slot"]
            slots._rebuild(env.company, local("2026-05-01 12:00").date(), local("2026-07-31 12:00").date())
            patients = env["hcs.patient"].create([{"name": "Parallel", "company_id": env.company.id}] * 3)
            for patient in patients:
                env["hcs.patient.phone"].create({"patient_id": patient.id, "number": "13812345678"})
            visits = env["hcs.visit"].create(
                [
                    {
                        "patient_id": patient.id,
                        "state": "completed",
                        "arrived_at": local("2026-06-01 17:30"),
                        "ended_at": local("2026-06-01 18:30"),
                        "amount_known": True,
                        "amount_spent": 10,
                    }
                    for patient in patients
                ]
            )
            users = env["res.users"].with_context(no_reset_password=True)
            self.user_ids = [
                users.create(
                    {
                        "name": login,
                        "login": login,
                        "group_ids": [(6, 0, env.ref("hospital_customer_service.group_hcs_followup").ids)],
                    }
                ).id
                for login in ("hcs_parallel_1", "hcs_parallel_2")
            ]
            self.patient_ids, self.visit_ids = patients.ids, visits.ids
        self.addCleanup(self._clean)

    def _clean(self):
        with self._connection() as env:
            cr = env.cr
            cr.execute("DELETE FROM hcs_followup_task WHERE patient_id = ANY(%s)", [self.patient_ids])
            cr.execute("DELETE FROM hcs_visit WHERE patient_id = ANY(%s)", [self.patient_ids])
            cr.execute("DELETE FROM hcs_access_log WHERE patient_id = ANY(%s)", [self.patient_ids])
            env["hcs.patient"].browse(self.patient_ids).unlink()
            env["res.users"].browse(self.user_ids).action_archive()
            for user_id in self.user_ids:
                cr.execute("UPDATE res_users SET login = login || '_' || id WHERE id = %s", [user_id])

    def _plan(self, env):
        return env["hcs.followup.plan"]._plan_visits(
            env["hcs.visit"].browse(self.visit_ids), now=local("2026-06-01 18:40")
        )

    def test_two_agents_never_get_the_same_task(self):
        """FU10: the second one reads the same candidates from an older snapshot and still gets another task."""
        with self._connection() as env:
            self.assertEqual(self._plan(env)["created"], 3)
            env.cr.execute(
                "UPDATE hcs_followup_task SET priority = '2' WHERE patient_id = ANY(%s)", [self.patient_ids]
            )
        first, second = self.user_ids
        with freeze_time(local(NOW)), self._connection(second) as later:
            later["hcs.followup.task"].search_count([])  # the snapshot of the second agent begins here
            with self._connection(first) as env:
                taken = env["hcs.followup.task"]._claim_next(now=local(NOW))
            mine = later["hcs.followup.task"]._claim_next(now=local(NOW))
            self.assertTrue(taken and mine)
            self.assertNotEqual(mine.id, taken.id)

    def test_planners_at_the_same_time_make_each_task_once(self):
        """DESIGN §1.4: a planner with an old snapshot fails or finds; it never makes a second task."""
        with self._connection() as first, self._connection(commit=False) as second:
            second["hcs.visit"].search_count([])
            self.assertEqual(self._plan(first)["created"], 3)
            first.cr.commit()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self._plan(second)
        with self._connection() as env:
            counts = self._plan(env)
            self.assertEqual((counts["created"], counts["existing"]), (0, 3))

    def test_one_planner_at_a_time(self):
        with self._connection() as first, self._connection() as second:
            plans = first["hcs.followup.plan"]._get_plans_to_run()
            mark = plans._safe_mark()
            self.assertIsNotNone(plans._plan_next_chunk((mark, 0), mark, None)[0])
            again = second["hcs.followup.plan"]._get_plans_to_run()
            self.assertEqual(again._plan_next_chunk((mark, 0), mark, None), (None, None))

    def test_late_commits_are_not_lost(self):
        """The mark lies before every transaction that is still open."""
        with self._connection(commit=False) as writer:
            writer.cr.execute("SELECT now() AT TIME ZONE 'UTC'")
            [started] = writer.cr.fetchone()
            with self._connection() as env:
                self.assertLessEqual(env["hcs.followup.plan"]._safe_mark(), started)
