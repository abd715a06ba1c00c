"""Clocks of records: start, stop, stand still, a further round, a changed rule (FEATURES D1-D4, SD3-SD8)."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .clocks import NOW, ClockCase, local


@tagged("post_install", "-at_install", "hcs_common")
@freeze_time(NOW)
class TestClocks(ClockCase):
    def test_start_copies_the_policy(self):
        """D1: what was promised is what the policy said then."""
        policy = self._policy(target=60)
        clock = self._start("2026-11-20 17:50")
        policy.target = 5
        self.assertRecordValues(
            clock,
            [
                {
                    "policy_id": policy.id,
                    "target": 60,
                    "unit": "working_minute",
                    "team_id": self.team.id,
                    "company_id": self.company.id,
                    "state": "running",
                    "started_at": local("2026-11-20 17:50"),
                    "due_at": local("2026-11-23 08:50"),
                    "warn_at": local("2026-11-23 08:38"),
                    "next_wake_at": local("2026-11-23 08:38"),
                    "round": 1,
                }
            ],
        )

    def test_the_record_shows_its_first_deadline(self):
        """SD3: all targets are there, the next one is on the record; closed clocks no longer count."""
        self._policy(target=60)
        self._policy(target=30, purpose="first_response", stop_event="first_response")
        record = self._start("2026-11-20 09:00").service_record_id
        self.assertEqual(len(record.clock_ids), 2)
        self.assertEqual(record.next_due_at, local("2026-11-20 09:30"))
        record._clock_stop("first_response", local("2026-11-20 09:10"))
        self.assertEqual(record.next_due_at, local("2026-11-20 10:00"))
        record._clock_stop("acknowledged", local("2026-11-20 09:10"))
        self.assertFalse(record.next_due_at)
        self.assertEqual(set(record.clock_ids.mapped("state")), {"met"})

    def test_overdue_is_a_question_of_the_moment(self):
        """DESIGN §1.2: nothing stored depends on now, yet lists filter, sort and group by it."""
        self._policy(target=30, unit="minute")
        record = self._start("2026-11-20 09:00").service_record_id
        mine = [("id", "=", record.id)]
        for moment, overdue in (("2026-11-20 01:29:59", False), ("2026-11-20 01:30:01", True)):
            with freeze_time(moment):
                self.env.invalidate_all()
                self.assertEqual(record.is_overdue, overdue)
                self.assertEqual(bool(record.search([*mine, ("is_overdue", "=", True)])), overdue)
                self.assertEqual(bool(record.search([*mine, ("is_overdue", "=", False)])), not overdue)
                self.assertEqual(record._read_group(mine, ["is_overdue"], ["__count"]), [(overdue, 1)])
                self.assertEqual(record.search(mine, order="is_overdue"), record)
                clock = record.clock_ids
                self.assertEqual(clock.is_overdue, overdue)
                self.assertEqual(clock.search([("id", "=", clock.id), ("is_overdue", "=", overdue)]), clock)
                self.assertEqual(clock.search([("id", "=", clock.id)], order="seconds_left, is_warned"), clock)

    def test_starting_twice_changes_nothing(self):
        """DESIGN §1.4: one clock for a record, a promise and a round."""
        self._policy()
        clock = self._start("2026-11-20 09:00")
        self.assertFalse(clock.service_record_id._clock_start("handed_over", local("2026-11-20 11:00")))
        self.assertEqual(clock.service_record_id.clock_ids, clock)
        clock.service_record_id._clock_stop("acknowledged", local("2026-11-20 11:00"))
        self.assertFalse(clock.service_record_id._clock_start("handed_over", local("2026-11-20 11:30")))

    def test_met_in_time_to_the_second(self):
        self._policy(target=30, unit="minute")
        clocks = self._start("2026-11-20 09:00", 2)
        first, second = clocks.service_record_id
        first._clock_stop("acknowledged", local("2026-11-20 09:30"))
        second._clock_stop("acknowledged", local("2026-11-20 09:31"))
        self.assertEqual(clocks.mapped("state"), ["met", "met_late"])
        self.assertEqual(self._events(clocks[0]), [("warning", 0, "", ()), ("met", 0, "", ())])
        self.assertEqual(
            self._events(clocks[1]), [("warning", 0, "", ()), ("breach", 0, "", ()), ("met_late", 0, "", ())]
        )

    def test_the_result_is_frozen(self):
        """Chatwoot #15024: neither a later stop nor a changed rule nor a cancellation rewrites what came out."""
        policy = self._policy(target=30, unit="minute")
        clock = self._start("2026-11-20 09:00")
        record = clock.service_record_id
        record._clock_stop("acknowledged", local("2026-11-20 09:20"))
        before = clock.read()[0]
        policy.target = 1
        record._clock_stop("acknowledged", local("2026-11-20 12:00"))
        record._clock_cancel(local("2026-11-20 12:00"))
        record._clock_pause("late", local("2026-11-20 12:00"))
        record._clock_reapply(local("2026-11-20 12:00"))
        self.env["hcs.clock"]._wake(local("2026-11-23 12:00"))
        clock.invalidate_recordset()
        after = clock.read()[0]
        self.assertEqual({k: v for k, v in before.items() if k != "write_date"},
                         {k: v for k, v in after.items() if k != "write_date"})  # fmt: skip

    def test_opened_again_is_a_round_of_its_own(self):
        """D4, GLPI #23359: three rounds, the first result stands; the time between does not count."""
        self._policy(target=30, unit="minute", stop_event="done")
        self._policy(target=10, unit="minute", start_event="reopened", stop_event="done", purpose="resolution")
        clock = self._start("2026-11-20 09:00")
        record = clock.service_record_id
        record._clock_stop("done", local("2026-11-20 09:20"))
        for number, moment in enumerate(("2026-11-20 15:00", "2026-11-21 15:00", "2026-11-22 15:00"), 2):
            again = record._clock_new_round("reopened", local(moment))
            self.assertRecordValues(again, [{"round": number, "started_at": local(moment), "state": "running"}])
            record._clock_stop("done", local(moment.replace(":00", ":11")))
            self.assertEqual(again.state, "met_late")
        self.assertRecordValues(clock, [{"round": 1, "state": "met", "met_at": local("2026-11-20 09:20")}])

    # Standing still
    def test_a_pause_needs_a_reason_and_a_policy_that_allows_it(self):
        """SD5, D3."""
        self._policy(pausable=True)
        self._policy(purpose="first_response", stop_event="first_response")
        clocks = self._start("2026-11-20 09:00")
        record = clocks.service_record_id
        for reason in ("", "  ", None):
            with self.assertRaises(UserError):
                record._clock_pause(reason)
        with self.assertRaises(UserError):
            record._clock_pause("later", local("2026-11-20 10:00"), until=local("2026-11-20 09:59"))
        record._clock_pause("Waits for the patient", local("2026-11-20 09:20"))
        self.assertEqual(dict(zip(clocks.mapped("purpose"), clocks.mapped("state"), strict=True)),
                         {"answer": "paused", "first_response": "running"})  # fmt: skip
        self.assertEqual(record.next_due_at, local("2026-11-20 10:00"), "only running clocks count")

    def test_what_was_waited_is_added(self):
        """SD5: twenty minutes used, forty left; the journal says why it moved."""
        self._policy(pausable=True)
        clock = self._start("2026-11-20 09:00")
        record = clock.service_record_id
        record._clock_pause("Waits for the patient", local("2026-11-20 09:20"))
        self.assertEqual(clock.pause_until, local("2026-11-21 09:20"))
        record._clock_customer_contact(local("2026-11-20 15:00"))
        self.assertRecordValues(
            clock, [{"state": "running", "due_at": local("2026-11-20 15:40"), "warn_at": local("2026-11-20 15:28")}]
        )
        self.assertEqual(record.next_due_at, local("2026-11-20 15:40"))
        self.assertRecordValues(
            clock.segment_ids,
            [
                {
                    "kind": "running",
                    "from_at": local("2026-11-20 09:00"),
                    "to_at": local("2026-11-20 09:20"),
                    "reason": False,
                },
                {
                    "kind": "paused",
                    "from_at": local("2026-11-20 09:20"),
                    "to_at": local("2026-11-20 15:00"),
                    "reason": "Waits for the patient",
                },
            ],
        )
        resumed = clock.event_ids.filtered(lambda event: event.kind == "resumed")
        self.assertEqual(resumed.old_due_at, local("2026-11-20 10:00"))
        self.assertEqual(resumed.new_due_at, local("2026-11-20 15:40"))
        self.assertIn("touch", resumed.reason)

    def test_a_pause_ends_by_itself(self):
        """SD5: after the longest pause, at that moment however late anybody looks."""
        self._policy(pausable=True, max_pause_hours=2)
        clocks = self._start("2026-11-20 09:00", 2)
        clocks.service_record_id._clock_pause(
            "Waits for the patient", local("2026-11-20 09:20"), until=local("2026-12-24 12:00")
        )
        self.assertEqual(set(clocks.mapped("pause_until")), {local("2026-11-20 11:20")})
        # one by the wake-up, hours late; the other because somebody stops it before the wake-up came
        clocks[0].service_record_id._clock_stop("acknowledged", local("2026-11-20 12:00"))
        self._wake("2026-11-20 17:00")
        self.assertEqual(clocks.mapped("due_at"), [local("2026-11-20 12:00")] * 2)
        self.assertEqual(clocks.mapped("state"), ["met", "running"])
        self.assertIn(("breach", 0, "", ()), self._events(clocks[1]))

    def test_met_while_waiting(self):
        """Nothing is late that nobody could hurry: waiting time does not make a result late."""
        self._policy(pausable=True, max_pause_hours=100, unit="minute")
        clock = self._start("2026-11-20 09:00")
        clock.service_record_id._clock_pause("Waits for the patient", local("2026-11-20 09:20"))
        clock.service_record_id._clock_stop("acknowledged", local("2026-11-21 09:20"))
        self.assertEqual(clock.state, "met")
        self.assertEqual(clock.segment_ids.mapped("kind"), ["running", "paused"])

    def test_a_pause_does_not_heal_what_is_late(self):
        self._policy(pausable=True, unit="minute")
        clock = self._start("2026-11-20 09:00")
        record = clock.service_record_id
        record._clock_pause("Waits for the patient", local("2026-11-20 10:30"))
        record._clock_resume(local("2026-11-20 12:00"))
        self.assertEqual(clock.due_at, local("2026-11-20 10:00"))
        record._clock_stop("acknowledged", local("2026-11-20 12:01"))
        self.assertEqual(clock.state, "met_late")

    def test_cancelled(self):
        self._policy()
        clock = self._start("2026-11-20 09:00")
        clock.service_record_id._clock_cancel(local("2026-11-20 09:30"))
        self.assertRecordValues(clock, [{"state": "cancelled", "next_wake_at": False}])
        self.assertFalse(clock.service_record_id.next_due_at)
        self._wake("2026-11-23 12:00")
        self.assertEqual(self._events(clock), [("cancelled", 0, "", ())])

    def test_a_record_whose_time_was_counted_is_kept(self):
        """DESIGN §1.3: a cascade would erase the journal."""
        self._policy()
        clock = self._start("2026-11-20 09:00")
        clock.service_record_id._clock_cancel(local("2026-11-20 09:30"))
        with self.assertRaises(UserError):
            clock.service_record_id.sudo()._unlink_except_clocks()

    # Working time
    def test_holidays_move_running_deadlines(self):
        """D2: a day announced as a holiday moves what was due on it, and the journal says so."""
        self._policy(target=1, unit="working_day")
        clock = self._start("2026-11-20 09:00")
        self.assertEqual(clock.due_at, local("2026-11-23 18:00"))
        day = self.env["hcs.calendar.day"].create({"date": "2026-11-23", "kind": "holiday", "name": "Inspection"})
        self.assertEqual(clock.due_at, local("2026-11-24 18:00"))
        self.assertEqual(clock.event_ids.mapped("kind"), ["due_changed"])
        self.assertEqual(clock.service_record_id.next_due_at, local("2026-11-24 18:00"))
        day.unlink()
        self.assertEqual(clock.due_at, local("2026-11-23 18:00"))

    def test_other_hours_of_the_team_move_running_deadlines(self):
        self._policy(target=60)
        clock = self._start("2026-11-20 11:30")
        self.assertEqual(clock.due_at, local("2026-11-20 14:30"))
        through = self.calendar.copy({"name": "No lunch"})
        through.attendance_ids.filtered(lambda line: line.hour_to == 12).hour_to = 14
        self.team.calendar_id = through
        self.assertEqual(clock.due_at, local("2026-11-20 12:30"))
        lines = [Command.update(line.id, {"hour_from": 9}) for line in through.attendance_ids if line.hour_from == 8]
        through.write({"attendance_ids": [*lines, *[Command.delete(line.id) for line in through.attendance_ids[-1:]]]})
        self.assertEqual(clock.due_at, local("2026-11-20 12:30"))
        friday = through.attendance_ids.filtered(lambda line: line.dayofweek == "4")
        through.write({"attendance_ids": [Command.delete(line.id) for line in friday]})
        self.assertEqual(clock.due_at, local("2026-11-23 10:00"))

    def test_a_deadline_beyond_the_notice_is_provisional(self):
        """DOMAIN §1.8: deadlines into a year without data do not fail."""
        self._policy(target=5, unit="working_day")
        self.env["hcs.calendar.day"].search([("date", ">=", "2027-01-01")]).source = "provisional"
        self.assertTrue(self._start("2026-12-30 09:00").provisional)
        self.assertFalse(self._start("2026-11-20 09:00").provisional)
