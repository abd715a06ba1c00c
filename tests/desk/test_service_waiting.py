"""SD14, DESIGN §1.2: waiting ends, by day, after a reminder, in runs that are bounded and may be killed."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.desk.common import ServiceCase, local

NOW = local(ServiceCase.NOW)
MODULE = "odoo.addons.hospital_customer_service.models.desk.hcs_service_record_waiting"


@tagged("post_install", "-at_install", "hcs_desk")
class TestWaiting(ServiceCase):
    def waiting(self, at=ServiceCase.NOW, **values):
        with freeze_time(local(at)):
            record = self.register(user_id=self.user_agent.id)
            record.action_wait("Insurance number", **values)
        return record

    def run_at(self, text):
        with freeze_time(local(text)):
            self.env["hcs.service.record"]._end_waiting(local(text))

    def test_waiting_needs_a_reason_and_a_time_to_come(self):
        record = self.register()
        with self.assertRaisesRegex(UserError, "waited for"):
            record.action_wait(" ")
        with self.assertRaisesRegex(UserError, "has passed"), freeze_time(NOW):
            record.action_wait("Insurance", until=NOW)

    def test_it_goes_on_at_its_time(self):
        record = self.waiting(until=NOW + timedelta(hours=2))
        self.run_at("2026-06-01 10:50")
        self.assertEqual(record.state, "waiting")
        self.run_at("2026-06-01 11:00")
        self.assertEqual((record.state, record.activity_ids.user_id), ("in_progress", self.user_agent))

    def test_closed_after_working_days_with_a_reminder_and_never_at_night(self):
        """SD14: five working days from Monday 1 June end with Monday 8 June; the reminder comes a day before."""
        record = self.waiting()
        self.run_at("2026-06-05 16:00")
        self.assertFalse(record.waiting_warned_at)
        self.run_at("2026-06-06 09:00")
        self.assertTrue(record.waiting_warned_at, "four working days are over")
        self.assertTrue(record.activity_ids)
        self.run_at("2026-06-08 16:30")
        self.assertEqual(record.state, "waiting")
        self.run_at("2026-06-08 23:00")
        self.assertEqual(record.state, "waiting", "nothing is closed at night")
        self.run_at("2026-06-09 09:00")
        self.assertEqual((record.state, record.cancel_reason), ("cancelled", "no_answer"))
        self.run_at("2026-06-10 09:00")
        self.assertEqual(record.state, "cancelled")

    def test_after_downtime_the_reminder_still_comes_first(self):
        record = self.waiting()
        self.run_at("2026-06-22 09:00")
        self.assertEqual((record.state, bool(record.waiting_warned_at)), ("waiting", True))
        self.run_at("2026-06-22 10:00")
        self.assertEqual(record.state, "waiting")
        self.run_at("2026-06-24 09:00")
        self.assertEqual(record.state, "cancelled")

    def test_what_waits_for_a_department_is_never_closed_by_itself(self):
        record = self.waiting(waiting_for="department")
        self.run_at("2026-07-20 10:00")
        self.assertEqual(record.state, "waiting")

    def test_days_without_a_reminder(self):
        self.service.warn_days = 0
        record = self.waiting()
        self.run_at("2026-06-08 16:00")
        self.assertEqual((record.state, record.waiting_warned_at, len(record.activity_ids)), ("waiting", False, 0))
        self.run_at("2026-06-09 09:00")
        self.assertEqual(record.state, "cancelled")

    def test_a_rule_that_changes_counts_for_what_waits(self):
        record = self.waiting()
        self.service.write({"close_days": 2, "warn_days": 1})
        self.run_at("2026-06-03 08:30")
        self.assertTrue(record.waiting_warned_at, "one working day is over")
        self.service.close_days = 0
        self.run_at("2026-07-20 10:00")
        self.assertEqual((record.state, record.waiting_look_at), ("waiting", False))
        self.service.close_days = 3
        self.run_at("2026-07-20 10:10")
        self.assertEqual(record.state, "cancelled")

    def test_another_type_has_other_days(self):
        record = self.waiting()
        slow = self.service.copy({"code": "slow", "close_days": 20})
        record.type_id = slow
        self.run_at("2026-06-10 10:00")
        self.assertEqual((record.state, record.waiting_warned_at), ("waiting", False))

    # the run

    def cron(self, batch=2, seconds=(60,) * 99):
        """One run of the scheduled action; what it told about its progress."""
        told, seconds = [], iter(seconds)

        def progress(_cron, processed=0, remaining=None, deactivate=False):
            self.env.flush_all()
            told.append((processed, remaining))
            return next(seconds)

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", progress), patch(f"{MODULE}.BATCH", batch):
            self.env["hcs.service.record"]._cron_waiting()
        return told

    def test_a_run_is_bounded_and_the_next_goes_on(self):
        records = self.waiting(until=NOW + timedelta(hours=1))
        for _more in range(4):
            records |= self.waiting(until=NOW + timedelta(hours=1))
        far = self.waiting()
        with freeze_time(NOW + timedelta(hours=2)):
            self.assertEqual(self.cron(), [(0, 3), (1, None), (1, None)])
            self.assertEqual(sorted(records.mapped("state")), ["in_progress"] * 2 + ["waiting"] * 3)
            self.assertEqual(self.cron(seconds=(60, 0)), [(0, 3), (1, None)], "its time was over")
            self.assertEqual(self.cron(batch=9), [(0, 2), (1, None), (1, None)])
            self.assertEqual(set(records.mapped("state")), {"in_progress"})
            self.assertEqual(self.cron(), [(0, 0)], "a second run finds nothing")
        self.assertEqual(far.state, "waiting")
        self.assertEqual(len(records.activity_ids), 5, "everybody was told once")

    def test_what_is_not_due_costs_nothing(self):
        for _more in range(6):
            self.waiting()
        self.env.flush_all()
        self.env.invalidate_all()
        with freeze_time(NOW + timedelta(hours=1)), self.assertQueryCount(1):
            self.env["hcs.service.record"]._end_waiting(NOW + timedelta(hours=1))

    @mute_logger(MODULE)
    def test_one_that_fails_holds_up_no_other_and_comes_again_later(self):
        bad, good = (self.waiting(until=NOW + timedelta(hours=1)) for _each in range(2))
        records, at = type(bad), NOW + timedelta(hours=2)
        original = records._take_up

        def broken(record, now):
            original(record, now)
            if record == bad:
                raise ValueError("broken")

        with patch.object(records, "_take_up", broken), freeze_time(at):
            self.cron(batch=1)
            self.assertEqual((bad.state, good.state), ("waiting", "waiting"))
            self.cron(batch=1)
        self.assertEqual((bad.state, good.state), ("waiting", "in_progress"))
        self.assertFalse(bad.activity_ids, "nothing half-done")
        with freeze_time(at + timedelta(hours=2)):
            self.cron()
        self.assertEqual(bad.state, "in_progress")
