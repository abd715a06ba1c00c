"""AP8: bookings that nobody confirms are told to the leader, once."""

from psycopg2.errors import CheckViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.visit.booking import BookingCase


@tagged("post_install", "-at_install", "hcs_visit")
class TestPending(BookingCase):
    def setUp(self):
        super().setUp()
        self.company.hcs_pending_minutes = 60
        self.env["hcs.team"].search([("company_id", "=", self.company.id)]).leader_id = False
        self.env["hcs.team"].create(
            {"kind": "reception", "leader_id": self.user_leader.id, "name": "Front", "company_id": self.company.id}
        )
        self.clinic = self.session()

    def alerts(self):
        return self.env["mail.activity"].search(
            [("res_model", "=", "hcs.department"), ("res_id", "=", self.department.id)]
        )

    def test_the_leader_is_told_once_of_all_of_a_department(self):
        waiting, other = self.book(self.clinic), self.book(self.clinic)
        confirmed = self.book(self.clinic)
        confirmed.action_confirm()
        self.go("2026-03-01 20:59")
        self.run_jobs()
        self.assertFalse(self.alerts())
        self.go("2026-03-01 21:00")
        self.run_jobs()
        self.run_jobs()
        alert = self.alerts()
        self.assertEqual((len(alert), alert.user_id), (1, self.user_leader))
        for booking in waiting | other:
            self.assertIn(booking.reference, alert.note)
            self.assertNotIn(booking.patient_id.name, alert.note + alert.summary)
        self.assertNotIn(confirmed.reference, alert.note)
        self.assertTrue(waiting.pending_alerted_at)
        self.assertFalse(confirmed.pending_alerted_at)

    def test_what_is_over_stopped_or_given_up_waits_for_nobody(self):
        cancelled = self.book(self.clinic)
        cancelled.action_cancel("Changed the mind")
        past = self.book(self.session(start="13:00", end="14:00"))
        self.go("2026-03-02 13:30")
        self.run_jobs()
        self.assertFalse(self.alerts())
        self.assertFalse(past.pending_alerted_at)

    def test_the_time_counts_from_the_seat(self):
        """Who waited for a seat for a day has waited for no confirmation yet."""
        small = self.session("2026-03-03", capacity=1)
        holder = self.book(small)
        waiting = small.with_user(self.user_agent).action_waitlist(self.person().id).sudo(False)
        self.go("2026-03-02 10:00")
        holder.action_cancel("Changed the mind")
        self.run_jobs()
        if waiting.state == "waitlisted":
            waiting.action_accept_offer()
        self.assertEqual(waiting.booked_at, self.at("2026-03-02 10:00"))
        self.run_jobs()
        self.assertFalse(self.alerts())
        self.go("2026-03-02 11:00")
        self.run_jobs()
        self.assertIn(waiting.reference, self.alerts().note)

    def test_a_hospital_that_needs_no_confirmation_is_not_told(self):
        self.company.hcs_pending_minutes = 0
        self.book(self.clinic)
        self.go("2026-03-02 07:00")
        self.run_jobs()
        self.assertFalse(self.alerts())

    @mute_logger("odoo.sql_db")
    def test_minutes_are_not_negative(self):
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.company.hcs_pending_minutes = -1
            self.env.flush_all()
