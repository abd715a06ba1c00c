"""FEATURES AP3, §4.32: a clinic that does not take place leaves nobody unanswered."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from tests.visit.booking import BookingCase


@tagged("post_install", "-at_install", "hcs_visit")
class TestStop(BookingCase):
    def setUp(self):
        super().setUp()
        self.stopped = self.session(capacity=2)
        self.told = []
        told = self.told
        self.one, self.two = self.book(self.stopped), self.book(self.stopped)
        self.waiting = self.stopped.action_waitlist(self.person().id)
        self.patch(type(self.bookings), "_notify", lambda booking, event: told.append((booking.id, event)))

    def stop(self, user=None):
        action = self.stopped.with_user(user or self.user_leader).action_stop("The doctor is prevented")
        self.env.invalidate_all()
        return self.env["hcs.clinic.stop"].browse(action["res_id"])

    def line(self, stop, booking):
        return stop.line_ids.filtered(lambda line: line.appointment_id == booking).with_user(self.user_agent)

    def test_everybody_is_on_the_list_and_told(self):
        stop = self.stop()
        self.assertEqual(stop.line_ids.appointment_id, self.one + self.two + self.waiting)
        self.assertEqual({event for _booking, event in self.told}, {"stopped"})
        self.assertEqual(len(self.told), 3)
        self.assertEqual((stop.state, stop.unanswered_count, self.waiting.state), ("open", 2, "cancelled"))
        with self.assertRaisesRegex(UserError, "does not take place"):
            self.book(self.stopped)
        with self.assertRaisesRegex(UserError, "does not take place"):
            self.one.action_arrive()

    def test_the_same_expert_is_proposed_first_and_no_seat_twice(self):
        colleague = self.doctor.copy({"name": "Colleague"})
        self.session("2026-03-03", practitioner_id=colleague.id)
        own = self.session("2026-03-05", capacity=1)
        other = self.sessions.search([("practitioner_id", "=", colleague.id)])
        stop = self.stop()
        self.assertEqual([self.line(stop, booking).proposal_id for booking in (self.one, self.two)], [own, other])

    def test_a_session_the_patient_cannot_have_is_not_proposed(self):
        later = self.session("2026-03-05")
        beside = self.session("2026-03-05", start="11:00", end="13:00", practitioner_id=False, kind="exam")
        self.book(beside, self.one.patient_id)
        stop = self.stop()
        self.assertFalse(self.line(stop, self.one).proposal_id)
        self.assertEqual(self.line(stop, self.two).proposal_id, later)

    def test_each_end(self):
        """Every patient ends confirmed, moved, cancelled or not reached; done when nobody is left."""
        later = self.session("2026-03-05")
        stop = self.stop()
        self.line(stop, self.one).action_agree()
        new = self.line(stop, self.one).new_appointment_id
        self.assertEqual((new.session_id, new.state, self.one.state), (later, "confirmed", "rescheduled"))
        self.assertEqual(new.rescheduled_from_id, self.one)
        self.assertEqual((stop.unanswered_count, stop.state), (1, "open"))
        self.line(stop, self.two).action_cancel()
        self.assertEqual((self.two.state, self.two.cancel_reason), ("cancelled", "The doctor is prevented"))
        self.assertEqual((stop.unanswered_count, stop.state), (0, "done"))
        with self.assertRaisesRegex(UserError, "answered already"):
            self.line(stop, self.two).action_unreachable()

    def test_who_is_not_reached_becomes_a_call(self):
        """Without a desk that takes the call as a request the responsible person is reminded."""
        self.env["hcs.service.type"].search([("code", "=", "clinic_stopped")]).active = False
        self.session("2026-03-05")
        stop = self.stop()
        for _number in range(2):
            self.line(stop, self.one).action_unreachable()
        call = stop.activity_ids
        self.assertEqual(len(call), 1)
        self.assertIn(self.one.reference, call.summary)
        self.assertNotIn(self.one.patient_id.name, call.summary)
        self.assertEqual((self.line(stop, self.one).tries, stop.state), (2, "open"))
        self.line(stop, self.one).action_agree()
        self.assertFalse(stop.activity_ids)

    def test_moving_everybody_at_once(self):
        """Two patients, one seat: the second stays on the list."""
        later = self.session("2026-03-05", capacity=1)
        stop = self.stop()
        stop.with_user(self.user_agent).action_move_all()
        self.assertEqual(later.booked_count, 1)
        self.assertEqual(sorted(stop.line_ids.mapped("state")), ["cancelled", "moved", "pending"])

    def test_who_books_in_the_same_moment_is_found(self):
        stop = self.stop()
        late = self.book(self.session("2026-03-04", capacity=5))
        late.sudo().write({"session_id": self.stopped.id, "seat": 3, **self.stopped._prepare_booking()})
        self.run_jobs()
        self.run_jobs()
        self.assertEqual(len(self.line(stop, late)), 1)

    def test_stopped_patients_are_no_no_shows(self):
        self.stop()
        self.go("2026-03-02 14:00")
        self.run_jobs()
        self.assertEqual(self.one.state, "booked")

    def test_an_empty_clinic_needs_no_list(self):
        self.assertFalse(self.session("2026-03-06").action_stop("Congress"))
        with self.assertRaisesRegex(UserError, "Say why"):
            self.session("2026-03-07").action_stop("")

    def test_the_window_shows_who_is_affected_before(self):
        later = self.session("2026-03-05")
        stops = self.env["hcs.clinic.stop.wizard"].with_user(self.user_leader)
        with Form(stops.with_context(active_model="hcs.clinic.session", active_ids=self.stopped.ids)) as window:
            self.assertEqual(window.appointment_count, 3)  # as the web client opens it
            window.reason = "Congress"
            window.move_all = True
        wizard = window.record
        self.assertEqual(wizard.appointment_count, 3)
        action = wizard.action_stop()
        self.assertEqual(later.booked_count, 2)
        self.assertEqual(self.env["hcs.clinic.stop"].browse(action["res_id"]).state, "done")

    def test_agents_do_not_stop_clinics(self):
        with self.assertRaises(AccessError):
            self.stop(self.user_agent)
