"""APT-02, AP4: seats that become free at the same moment, and a list of people who wait; over real connections."""

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.tests import tagged

from tests.visit.test_booking_concurrency import Crowd


@tagged("post_install", "-at_install", "hcs_visit")
class TestWaitingListConcurrency(Crowd):
    def _full(self, capacity, waiting):
        """A full session with a list: ``(ids of the bookings, ids of those who wait)``."""
        with self._connection() as env:
            session = env["hcs.clinic.session"].browse(self.session_id)
            session.capacity = capacity
        bookings = [self._book(patient_id) for patient_id in self.patient_ids[:capacity]]
        with self._connection() as env:
            session = env["hcs.clinic.session"].browse(self.session_id)
            people = self.patient_ids[capacity : capacity + waiting]
            return bookings, [session.action_waitlist(patient_id).id for patient_id in people]

    def _cancel(self, booking_id):
        with self._connection() as env:
            env["hcs.appointment"].browse(booking_id).action_cancel("Race")
        return booking_id

    def _held(self, waiting):
        with self._connection() as env:
            people = env["hcs.appointment"].browse(waiting)
            return [(person.state, person.seat) for person in people if person.seat]

    def test_seats_freed_at_once_go_to_as_many_people(self):
        """Nobody is offered two seats, no seat is offered twice; the run of the minute finds what was left over."""
        bookings, waiting = self._full(3, 5)
        answers = self._at_once(self._cancel, bookings)
        self.assertEqual(len(answers), 3)
        with self._connection() as env:
            env["hcs.appointment"]._offer_free_seats(fields.Datetime.now())
        self.assertEqual(sorted(seat for _state, seat in self._held(waiting)), [1, 2, 3])

    def test_two_runs_at_once_offer_once(self):
        bookings, waiting = self._full(1, 3)
        with self._connection() as env:
            env.cr.execute("UPDATE hcs_appointment SET seat = 0, state = 'cancelled' WHERE id = %s", [bookings[0]])

        def run(_number):
            with self._connection() as env:
                env["hcs.appointment"]._offer_free_seats(fields.Datetime.now())

        self._at_once(run, range(4))
        self.assertEqual(len(self._held(waiting)), 1)
        self.assertEqual(self._seats(), [1])

    def test_taken_while_it_lapses(self):
        """The patient says yes in the second the offer ends: it is theirs or it is the next one's, never both."""
        bookings, waiting = self._full(1, 2)
        self._cancel(bookings[0])
        (held,) = [person for person in waiting if self._seat_of(person)]

        def work(what):
            try:
                with self._connection() as env:
                    appointments = env["hcs.appointment"]
                    if what == "take":
                        appointments.browse(held).action_accept_offer()
                    else:
                        late = fields.Datetime.add(fields.Datetime.now(), hours=2)
                        appointments._expire_offers(late)
            except SerializationFailure:
                return "lost"  # a request is tried again, a job runs again in a minute
            return what

        answers = self._at_once(work, ["take", "lapse"])
        holders = [person for person in waiting if self._seat_of(person)]
        self.assertEqual(len(holders), 1)
        self.assertEqual(self._seats(), [1])
        with self._connection() as env:
            taken = env["hcs.appointment"].browse(held)
            if answers["take"] == "take":
                self.assertEqual((taken.state, holders), ("booked", [held]))
            else:
                self.assertEqual((taken.state, taken.seat), ("waitlisted", 0))
                self.assertNotEqual(holders, [held])

    def _seat_of(self, appointment_id):
        with self._connection() as env:
            return env["hcs.appointment"].browse(appointment_id).seat
