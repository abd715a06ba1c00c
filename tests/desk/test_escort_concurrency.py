"""SD13: one escort is never in two places, whoever plans at the same time; real connections (DESIGN §1.5)."""

from datetime import datetime, timedelta

import psycopg2.errors

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.common.connections import ConnectionCase

NOW = datetime(2026, 6, 1, 2)


@tagged("post_install", "-at_install", "hcs_desk")
class TestEscortConcurrency(ConnectionCase):
    def setUp(self):
        super().setUp()
        with freeze_time(NOW), self._connection() as env:
            patient = env["hcs.patient"].create({"name": "Parallel"})
            service = env["hcs.service.record"]._service_type("escort", env.company)
            record = env["hcs.service.record"].create({"type_id": service.id, "patient_id": patient.id})
            user = (
                env["res.users"]
                .with_context(no_reset_password=True)
                .create(
                    {
                        "name": "Escort",
                        "login": "hcs_parallel_escort",
                        "group_ids": [(6, 0, env.ref("hospital_customer_service.group_hcs_leader").ids)],
                    }
                )
            )
            ways = env["hcs.service.step"].create(
                [
                    {"record_id": record.id, "name": name, "is_trip": True, "planned_at": NOW + timedelta(hours=hours)}
                    for name, hours in (("A", 0), ("B", 0), ("C", 4))
                ]
            )
            self.patient_id, self.record_id, self.user_id, self.way_ids = patient.id, record.id, user.id, ways.ids
        self.addCleanup(self._clean)

    def _clean(self):
        with self._connection() as env:
            cr = env.cr
            cr.execute("DELETE FROM hcs_service_step WHERE record_id = %s", [self.record_id])
            cr.execute("SELECT id FROM hcs_clock WHERE service_record_id = %s", [self.record_id])
            clocks = [row[0] for row in cr.fetchall()]
            cr.execute("DELETE FROM hcs_clock_segment WHERE clock_id = ANY(%s)", [clocks])
            cr.execute("DELETE FROM hcs_clock_event WHERE clock_id = ANY(%s)", [clocks])
            cr.execute("DELETE FROM hcs_clock WHERE service_record_id = %s", [self.record_id])
            cr.execute("DELETE FROM hcs_access_log WHERE patient_id = %s", [self.patient_id])
            cr.execute("DELETE FROM hcs_service_record WHERE id = %s", [self.record_id])
            env["hcs.patient"].browse(self.patient_id).unlink()
            env["res.users"].browse(self.user_id).action_archive()
            cr.execute("UPDATE res_users SET login = login || '_' || id WHERE id = %s", [self.user_id])

    def _way(self, env, index):
        return env["hcs.service.step"].browse(self.way_ids[index])

    def _message(self, env, error):
        """What the person who came second reads."""
        return str(env["hcs.service.step"]._sql_error_to_message(error))

    @mute_logger("odoo.sql_db")
    def test_two_leaders_give_overlapping_ways_to_one_person(self):
        with self._connection() as first, self._connection(commit=False) as second:
            second["hcs.service.step"].search_count([])  # the snapshot of the second leader begins here
            self._way(first, 0).user_id = self.user_id
            first.cr.commit()
            self._way(second, 1).user_id = self.user_id  # nothing is seen of the first
            with self.assertRaises(psycopg2.errors.ExclusionViolation) as caught:
                second.flush_all()
            self.assertIn("with another patient at that time", self._message(first, caught.exception))
        with self._connection() as env:
            self.assertEqual([bool(self._way(env, index).user_id) for index in (0, 1)], [True, False])

    @mute_logger("odoo.sql_db")
    def test_one_person_departs_from_two_telephones(self):
        with self._connection() as env:
            (self._way(env, 0) | self._way(env, 2)).write({"user_id": self.user_id})
        with freeze_time(NOW), self._connection(self.user_id) as env:
            for index in (0, 2):
                self._way(env, index).action_accept_trip()
        with (
            freeze_time(NOW),
            self._connection(self.user_id) as first,
            self._connection(self.user_id, False) as second,
        ):
            second["hcs.service.step"].search_count([])
            self._way(first, 0).action_depart()
            first.cr.commit()
            with self.assertRaises(psycopg2.errors.UniqueViolation) as caught:
                self._way(second, 2).action_depart()
                second.flush_all()
            self.assertIn("still on the way with another patient", self._message(first, caught.exception))
        with self._connection() as env:
            self.assertEqual([self._way(env, index).waypoint for index in (0, 2)], ["departed", "accepted"])

    @mute_logger("odoo.sql_db")
    def test_two_people_accept_one_way(self):
        """The second fails on the row, is asked again by the server, and then reads who goes."""
        with freeze_time(NOW), self._connection(self.user_id) as first, self._connection(commit=False) as second:
            second["hcs.service.step"].search_count([])
            self._way(first, 0).action_accept_trip()
            first.cr.commit()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self._way(second, 0).action_accept_trip()
                second.flush_all()
        with self._connection() as env:
            self.assertEqual(self._way(env, 0).user_id.id, self.user_id)
