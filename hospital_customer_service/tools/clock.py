"""The arithmetic of clocks: pure functions of moments, amounts and stretches of running time.

A clock is due when the time it *ran* reaches its target; paused time does not count. Its history is a list of *runs*,
``(from, to)`` in order, of which the last may be open (``to`` is None). Nothing else is needed to find out at any time
when it is, or was, due: used and paused time survive every change of a rule, because they are measured anew.

Units of minutes are counted in seconds; units of days in whole days, each belonging to whatever holds at its end, so
that the day a clock starts on is not counted. ``counted_day`` is for promises that do count it: one such day ends with
the day it begins on.
"""

from datetime import datetime, time, timedelta

DAY = timedelta(days=1)
SECONDS = ("minute", "working_minute")
UNITS = (*SECONDS, "working_day", "calendar_day", "counted_day")
DUE = 100
# a day belongs to whoever looks at its date: due on the 3rd, not at midnight of the 4th
LAST_SECOND = time(23, 59, 59)


class Measure:
    """How the time of one unit passes at one place.

    :param worktime: ``tools.worktime.Worktime`` of the calendar, for the units of working time
    :param to_local: function from a UTC moment to the local one (both naive)
    :param to_utc: its inverse
    """

    def __init__(self, unit, worktime=None, to_local=None, to_utc=None):
        if unit not in UNITS:
            raise ValueError(unit)
        self.unit = unit
        self.worktime = worktime
        self.to_local = to_local or _same
        self.to_utc = to_utc or _same

    @property
    def in_days(self):
        return self.unit not in SECONDS

    def amount(self, target):
        """``target`` of the unit as this measure counts it: seconds, or days."""
        if self.unit == "counted_day":
            return target - 1
        return target if self.in_days else target * 60

    def passed(self, start, end):
        """Seconds or days of the unit from ``start`` to ``end``; nothing where ``end`` comes first."""
        if end <= start:
            return 0
        if self.unit == "minute":
            return round((end - start).total_seconds())
        start, end = self.to_local(start), self.to_local(end)
        if self.unit == "working_minute":
            return round(self.worktime.minutes_between(start, end) * 60)
        days = (end.date() - start.date()).days
        if self.unit != "working_day":
            return days
        return sum(bool(self.worktime.spans(start.date() + DAY * (day + 1))[0]) for day in range(days))

    def after(self, start, amount):
        """Moment at which ``amount`` seconds or days of the unit have passed since ``start``.

        :return: ``(moment, provisional)``
        """
        if self.unit == "minute":
            return start + timedelta(seconds=amount), False
        local = self.to_local(start)
        if self.unit in ("calendar_day", "counted_day"):
            return self.to_utc(datetime.combine(local.date() + DAY * amount, LAST_SECOND)), False
        if self.unit == "working_minute":
            due, provisional = self.worktime.add_minutes(local, amount / 60)
            return self.to_utc(_whole(due)), provisional
        due, provisional = self.worktime.add_days(local, amount)
        if not amount and due <= local:
            # the last day was used up by its evening: the day after is all that is left to give
            due, provisional = self.worktime.add_days(local, 1)
        return self.to_utc(due), provisional


def used(measure, runs, now):
    """Seconds or days the clock ran until ``now``."""
    return sum(measure.passed(start, min(end or now, now)) for start, end in runs)


def reach(measure, runs, amount):
    """When the clock has run ``amount`` seconds or days: ``(moment, provisional)``.

    The last run is taken as if it went on. A clock that is paused therefore keeps the moment it was due at before.
    """
    moment, provisional = None, False
    left = amount
    for number, (start, end) in enumerate(runs, 1):
        moment, provisional = measure.after(start, left)
        if end is None or number == len(runs) or moment <= end:
            break
        left = max(left - measure.passed(start, end), 0)
    return moment, provisional


def due(measure, runs, target):
    """When the clock is due, and whether an official notice to come may move it."""
    return reach(measure, runs, measure.amount(target))


def level(measure, runs, target, percent):
    """When ``percent`` of the target are used. 100 is the moment the clock is due.

    Days are not split: 80 % of ten days is the end of the eighth. Where less than a day is meant, the share is taken
    of the time from the start of the last run to the end.
    """
    if percent == DUE or not measure.in_days:
        return reach(measure, runs, measure.amount(target) * percent // DUE)[0]
    amount = measure.amount(target)
    days = amount * percent // DUE if percent < DUE else -(-amount * percent // DUE)
    if days:
        return reach(measure, runs, days)[0]
    end = due(measure, runs, target)[0]
    start = next((start for start, stop in reversed(runs) if start < end), end)
    return _whole(start + (end - start) * percent / DUE)


def _whole(moment):
    """``moment`` to the second, as the database keeps it."""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _same(moment):
    return moment
