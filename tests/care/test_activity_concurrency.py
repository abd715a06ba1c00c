"""DESIGN §6.1: the last place of an activity among many who want it, over real connections."""

import threading
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.common.connections import ConnectionCase

CROWD, PLACES = 16, 5


@tagged("post_install", "-at_install", "hcs_care")
class TestLastPlace(ConnectionCase):
    def setUp(self):
        super().setUp()
        begin = fields.Datetime.now() + timedelta(days=30)
        with self._connection() as env:
            event = env["event.event"].create(
                {
                    "name": "Crowd",
                    "hcs_kind": "lecture",
                    "date_begin": begin,
                    "date_end": begin + timedelta(hours=1),
                    "seats_limited": True,
                    "seats_max": PLACES,
                }
            )
            patients = env["hcs.patient"].create([{"name": f"Crowd {number}"} for number in range(CROWD)])
            self.event_id, self.patient_ids = event.id, patients.ids
        self.addCleanup(self._clean)

    def _clean(self):
        with self._connection() as env:
            cr = env.cr
            registrations = env["event.registration"].search([("event_id", "=", self.event_id)])
            env["mail.message"].search(
                ["|", "&", ("model", "=", "event.registration"), ("res_id", "in", registrations.ids),
                 "&", ("model", "=", "event.event"), ("res_id", "=", self.event_id)]
            ).unlink()  # fmt: skip
            cr.execute("DELETE FROM hcs_message WHERE patient_id = ANY(%s)", [self.patient_ids])
            cr.execute("DELETE FROM event_registration WHERE event_id = %s", [self.event_id])
            cr.execute("DELETE FROM event_event WHERE id = %s", [self.event_id])
            cr.execute("DELETE FROM hcs_access_log WHERE patient_id = ANY(%s)", [self.patient_ids])
            env["hcs.patient"].browse(self.patient_ids).unlink()

    def _register(self, env, number):
        return env["event.registration"].create(
            {"event_id": self.event_id, "hcs_patient_id": self.patient_ids[number]}
        )

    def _seats(self):
        with self._connection() as env:
            registrations = env["event.registration"].search([("event_id", "=", self.event_id)])
            return sorted(registrations.filtered(lambda one: one.state == "open").mapped("hcs_seat"))

    def test_an_old_snapshot_never_oversells(self):
        """Odoo's own count would: the request below began when a place was free, and still sees it free."""
        with self._connection() as env:
            for number in range(PLACES - 1):
                self._register(env, number)
        with self._connection(commit=False) as early:
            event = early["event.event"].browse(self.event_id)
            self.assertEqual(event.seats_available, 1)
            with self._connection() as env:
                self._register(env, PLACES)
            event.invalidate_recordset()
            self.assertEqual(event.seats_available, 1, "the snapshot is old")
            with self.assertRaisesRegex(UserError, "All places"), early.cr.savepoint():
                self._register(early, PLACES + 1)
        self.assertEqual(self._seats(), list(range(1, PLACES + 1)))

    def test_more_people_than_places(self):
        barrier, refused = threading.Barrier(CROWD), []

        def work(number):
            barrier.wait()
            try:
                with self._connection() as env:
                    self._register(env, number)
            except UserError:
                refused.append(number)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(CROWD)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual(len(refused), CROWD - PLACES)
        self.assertEqual(self._seats(), list(range(1, PLACES + 1)))
