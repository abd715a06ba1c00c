"""Quick booking, the patient's card, the timeline, and what an agent's screens show."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from tests.visit.booking import BookingCase


@tagged("post_install", "-at_install", "hcs_visit")
class TestBookingWindow(BookingCase):
    def setUp(self):
        super().setUp()
        self.free = self.session(capacity=1)
        self.later = self.session("2026-03-03")
        self.nurse = self.session("2026-03-04", practitioner_id=False, kind="exam")

    def open(self, action):
        return self.env[action["res_model"]].with_user(self.user_agent).browse(action["res_id"])

    def book_here(self, wizard, session, method="action_book_here"):
        session = session.with_user(self.user_agent).with_context(hcs_booking_wizard=wizard.id)
        action = getattr(session, method)()
        return self.env[action["res_model"]].browse(action["res_id"])

    def mine(self, wizard):
        return wizard.session_ids & (self.free + self.later + self.nurse).with_user(self.user_agent)

    def test_from_the_patient_to_the_booking_in_one_click(self):
        wizard = self.open(self.patient.with_user(self.user_agent).action_book())
        self.assertEqual(self.mine(wizard), self.free + self.later + self.nurse)
        with Form(wizard) as form:
            form.department_id = self.department
            form.practitioner_id = self.doctor
            form.date_from = "2026-03-03"
        self.assertEqual(self.mine(wizard), self.later)
        booking = self.book_here(wizard, self.later)
        self.assertRecordValues(
            booking, [{"patient_id": self.patient.id, "session_id": self.later.id, "state": "booked"}]
        )

    def test_full_sessions_are_hidden_until_asked_for(self):
        self.book(self.free)
        wizard = self.open(self.patient.with_user(self.user_agent).action_book())
        self.assertNotIn(self.free, self.mine(wizard))
        wizard.with_full = True
        self.assertIn(self.free, self.mine(wizard))
        self.assertEqual(self.book_here(wizard, self.free, "action_wait_here").state, "waitlisted")

    def test_moving_uses_the_same_window(self):
        booking = self.book(self.free, self.patient)
        wizard = self.open(booking.with_user(self.user_agent).action_move())
        self.assertEqual(wizard.practitioner_id, self.doctor)
        self.assertNotIn(self.free, self.mine(wizard))
        wizard.reason = "Works that day"
        new = self.book_here(wizard, self.later)
        self.assertEqual((new.rescheduled_from_id, booking.cancel_reason), (booking, "Works that day"))

    def test_a_session_asks_for_the_patient(self):
        wizard = self.open(self.free.with_user(self.user_agent).action_new_booking())
        with self.assertRaisesRegex(UserError, "Choose the patient"):
            self.book_here(wizard, self.free)
        with self.assertRaisesRegex(UserError, "window of the booking"):
            self.free.action_book_here()

    def test_cancelling_asks_why(self):
        booking = self.book(self.free, self.patient)
        wizard = self.env["hcs.appointment.cancel.wizard"].with_user(self.user_agent)
        wizard = wizard.with_context(active_model="hcs.appointment", active_ids=booking.ids)
        with Form(wizard) as window:  # as the web client opens it
            window.reason = "Feels better"
        window.record.action_cancel()
        self.assertEqual((booking.state, booking.cancel_reason), ("cancelled", "Feels better"))

    def test_the_patients_card_counts_and_lists(self):
        self.book(self.free, self.patient).action_cancel()
        self.book(self.later, self.patient)
        patient = self.patient.with_user(self.user_agent)
        self.assertEqual((patient.appointment_count, patient.appointment_total), (1, 2))
        self.assertEqual(len(self.bookings.search(patient.action_open_appointments()["domain"])), 2)

    def test_bookings_stand_on_the_timeline(self):
        """PAT-02."""
        booking = self.book(self.later, self.patient)
        timeline = self.patient.with_user(self.user_agent).get_timeline(kinds=["appointment"])
        [entry] = timeline["entries"]
        self.assertEqual((entry["model"], entry["res_id"], entry["state"]), ("hcs.appointment", booking.id, "Booked"))
        self.assertIn(booking.reference, entry["title"])

    def test_names_are_shown_where_asked_for_only(self):
        booking = self.book(self.later, self.patient)
        self.assertEqual(booking.display_name, booking.reference)
        self.assertEqual(booking.with_context(hcs_show_patient=True).display_name, self.patient.display_name)
