"""An exchange that posts everything at once, and two who miss the same caller, with real connections (SVC-09)."""

import json
from datetime import timedelta

from psycopg2 import errors

from odoo import fields
from odoo.exceptions import ConcurrencyError
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.common.connections import ConnectionCase
from tests.phone.common import iso

NUMBER = "13700137000"
TRIES = 60


@tagged("post_install", "-at_install", "hcs_phone")
class TestConcurrency(ConnectionCase):
    """Commits: what is made here is removed again."""

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            self.exchange_id = (
                env["hcs.phone.exchange"]
                .create(
                    {
                        "name": "Parallel",
                        "code": "parallel-phone",
                        "missed_type_id": env.ref("hospital_customer_service.hcs_service_type_callback").id,
                    }
                )
                .id
            )
            self.now = fields.Datetime.now().replace(microsecond=0) - timedelta(minutes=5)
        self.addCleanup(self.remove)

    def remove(self):
        with self._connection() as env:
            cr = env.cr
            cr.execute("SELECT callback_id FROM hcs_phone_call WHERE exchange_id = %s", [self.exchange_id])
            records = [row[0] for row in cr.fetchall() if row[0]]
            cr.execute("DELETE FROM hcs_phone_event WHERE exchange_id = %s", [self.exchange_id])
            cr.execute("DELETE FROM hcs_phone_call WHERE exchange_id = %s", [self.exchange_id])
            cr.execute(
                "DELETE FROM hcs_contact WHERE res_model = 'hcs.service.record' AND res_id = ANY(%s)", [records]
            )
            cr.execute("DELETE FROM hcs_clock_event WHERE clock_id IN"
                       " (SELECT id FROM hcs_clock WHERE service_record_id = ANY(%s))", [records])  # fmt: skip
            cr.execute("DELETE FROM hcs_clock WHERE service_record_id = ANY(%s)", [records])
            cr.execute("DELETE FROM hcs_service_record WHERE id = ANY(%s)", [records])
            cr.execute("DELETE FROM hcs_phone_exchange WHERE id = %s", [self.exchange_id])

    def take(self, body):
        """As the server does it: what lost a race begins again and sees what the other one did."""
        for _number in range(TRIES):
            try:
                with self._connection() as env:
                    exchange = env["hcs.phone.exchange"].browse(self.exchange_id)
                    return env["hcs.phone.event"]._take(exchange, json.dumps(body).encode())[1]
            except (errors.SerializationFailure, errors.DeadlockDetected, ConcurrencyError):
                continue
        return "gave up"

    def event(self, call, kind, seconds, **values):
        return {"call": call, "event": kind, "at": iso(self.now + timedelta(seconds=seconds)), **values}

    @mute_logger("odoo.sql_db")
    def test_all_events_of_a_call_at_the_same_moment_twice(self):
        story = [
            self.event("1", "ringing", 0, direction="in", number=NUMBER, extension="101"),
            self.event("1", "answered", 8, extension="101"),
            self.event("1", "transferred", 30, extension="101", to="102"),
            self.event("1", "ended", 90, reason="answered"),
        ]
        crowd = [(number, again) for number in range(len(story)) for again in (0, 1)]
        answers = self._at_once(lambda item: self.take(story[item[0]]), crowd)
        self.assertEqual(sorted(answers.values()), ["known"] * 4 + ["stored"] * 4)
        with self._connection() as env:
            call = env["hcs.phone.call"].search([("exchange_id", "=", self.exchange_id)])
            self.assertEqual(len(call), 1)
            self.assertEqual((call.state, call.wait_seconds, call.talk_seconds, call.transfers), ("ended", 8, 82, 1))

    @mute_logger("odoo.sql_db")
    def test_missed_calls_of_one_number_at_the_same_moment(self):
        crowd = [f"m{number}" for number in range(5)]
        events = {
            call: self.event(call, "ended", number, direction="in", number=NUMBER, reason="timeout")
            for number, call in enumerate(crowd)
        }
        answers = self._at_once(lambda call: self.take(events[call]), crowd)
        self.assertEqual(set(answers.values()), {"stored"})
        with self._connection() as env:
            calls = env["hcs.phone.call"].search([("exchange_id", "=", self.exchange_id)])
            self.assertEqual(len(calls), 5)
            self.assertEqual(len(calls.callback_id), 1, "one call-back for a number")
            self.assertEqual(len(calls.callback_id.contact_ids), 5)
