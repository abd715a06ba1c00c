"""SD15: one action for many bookings; failures are listed by row, what worked stays."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.visit.booking import BookingCase


@tagged("post_install", "-at_install", "hcs_visit")
class TestBookingList(BookingCase):
    def apply(self, bookings, operation, user=None, **values):
        bulk = self.as_user(user or self.user_agent, "hcs.appointment.bulk").with_context(
            active_model="hcs.appointment", active_ids=bookings.ids
        )
        bulk = bulk.create({"operation": operation, **values})
        bulk.action_apply()
        return bulk

    def test_two_hundred_rows_some_of_which_fail(self):
        session = self.session(capacity=200)
        bookings = self.bookings
        for _number in range(200):
            bookings |= self.book(session)
        bad = bookings[::20]
        bad.action_cancel("Moved away")
        bulk = self.apply(bookings, "confirm")
        self.assertEqual((bulk.selected_count, bulk.done_count, bulk.failed_count), (200, 190, 10))
        failed = bulk.line_ids.filtered(lambda line: not line.done)
        self.assertEqual(failed.appointment_id, bad)
        self.assertEqual(set(failed.mapped("message")), {"Only a booking that lies ahead can be confirmed."})
        self.assertEqual(set((bookings - bad).mapped("state")), {"confirmed"})
        self.assertEqual(set(bad.mapped("state")), {"cancelled"})

    def test_cancel_needs_a_reason(self):
        booking = self.book(self.session())
        with self.assertRaisesRegex(UserError, "Say why"):
            self.apply(booking, "cancel", reason=" ")
        self.apply(booking, "cancel", reason="Has recovered")
        self.assertEqual((booking.state, booking.cancel_reason), ("cancelled", "Has recovered"))

    def test_check_in_and_reminder(self):
        booking = self.book(self.session())
        told = []
        self.patch(type(booking), "_notify", lambda records, event: told.append((records, event)))
        self.assertEqual(self.apply(booking, "remind").done_count, 1)
        self.assertEqual(told, [(booking, "reminder")])
        booking.action_cancel("x")
        self.assertIn("expected", self.apply(booking, "remind").line_ids.message)

    def test_who_may(self):
        booking = self.book(self.session())
        for user in (self.user_department, self.user_executive, self.user_outsider):
            with self.assertRaises(AccessError):
                self.as_user(user, "hcs.appointment.bulk").create({"appointment_ids": [Command.set(booking.ids)]})
