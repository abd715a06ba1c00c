"""APT-02, FEATURES AP4: seats that become free are held for those who wait, in their order and for some minutes."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.visit.booking import BookingCase


@tagged("post_install", "-at_install", "hcs_visit")
class TestWaitingList(BookingCase):
    def setUp(self):
        super().setUp()
        self.company.hcs_offer_minutes = 30
        self.full = self.session(capacity=1)
        self.first = self.book(self.full)
        self.told = []
        told = self.told
        self.patch(type(self.bookings), "_notify", lambda booking, event: told.append((booking.id, event)))

    def wait(self, patient=None):
        patient = patient or self.person()
        return self.full.with_user(self.user_agent).action_waitlist(patient.id).sudo(False)

    def test_waiting_takes_no_seat_and_plans_no_visit(self):
        waiting = self.wait()
        self.assertRecordValues(
            waiting, [{"state": "waitlisted", "seat": 0, "visit_id": False, "waiting_position": 1}]
        )
        self.assertEqual((self.full.waitlist_count, self.full.booked_count), (1, 1))
        with self.assertRaisesRegex(UserError, "already"):
            self.wait(waiting.patient_id)

    def test_where_a_seat_is_free_one_is_booked(self):
        booking = self.session("2026-03-03").action_waitlist(self.patient.id)
        self.assertEqual(booking.state, "booked")

    def test_a_free_seat_is_held_for_the_first(self):
        """The seat is held: nobody else books it meanwhile."""
        one, two = self.wait(), self.wait()
        self.first.action_cancel()
        self.assertRecordValues(
            one + two,
            [
                {"state": "waitlisted", "seat": 1, "offer_until": self.at("2026-03-01 20:30")},
                {"state": "waitlisted", "seat": 0, "offer_until": False},
            ],
        )
        self.assertIn((one.id, "offered"), self.told)
        with self.assertRaisesRegex(UserError, "fully booked"):
            self.book(self.full)
        self.go("2026-03-01 20:29")
        one.with_user(self.user_agent).action_accept_offer()
        self.assertRecordValues(one, [{"state": "booked", "seat": 1, "offer_until": False}])
        self.assertEqual(one.visit_id.state, "planned")

    def test_an_offer_that_passed_goes_to_the_next(self):
        one, two = self.wait(), self.wait()
        self.first.action_cancel()
        self.go("2026-03-01 20:31")
        with self.assertRaisesRegex(UserError, "No seat is held"):
            one.action_accept_offer()
        self.run_jobs()
        self.run_jobs()
        self.assertRecordValues(
            one + two,
            [
                {"state": "waitlisted", "seat": 0, "offer_until": False, "missed_offers": 1},
                {"state": "waitlisted", "seat": 1, "offer_until": self.at("2026-03-01 21:01"), "missed_offers": 0},
            ],
        )

    def test_nobody_left_to_ask_frees_the_seat(self):
        one = self.wait()
        self.first.action_cancel()
        self.go("2026-03-01 20:31")
        self.run_jobs()
        self.run_jobs()
        self.assertEqual((one.seat, self.full.free_count), (0, 1))
        again = self.book(self.full)
        again.action_cancel()
        self.assertTrue(one.offer_until, "another seat is another offer")

    def test_declining_an_offer_passes_it_on(self):
        one, two = self.wait(), self.wait()
        self.first.action_cancel()
        one.action_cancel("No longer needed")
        self.assertEqual((one.state, two.seat), ("cancelled", 1))

    def test_more_seats_are_offered_in_order(self):
        waiting = [self.wait() for _number in range(3)]
        self.full.with_user(self.user_leader).capacity = 3
        self.assertEqual([bool(booking.seat) for booking in waiting], [True, True, False])

    def test_a_move_frees_a_seat_as_well(self):
        one = self.wait()
        self.first.action_reschedule(self.session("2026-03-03").id)
        self.assertTrue(one.seat)

    def test_a_seat_freed_while_nobody_looked_is_found_by_the_job(self):
        one = self.wait()
        self.first.sudo().write({"state": "cancelled", "seat": 0})
        self.run_jobs()
        self.assertTrue(one.seat)

    def test_the_offer_does_not_overlap_another_booking(self):
        one = self.wait(self.patient)
        other = self.session(start="11:00", end="12:30", practitioner_id=False)
        self.book(other, self.patient)
        self.first.action_cancel()
        with self.assertRaisesRegex(UserError, "another booking"):
            one.action_accept_offer()

    def test_the_list_ends_with_its_session(self):
        one = self.wait()
        self.go("2026-03-02 13:00")
        self.run_jobs()
        self.assertEqual(one.state, "cancelled")
