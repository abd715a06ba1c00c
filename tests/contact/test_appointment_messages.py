from odoo.tests import freeze_time, tagged

from tests.contact.common import MessageCase

MORNING = "2026-03-16 01:00:00"  # 9:00 in Shanghai, a Monday


class BookingMessageCase(MessageCase):
    """A booking of Friday, and the messages about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department.write({"message_name": "Clinic 3", "location": "Building 2"})
        cls.session = cls._make_session("2026-03-20 09:30")
        cls.booking = cls._make_booking(cls.session)

    def setUp(self):
        super().setUp()
        self.env["hcs.message"].search([]).action_cancel() if self._messages() else None
        self.cr.execute("UPDATE hcs_message SET event_key = NULL")
        self.known = self._messages()

    @classmethod
    def _make_session(cls, local, **values):
        start = cls.at(local)
        return cls.env["hcs.clinic.session"].create(
            {
                "department_id": cls.department.id,
                "practitioner_id": cls.doctor.id,
                "date": local[:10],
                "start_at": start,
                "end_at": start.replace(hour=start.hour + 1),
                **values,
            }
        )

    @classmethod
    def _make_booking(cls, session, patient=None):
        with freeze_time("2026-03-10 02:00:00"):
            booking = session.action_book((patient or cls.patient).id)
        return booking if hasattr(booking, "_name") else cls.env["hcs.appointment"].browse(booking)

    def _new(self):
        return self._messages() - self.known


@freeze_time(MORNING)
@tagged("post_install", "-at_install", "hcs_contact")
class TestAppointmentMessages(BookingMessageCase):
    """APT-01, AP5: patients hear once what becomes of their booking, in words that betray nothing."""

    def test_each_event_has_its_message(self):
        booking = self.booking
        booking.write(
            {"queue_number": 7, "offer_until": self.at("2026-03-16 11:00"), "called_at": self.at("2026-03-16 09:00")}
        )
        for event, code in (
            ("booked", "booking_confirmed"),
            ("offered", "waiting_offer"),
            ("rescheduled", "booking_rescheduled"),
            ("stopped", "clinic_stopped"),
            ("cancelled", "booking_cancelled"),
            ("called", "queue_called"),
        ):
            with self.subTest(event):
                before = self._messages()
                booking._notify(event)
                message = self._messages() - before
                self.assertEqual((message.code, message.state), (code, "queued"), message.reason)
                self.assertEqual((message.res_model, message.res_id), ("hcs.appointment", booking.id))
                self.assertNotIn("…", message.body)
                self.assertNotIn("{", message.body)
        before = self._messages()
        booking._notify("confirmed")
        self.assertEqual(self._messages(), before, "who says that he comes need not be told")

    def test_the_words_betray_nothing(self):
        self.department.write(
            {"name": "Oncology, chemotherapy", "message_name": False, "location": "Psychiatric ward"}
        )
        self.patient.kept_secret = False
        self.booking._notify("booked")
        body = self._new().body
        self.assertIn("the clinic", body)
        for word in ("ncology", "chemo", "sychiatric"):
            self.assertNotIn(word, body)

    def test_kept_from_the_patient(self):
        """PAT-07: neither department nor doctor is named."""
        self.patient.kept_secret = True
        self.booking._notify("stopped")
        self.assertIn("your doctor", self._new().body)
        self.assertNotIn("王", self._new().body)

    def test_home_care_does_not_tell_the_address(self):
        session = self._make_session("2026-03-21 14:00", kind="home_care")
        self.booking.kind = "home_care"
        self.assertEqual(self.booking._prepare_message_params()["place"], "your home")
        self.assertTrue(session)

    def test_a_reminder_comes_once(self):
        self.booking._notify("reminder")
        self.assertEqual(self._new().code, "booking_reminder")
        self.booking._notify("reminder")
        with freeze_time("2026-03-17 02:00:00"):
            self.booking._notify("reminder")
        self.assertEqual(len(self._new()), 1)

    def test_a_reminder_at_night_waits_for_the_morning(self):
        with freeze_time("2026-03-18 17:30:00"):
            self.booking._notify("reminder")
        self.assertEqual(self._new().planned_at, self.at("2026-03-19 08:00"))

    def test_no_reminder_for_who_was_just_told(self):
        self.booking._notify("booked")
        self.booking._notify("reminder")
        self.assertEqual(self._new().mapped("code"), ["booking_confirmed"])

    def test_no_reminder_after_the_session_began(self):
        with freeze_time("2026-03-20 02:00:00"):
            self.booking._notify("reminder")
        self.assertEqual((self._new().state, self._new().reason), ("expired", "outside_window"))

    def test_cancelled_at_night_only_the_last_word_goes_out(self):
        with freeze_time("2026-03-16 15:30:00"):
            self.booking._notify("booked")
            self.booking._notify("cancelled")
        self.assertEqual(self._new().mapped("state"), ["cancelled", "queued"])
        with freeze_time("2026-03-17 00:00:00"):
            self._run_queue()
        self.assertEqual([order["content"] for _s, _c, order in self.gateway.delivered], [self._new()[1].body])

    def test_the_record_shows_why_nothing_came(self):
        self.patient.deceased = True
        self.booking._notify("booked")
        booking = self.booking.with_user(self.user_agent)
        self.assertIn("died", booking.message_problem)
        self.assertGreaterEqual(booking.message_sent_count, 1)
        action = booking.action_open_messages()
        self.assertIn(self._new(), self.env["hcs.message"].search(action["domain"]))

    def test_many_bookings_cost_as_many_queries_as_one(self):
        bookings = self.booking
        session = self._make_session("2026-03-22 09:30", capacity=50)
        for number in range(20):
            patient = self._make_patient(f"P{number}", number=f"138001382{number:02}")
            bookings |= self._make_booking(session, patient)

        def cost(records):
            self.cr.execute("DELETE FROM sms_sms")
            self.cr.execute("UPDATE hcs_message SET event_key = NULL, state = 'cancelled'")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records._notify("stopped")
            self.env.flush_all()
            return self.cr.sql_log_count - before

        cost(bookings[:1])
        self.assertLessEqual(cost(bookings), cost(bookings[:1]) + 6)
