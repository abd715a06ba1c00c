"""APT-01, APT-02, APT-04: seats, one booking per patient and session, moves, and what becomes of the visit."""

from psycopg2.errors import ExclusionViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.visit.booking import BookingCase


@tagged("post_install", "-at_install", "hcs_visit")
class TestBooking(BookingCase):
    def test_a_booking_takes_a_seat_and_plans_a_visit(self):
        """APT-01: whoever books has a number, a seat and a visit that can be missed."""
        session = self.session()
        booking = self.book(session, self.patient, channel="wechat")
        self.assertRecordValues(
            booking,
            [{"state": "booked", "channel": "wechat", "booked_by": self.user_agent.id, "start_at": session.start_at,
              "department_id": self.department.id, "practitioner_id": self.doctor.id, "company_id": self.company.id}],
        )  # fmt: skip
        self.assertTrue(booking.reference.startswith("B"))
        self.assertIn(booking.seat, (1, 2, 3))
        self.assertRecordValues(
            booking.visit_id,
            [
                {
                    "state": "planned",
                    "kind": "outpatient",
                    "planned_at": session.start_at,
                    "patient_id": self.patient.id,
                }
            ],
        )
        self.assertEqual((session.booked_count, session.free_count), (1, 2))

    def test_seats_are_never_given_twice_and_never_more_than_there_are(self):
        """APT-02: three seats, three patients, and the fourth is told in words."""
        session = self.session()
        seats = [self.book(session).seat for _number in range(3)]
        self.assertEqual(sorted(seats), [1, 2, 3])
        with self.assertRaisesRegex(UserError, "fully booked.*waiting list"):
            self.book(session)
        self.assertEqual(session.booked_count, 3)
        self.assertEqual(self.sessions.search([("id", "=", session.id), ("free_count", ">", 0)]), self.sessions)
        self.assertEqual(self.sessions.search([("id", "=", session.id), ("booked_count", "in", [3])]), session)

    def test_one_booking_per_patient_and_session(self):
        session = self.session()
        first = self.book(session, self.patient)
        with self.assertRaisesRegex(UserError, f"already: booking {first.reference}"):
            self.book(session, self.patient)
        first.action_cancel("Cold")
        self.assertEqual(self.book(session, self.patient).state, "booked")

    def test_a_patient_is_in_one_place_at_a_time(self):
        """AP1: an overlapping booking is refused and names the other; one that touches it is not."""
        first = self.book(self.session(), self.patient)
        nurse = self.doctor.copy({"name": "Nurse"})
        crossing = self.session(start="11:00", end="13:00", practitioner_id=nurse.id)
        with self.assertRaisesRegex(UserError, first.reference):
            self.book(crossing, self.patient)
        after = self.session(start="13:00", end="14:00", practitioner_id=nurse.id)
        self.assertEqual(self.book(after, self.patient).state, "booked")
        first.action_cancel()
        crossing.practitioner_id = False
        after.appointment_ids.action_cancel()
        self.assertEqual(self.book(crossing, self.patient).state, "booked")

    def test_an_expert_is_in_one_place_at_a_time(self):
        """AP1: two sessions of one expert may touch and not overlap."""
        self.session()
        with mute_logger("odoo.sql_db"), self.assertRaises(ExclusionViolation) as caught, self.env.cr.savepoint():
            self.session(start="11:59", end="13:00")
        self.assertIn("expert has another session", self.sessions._sql_error_to_message(caught.exception))
        self.session(start="12:00", end="13:00")
        with self.assertRaisesRegex(ValidationError, "too little time for the way"), self.env.cr.savepoint():
            self.session(start="13:10", end="15:00", kind="home_care", travel_buffer=30)
        self.session(start="13:30", end="15:00", kind="home_care", travel_buffer=30)

    def test_who_cannot_be_booked(self):
        session = self.session()
        for values, words in (
            ({"deceased": True}, "deceased"),
            ({"active": False}, "archived"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.book(session, self.person(**values))
        self.go("2026-03-02 12:00")
        with self.assertRaisesRegex(UserError, "over"):
            self.book(session)
        with self.assertRaisesRegex(UserError, "patient and a session"):
            self.bookings.create({"patient_id": self.patient.id})

    def test_a_closed_session_takes_nobody_and_opens_again(self):
        session = self.session()
        session.with_user(self.user_leader).action_close()
        self.assertEqual(session.free_count, 0)
        with self.assertRaisesRegex(UserError, "closed"):
            self.book(session)
        session.with_user(self.user_leader).action_open()
        self.book(session)

    def test_moving_books_the_new_seat_first_and_keeps_the_chain(self):
        """APT-04, FEATURES AP2."""
        session, later = self.session(), self.session("2026-03-03")
        old = self.book(session, self.patient, channel="email")
        new = old.with_user(self.user_agent).action_reschedule(later.id, "Exam at school")
        self.assertRecordValues(
            old + new,
            [
                {"state": "rescheduled", "seat": 0, "cancel_reason": "Exam at school", "rescheduled_from_id": False},
                {"state": "booked", "seat": new.seat, "cancel_reason": False, "rescheduled_from_id": old.id},
            ],
        )
        self.assertEqual(new.channel, "email")
        self.assertEqual((old.visit_id.state, new.visit_id.state), ("cancelled", "planned"))
        self.assertEqual((session.booked_count, later.booked_count), (0, 1))

    def test_a_move_that_fails_leaves_the_old_booking_as_it_was(self):
        """FEATURES AP2: the other session is full."""
        session, full = self.session(), self.session("2026-03-03", capacity=1)
        self.book(full)
        old = self.book(session, self.patient)
        seat = old.seat
        with self.assertRaisesRegex(UserError, "fully booked"):
            old.action_reschedule(full.id)
        self.assertRecordValues(old, [{"state": "booked", "seat": seat}])
        self.assertEqual(old.visit_id.state, "planned")
        self.assertFalse(old.rescheduled_to_ids)

    def test_a_move_may_cross_the_old_time_but_no_third_booking(self):
        old = self.book(self.session(), self.patient)
        other = self.session(start="10:00", end="14:00", practitioner_id=False)
        new = old.action_reschedule(other.id)
        self.assertEqual((old.state, new.state), ("rescheduled", "booked"))
        third = self.session(start="15:00", end="16:00")
        self.book(third, self.patient)
        crossing = self.session(start="15:30", end="16:30", practitioner_id=False)
        with self.assertRaisesRegex(UserError, "another booking"):
            new.action_reschedule(crossing.id)
        self.assertEqual(new.state, "booked")
        with self.assertRaisesRegex(UserError, "in this session already"):
            new.action_reschedule(other.id)

    def test_cancelling_frees_the_seat_and_calls_the_visit_off(self):
        session = self.session(capacity=1)
        booking = self.book(session)
        booking.with_user(self.user_agent).action_cancel("Feels better")
        self.assertRecordValues(booking, [{"state": "cancelled", "seat": 0, "cancel_reason": "Feels better"}])
        self.assertTrue(booking.cancelled_at)
        self.assertEqual(booking.visit_id.state, "cancelled")
        self.assertEqual(self.book(session).seat, 1)
        with self.assertRaisesRegex(UserError, "lies ahead"):
            booking.action_cancel()

    def test_flow_fields_are_written_by_the_buttons_only(self):
        booking = self.book(self.session(), self.patient).with_user(self.user_admin)
        for values in ({"state": "done"}, {"seat": 2}, {"session_id": self.session("2026-03-04").id}):
            with self.assertRaises(AccessError):
                booking.write(values)
        booking.note = "Wheelchair"
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            booking.sudo().unlink()

    def test_capacity_is_never_below_the_patients(self):
        session = self.session(capacity=5)
        bookings = [self.book(session) for _number in range(3)]
        with self.assertRaisesRegex(UserError, "3 patients"):
            session.capacity = 2
        session.capacity = 3
        self.assertEqual(sorted(booking.seat for booking in bookings), [1, 2, 3])
        self.assertEqual(session.free_count, 0)

    def test_who_may_book(self):
        """ORG-02: agents book, departments and outsiders do not."""
        session = self.session()
        for user in (self.user_department, self.user_executive, self.user_his, self.user_outsider):
            with self.assertRaises(AccessError):
                self.book(session, user=user)
        for user in (self.user_agent, self.user_leader, self.user_followup):
            self.book(session, user=user)
        with self.assertRaises(AccessError):
            session.with_user(self.user_agent).action_stop("No")

    def test_two_hospitals(self):
        """ADM-01: a patient of one is not booked in the other."""
        other = self.env["res.company"].create({"name": "Other hospital"})
        department = self.env["hcs.department"].create({"name": "Eyes", "company_id": other.id})
        session = self.session(company_id=other.id, department_id=department.id, practitioner_id=False)
        with self.assertRaisesRegex(UserError, "another hospital"):
            session.action_book(self.patient.id)
        with self.assertRaises(AccessError):
            self.book(session)

    def test_a_session_that_moves_takes_its_patients_along(self):
        session = self.session()
        booking = self.book(session)
        session.write({"start_at": self.at("2026-03-02 09:00")})
        self.assertEqual(booking.start_at, session.start_at)
        self.assertEqual(booking.visit_id.planned_at, session.start_at)
        self.assertTrue(session.manual)
