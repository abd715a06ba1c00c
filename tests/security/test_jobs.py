"""DESIGN §1.2: one bad record stops no job; the next run goes on where this one ended."""

from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.common import HcsCase
from tests.visit.booking import BookingCase

MODELS = "odoo.addons.hospital_customer_service.models"


def failing(original, bad):
    """``original``, which breaks for the records ``bad``."""

    def method(records, *args, **kwargs):
        if records & bad.with_env(records.env):
            raise ValueError("broken")
        return original(records, *args, **kwargs)

    return method


@tagged("post_install", "-at_install", "hcs_security")
class TestBookingJobs(BookingCase):
    @mute_logger(f"{MODELS}.visit.hcs_appointment_job")
    def test_a_booking_that_cannot_be_reminded_of(self):
        session = self.session(capacity=3)
        bad, good = self.book(session), self.book(session)
        bookings = type(self.bookings)
        now = session.start_at - timedelta(hours=1)
        with patch.object(bookings, "_notify", failing(bookings._notify, bad)):
            self.bookings._remind(now)
        self.assertEqual((bad.reminded_at, good.reminded_at), (False, now))
        self.bookings._remind(now + timedelta(minutes=1))
        self.assertEqual((bad.reminded_at, good.reminded_at), (now + timedelta(minutes=1), now))

    @mute_logger(f"{MODELS}.visit.hcs_appointment_job")
    def test_a_booking_that_cannot_be_marked_as_missed(self):
        session = self.session(capacity=3)
        bad, good = self.book(session), self.book(session)
        bookings = type(self.bookings)
        with patch.object(bookings, "_mark_no_show", failing(bookings._mark_no_show, bad)):
            self.bookings._mark_missed(session.end_at + timedelta(days=1))
        self.assertEqual((bad.state, good.state), ("booked", "no_show"))

    @mute_logger(f"{MODELS}.visit.hcs_appointment_job")
    def test_a_seat_that_cannot_be_taken_back(self):
        session = self.session(capacity=1)
        self.book(session)
        bad, good = (self.bookings.browse(session.action_waitlist(self.person().id).id) for _each in range(2))
        now = session.start_at - timedelta(hours=1)
        (bad | good).sudo().write({"offer_until": now - timedelta(minutes=1)})
        bookings = type(self.bookings)
        with patch.object(bookings, "_expire_offer", failing(bookings._expire_offer, bad)):
            self.bookings._expire_offers(now)
        self.assertEqual((bad.missed_offers, good.missed_offers), (0, 1))
        self.bookings._expire_offers(now)
        self.assertEqual((bad.missed_offers, good.missed_offers), (1, 1))

    @mute_logger(f"{MODELS}.visit.hcs_appointment_job")
    def test_a_queue_nobody_can_be_told_of(self):
        departments = self.env["hcs.department"]
        bad, good = (departments.create({"name": name, "queue_threshold": 1}) for name in ("A", "B"))
        told = []
        queue = {"queue_count": 5, "queue_minutes": 7}
        self.patch(type(departments), "_compute_queue", lambda records: records.update(queue))
        self.patch(type(departments), "_alert_leaders", lambda record, *_words: told.append(record))
        alert = type(departments)._alert_queue
        with patch.object(type(departments), "_alert_queue", failing(alert, bad)):
            departments._alert_queues(fields.Datetime.now())
        self.assertIn(good, told)
        self.assertNotIn(bad, told)

    @mute_logger(f"{MODELS}.directory.hcs_clinic_generator")
    def test_a_hospital_whose_patterns_are_broken(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        sessions, done = type(self.sessions), []

        def generate(_records, company):
            if company == self.company:
                raise ValueError("broken")
            done.append(company)

        cron = type(self.env["ir.cron"])
        with patch.object(sessions, "_generate", generate), patch.object(cron, "_commit_progress", return_value=60):
            self.sessions._cron_generate()
        self.assertIn(other, done)

    def test_a_clinic_that_is_stopped_twice(self):
        """AP3: opened again in between, its patients are asked anew, and nobody is on two lists."""
        session = self.session(capacity=2)
        booking = self.book(session)
        first = self.env["hcs.clinic.stop"].browse(session.action_stop("Ill")["res_id"])
        session.action_open()
        second = self.env["hcs.clinic.stop"].browse(session.action_stop("Ill again")["res_id"])
        self.assertEqual((second.line_ids.appointment_id, second.state), (booking, "open"))
        self.assertEqual((first.line_ids.ids, first.state), ([], "done"))


@tagged("post_install", "-at_install", "hcs_security")
class TestJobs(HcsCase):
    @mute_logger(f"{MODELS}.incident.hcs_incident_chain")
    def test_a_chain_that_is_broken(self):
        """FRD-02: the others are told all the same."""
        reports = self.env["hcs.incident.report"]
        now = fields.Datetime.now()
        lines = reports
        for number in range(2):
            incident = self.env["hcs.incident"].create({"description": f"Smoke {number}", "kind": "fire"})
            lines |= reports.create(
                {
                    "incident_id": incident.id,
                    "user_id": self.user_agent.id,
                    "name": "Agent",
                    "at": now,
                    "answer_by": now - timedelta(minutes=1),
                }
            )
        bad, good = lines
        cron = type(self.env["ir.cron"])
        with (
            patch.object(type(reports), "_pass_over", failing(type(reports)._pass_over, bad)),
            patch.object(cron, "_commit_progress", return_value=1),
        ):
            self.env["hcs.incident"]._cron_escalate()
        self.assertTrue(good.escalated_at)
        self.assertFalse(bad.escalated_at)

    @mute_logger(f"{MODELS}.common.hcs_clock_wake")
    def test_a_deadline_that_cannot_be_counted(self):
        policy = self.env["hcs.clock.policy"].create(
            {
                "name": "Own",
                "model": "hcs.service.record",
                "start_event": "created",
                "stop_event": "done",
                "purpose": "other",
                "target": 10,
                "unit": "minute",
            }
        )
        service = self.env["hcs.service.type"].create({"name": "Timed", "code": "timed_jobs"})
        start = datetime(2026, 3, 2, 2)
        with freeze_time(start):
            records = self.env["hcs.service.record"].create([{"type_id": service.id}] * 2)
        bad, good = records.clock_ids.filtered(lambda clock: clock.policy_id == policy)
        clocks, now = type(bad), start + timedelta(hours=1)
        with patch.object(clocks, "_catch_up", failing(clocks._catch_up, bad)), freeze_time(now):
            self.env["hcs.clock"]._wake(now)
        self.env.invalidate_all()
        self.assertIn("breach", good.event_ids.mapped("kind"))
        self.assertNotIn("breach", bad.event_ids.mapped("kind"))
        self.assertGreater(bad.next_wake_at, now)
        with freeze_time(now + timedelta(hours=1)):
            self.env["hcs.clock"]._wake(now + timedelta(hours=1))
        self.env.invalidate_all()
        self.assertIn("breach", bad.event_ids.mapped("kind"))
