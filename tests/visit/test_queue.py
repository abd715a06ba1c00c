"""APT-03, APT-04: check-in, who is next and why, the long queue, and patients who do not come."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from tests.visit.booking import BookingCase


@tagged("post_install", "-at_install", "hcs_visit")
class TestQueue(BookingCase):
    def setUp(self):
        super().setUp()
        self.queue = self.session(capacity=20)
        team = {
            "kind": "guidance",
            "leader_id": self.user_leader.id,
            "name": "Guidance",
            "company_id": self.company.id,
        }
        self.env["hcs.team"].search([("company_id", "=", self.company.id)]).leader_id = False
        self.env["hcs.team"].create(team)

    def here(self, at="2026-03-02 08:10", **values):
        """A booked patient who is checked in."""
        booking = self.book(self.queue, self.person(**values))
        self.go(at)
        booking.with_user(self.user_agent).action_arrive()
        return booking

    def test_numbers_follow_arrival_and_the_visit_follows(self):
        first, second = self.here(), self.here()
        self.assertEqual((first.queue_number, second.queue_number), (1, 2))
        self.assertRecordValues(first, [{"state": "arrived", "arrived_at": self.at("2026-03-02 08:10")}])
        self.assertEqual(first.visit_id.state, "arrived")

    def test_care_needs_go_first_and_the_screen_says_why(self):
        """APT-03: an ordinary patient, an elderly one, a pregnant one; then the order of the rules."""
        ordinary, old = self.here(), self.here(birthdate="1940-05-01")
        pregnant = self.here(birthdate="1996-05-01", pregnant_until="2026-06-01")
        both = self.here(birthdate="1940-05-01", disabled=True)
        self.assertEqual([b.queue_rank for b in (ordinary, old, pregnant, both)], [100, 40, 20, 10])
        self.assertEqual(both.queue_reason, "Patients with a disability go first")
        self.assertEqual([b.queue_before for b in (ordinary, old, pregnant, both)], [3, 2, 1, 0])
        self.assertIn("3 came later and go first", ordinary.queue_text)
        self.assertIn("Elderly patients go first", ordinary.queue_text)
        self.assertEqual(both.queue_text, "next")
        called = [self.bookings._call_next(self.queue) for _number in range(5)]
        self.assertEqual(called, [both, pregnant, old, ordinary, self.bookings])

    def test_the_rules_are_data(self):
        rules = self.env["hcs.queue.rule"]
        rules.search([("care", "=", "elderly")]).active = False
        self.assertEqual(self.here(birthdate="1940-05-01").queue_rank, 100)
        rules.create({"care": "elderly", "name": "Our elders", "rank": 5, "company_id": self.company.id})
        self.assertEqual(self.here(birthdate="1940-05-01").queue_reason, "Our elders")

    def test_a_need_that_ended_does_not_count(self):
        self.assertEqual(self.here(pregnant_until="2026-02-01").queue_rank, 100)

    def test_waiting_is_measured_until_the_call(self):
        booking = self.here("2026-03-02 08:10")
        self.go("2026-03-02 08:31")
        self.env.invalidate_all()
        self.assertEqual(booking.waiting_minutes, 21)
        booking.action_call()
        self.go("2026-03-02 09:00")
        booking.action_done()
        self.env.invalidate_all()
        self.assertEqual(booking.waiting_minutes, 21)
        self.assertEqual(self.bookings._read_group([("id", "=", booking.id)], [], ["waiting_minutes:avg"]), [(21.0,)])
        self.assertRecordValues(booking, [{"state": "done", "done_at": self.at("2026-03-02 09:00")}])
        self.assertEqual(booking.visit_id.state, "completed")

    def test_who_was_not_there_is_called_again(self):
        first, second = self.here(), self.here()
        self.assertEqual(self.bookings._call_next(self.queue), first)
        first.action_call_later()
        self.assertEqual(self.bookings._call_next(self.queue), first)
        self.assertEqual(self.bookings._call_next(self.queue), second)

    def test_only_a_booked_patient_is_checked_in(self):
        booking = self.book(self.queue)
        booking.action_cancel()
        with self.assertRaisesRegex(UserError, "Book a seat"):
            booking.action_arrive()
        with self.assertRaisesRegex(UserError, "checked in"):
            booking.action_call()

    def test_a_long_queue_alerts_the_leader_once(self):
        """APT-03: above the threshold one activity; again only after it was short."""
        self.department.queue_threshold = 2
        activities = self.env["mail.activity"]
        mine = [("res_model", "=", "hcs.department"), ("res_id", "=", self.department.id)]
        waiting = [self.here() for _number in range(2)]
        self.run_jobs()
        self.assertFalse(activities.search(mine))
        waiting.append(self.here("2026-03-02 08:20"))
        self.run_jobs()
        self.run_jobs()
        alert = activities.search(mine)
        self.assertEqual(alert.user_id, self.user_leader)
        self.assertIn("3 patients wait, the first since 10 minutes", alert.note)
        self.assertEqual((self.department.queue_count, self.department.queue_minutes), (3, 10))
        waiting[0].action_call()
        self.run_jobs()
        self.here()
        self.run_jobs()
        self.assertEqual(len(activities.search(mine)), 2)


@tagged("post_install", "-at_install", "hcs_visit")
class TestNoShow(BookingCase):
    def test_the_clock_marks_who_did_not_come(self):
        """APT-04: 30 minutes after the session; those who came are left alone; then the session is closed."""
        self.company.hcs_no_show_minutes = 30
        session = self.session()
        missing, here = self.book(session, self.patient), self.book(session)
        self.go("2026-03-02 09:00")
        here.action_arrive()
        self.go("2026-03-02 12:29")
        self.run_jobs()
        self.assertEqual((missing.state, session.state), ("booked", "open"))
        self.go("2026-03-02 12:30")
        self.run_jobs()
        self.run_jobs()
        self.assertEqual((missing.state, missing.visit_id.state), ("no_show", "no_show"))
        self.assertEqual((here.state, session.state), ("arrived", "closed"))

    def test_a_late_patient_is_checked_in_after_all(self):
        booking = self.book(self.session())
        self.go("2026-03-02 13:00")
        self.run_jobs()
        booking.action_arrive()
        self.assertEqual((booking.state, booking.visit_id.state), ("arrived", "arrived"))

    def test_who_was_seen_by_the_hospitals_system_is_not_missing(self):
        booking = self.book(self.session())
        self.go("2026-03-02 10:00")
        booking.visit_id.action_arrive()
        self.go("2026-03-02 13:00")
        self.run_jobs()
        self.assertRecordValues(booking, [{"state": "done", "arrived_at": self.at("2026-03-02 10:00")}])

    def test_by_hand_not_before_the_session(self):
        booking = self.book(self.session())
        with self.assertRaisesRegex(UserError, "not begun"):
            booking.action_no_show()
        self.go("2026-03-02 08:30")
        booking.with_user(self.user_agent).action_no_show()
        self.assertEqual(booking.visit_id.state, "no_show")

    def test_reminders_go_out_once(self):
        self.company.hcs_reminder_hours = 24
        sent = []
        self.patch(type(self.bookings), "_notify", lambda booking, event: sent.append((booking.reference, event)))
        booking = self.book(self.session("2026-03-04"))
        self.run_jobs()
        self.go("2026-03-03 09:00")
        self.run_jobs()
        self.run_jobs()
        self.assertEqual(sent, [(booking.reference, "booked"), (booking.reference, "reminder")])

    def test_the_job_itself(self):
        booking = self.book(self.session())
        self.go("2026-03-02 13:00")
        cron = self.env.ref("hospital_customer_service.ir_cron_hcs_bookings")
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()
        self.assertEqual(booking.state, "no_show")
