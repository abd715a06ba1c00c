"""Reporting periods: ISO weeks, reporting months and quarters.

A period is a pair of local dates, both included. The *reporting month* starts on a day of the previous calendar month
(the 26th by default, so that September runs from 26 August to 25 September) or, with start day 1, is the calendar
month. A *quarter* is its three reporting months. Nothing here knows what day it is today: the caller says.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

KINDS = ("week", "month", "quarter")
DEFAULT_START_DAY = 26
MAX_START_DAY = 28
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """``kind`` with its year and number (ISO week, month or quarter of that year) and its first and last day."""

    kind: str
    year: int
    number: int
    date_from: date
    date_to: date

    @property
    def key(self):
        """Short name that sorts and means the same in every language: 2026-W07, 2026-09, 2026-Q3."""
        if self.kind == "week":
            return f"{self.year}-W{self.number:02d}"
        if self.kind == "month":
            return f"{self.year}-{self.number:02d}"
        return f"{self.year}-Q{self.number}"


def _shift_month(year, month, months):
    index = year * 12 + month - 1 + months
    return index // 12, index % 12 + 1


def _month_start(year, month, start_day):
    """First day of the reporting month ``year``-``month``."""
    if start_day == 1:
        return date(year, month, 1)
    year, month = _shift_month(year, month, -1)
    return date(year, month, start_day)


def week(year, number):
    """The ISO week, or None where the year has no such week (only long years have a 53rd)."""
    try:
        monday = date.fromisocalendar(year, number, 1)
    except ValueError:
        return None
    return Period("week", year, number, monday, monday + timedelta(days=6))


def month(year, number, start_day=DEFAULT_START_DAY):
    _check_start_day(start_day)
    end_year, end_month = _shift_month(year, number, 1)
    first, after = _month_start(year, number, start_day), _month_start(end_year, end_month, start_day)
    return Period("month", year, number, first, after - ONE_DAY)


def quarter(year, number, start_day=DEFAULT_START_DAY):
    first, last = month(year, number * 3 - 2, start_day), month(year, number * 3, start_day)
    return Period("quarter", year, number, first.date_from, last.date_to)


def period_of(kind, day, start_day=DEFAULT_START_DAY):
    """The period of this kind that holds ``day``."""
    if kind == "week":
        iso = day.isocalendar()
        return week(iso.year, iso.week)
    _check_start_day(start_day)
    year, number = day.year, day.month
    if start_day > 1 and day.day >= start_day:
        year, number = _shift_month(year, number, 1)
    if kind == "month":
        return month(year, number, start_day)
    if kind == "quarter":
        return quarter(year, (number + 2) // 3, start_day)
    raise ValueError(f"unknown kind of period: {kind}")


def previous(period, start_day=DEFAULT_START_DAY):
    """The period just before this one."""
    return period_of(period.kind, period.date_from - ONE_DAY, start_day)


def following(period, start_day=DEFAULT_START_DAY):
    """The period just after this one."""
    return period_of(period.kind, period.date_to + ONE_DAY, start_day)


def last_year(period, start_day=DEFAULT_START_DAY):
    """The same period a year ago; None for a 53rd week that last year did not have."""
    if period.kind == "week":
        return week(period.year - 1, period.number)
    if period.kind == "month":
        return month(period.year - 1, period.number, start_day)
    return quarter(period.year - 1, period.number, start_day)


def last_closed(kind, today, start_day=DEFAULT_START_DAY):
    """The newest period that ended before ``today``."""
    return previous(period_of(kind, today, start_day), start_day)


def closed_since(kind, since, today, start_day=DEFAULT_START_DAY):
    """The closed periods that end on ``since`` or later, oldest first."""
    periods = []
    period = last_closed(kind, today, start_day)
    while period.date_to >= since:
        periods.append(period)
        period = previous(period, start_day)
    return periods[::-1]


def bounds_utc(date_from, date_to, tz_name):
    """``[from, to)`` of the local dates as naive UTC: what a stored datetime is compared with."""
    return _midnight_utc(date_from, tz_name), _midnight_utc(date_to + ONE_DAY, tz_name)


def week_starts_utc(date_from, date_to, tz_name):
    """Local Mondays 00:00 from the week of ``date_from`` to the one after ``date_to``, as naive UTC."""
    monday = date_from - timedelta(days=date_from.weekday())
    mondays = []
    while monday <= date_to + timedelta(days=7):
        mondays.append(monday)
        monday += timedelta(days=7)
    return [(day, _midnight_utc(day, tz_name)) for day in mondays]


def _midnight_utc(day, tz_name):
    local = datetime.combine(day, time.min, tzinfo=ZoneInfo(tz_name))
    return local.astimezone(timezone.utc).replace(tzinfo=None)


def _check_start_day(start_day):
    if not 1 <= start_day <= MAX_START_DAY:
        raise ValueError(f"a month starts between day 1 and day {MAX_START_DAY}, not on day {start_day}")
