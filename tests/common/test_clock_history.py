"""SD3, SD6: for random histories the stored deadline is the one that the journal gives (FEATURES D1)."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from hcs_tools.clock import Measure, due, level
from hcs_tools.worktime import Worktime

from .clocks import ClockCase

WEEK = {day: ((8 * 60, 12 * 60), (14 * 60, 18 * 60)) for day in range(5)}
OFFSET = timedelta(hours=8)
UNITS = ["minute", "working_minute", "working_day", "calendar_day", "counted_day"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["pause", "resume", "urgent", "usual", "target", "wake", "apply", "idle"]),
        st.integers(1, 30 * 3600),
        st.integers(1, 9),
    ),
    max_size=9,
)
STARTS = st.datetimes(datetime(2026, 9, 14), datetime(2026, 10, 20)).map(lambda moment: moment.replace(microsecond=0))


@tagged("post_install", "-at_install", "hcs_common")
@freeze_time("2026-09-01")
class TestClockHistory(ClockCase):
    """The test keeps its own record of what happened, in plain lists, and never asks the engine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # nobody is told: this is about time
        cls.patch(cls.registry["hcs.clock"], "_tell", lambda *_args: None)
        cls.kinds = {}
        for day in cls.env["hcs.calendar.day"].search([("date", ">=", "2026-01-01")]):
            cls.kinds[day.date] = day.kind

    @classmethod
    def patch(cls, owner, name, value):
        original = getattr(owner, name)
        setattr(owner, name, value)
        cls.addClassCleanup(setattr, owner, name, original)

    def _measure(self, unit):
        worktime = Worktime([WEEK], lambda day: (self.kinds.get(day), day.year > 2026))
        return Measure(unit, worktime, lambda utc: utc + OFFSET, lambda local: local - OFFSET)

    def test_the_stored_deadline_is_that_of_the_journal(self):
        usual = self._policy(pausable=True, max_pause_hours=48, sequence=2)
        urgent = self._policy(pausable=True, max_pause_hours=48, sequence=1, domain="[('priority', '=', '3')]")
        examples = []

        @settings(
            max_examples=220, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        @given(STARTS, STEPS, st.tuples(st.sampled_from(UNITS), st.sampled_from(UNITS)), st.integers(1, 9))
        def play(start, steps, units, target):
            examples.append(start)
            usual.write({"unit": units[0], "target": self._target(units[0], target)})
            urgent.write({"unit": units[1], "target": self._target(units[1], target)})
            self._play(start, steps, usual, urgent)

        play()
        self.assertGreaterEqual(len(examples), 200)

    def _target(self, unit, number):
        return number if unit.endswith("day") else number * 97

    def _play(self, start, steps, usual, urgent):
        record = self._records(priority="0")
        clock = record._clock_start("handed_over", start)
        runs, paused, now, policy, target = [[start, None]], None, start, usual, usual.target
        unit = usual.unit
        for action, gap, number in steps:
            now += timedelta(seconds=gap)
            if paused and now >= paused + timedelta(hours=48) and action != "idle" and action != "target":
                # it went on by itself, at that moment
                runs.append([paused + timedelta(hours=48), None])
                paused = None
            if action == "pause" and not paused:
                record._clock_pause("Waits for the patient", now)
                runs[-1][1] = paused = now
            elif action == "pause":
                record._clock_pause("Waits still", now)
            elif action == "resume":
                record._clock_resume(now)
                if paused:
                    runs.append([now, None])
                    paused = None
            elif action in ("urgent", "usual"):
                record.priority = "3" if action == "urgent" else "0"
                record._clock_reapply(now)
                policy = urgent if action == "urgent" else usual
                target, unit = policy.target, policy.unit
            elif action == "target":
                # on paper only: nothing moves before it is applied
                policy.target = self._target(policy.unit, number)
            elif action == "apply":
                record._clock_reapply(now)
                target, unit = policy.target, policy.unit
            elif action == "wake":
                self.env["hcs.clock"]._wake(now)
            if action not in ("idle", "target"):
                self._compare(clock, runs, unit, target, bool(paused))
        record._clock_stop("acknowledged", now)

    def _compare(self, clock, runs, unit, target, paused):
        measure = self._measure(unit)
        self.assertEqual(clock.state, "paused" if paused else "running")
        self.assertEqual((clock.unit, clock.target), (unit, target))
        self.assertEqual(clock.due_at, due(measure, runs, target)[0])
        self.assertEqual(clock.warn_at, level(measure, runs, target, 80))
        # and from the lines of the journal alone
        self.assertEqual(clock._runs()[clock.id], [tuple(run) for run in runs])
        self.assertEqual(clock.service_record_id.next_due_at, False if paused else clock.due_at)
