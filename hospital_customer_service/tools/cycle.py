"""The days of a reporting month: where it is cut, when people verify, review and finish (FUP-12).

The cut of the data stays on its day of the month; the days on which people do something move to the next working day.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)


class Cycle(NamedTuple):
    date_from: date
    date_to: date
    verify_from: date
    verify_to: date
    review_on: date
    final_on: date


def day_of(year, month, day):
    """``day`` of a month, its last day where the month is shorter.

    >>> day_of(2026, 2, 30)
    datetime.date(2026, 2, 28)
    """
    return date(year, month, min(day, monthrange(year, month)[1]))


def working(day, is_working, step=DAY):
    """``day`` or the nearest working day behind it (before it, with a negative step)."""
    for __ in range(366):
        if is_working(day):
            return day
        day += step
    raise ValueError("a calendar that never works has no month")


def cycle_of(year, month, is_working, closing=25, verify_days=3, review=26, final=30):
    """The days of one month.

    Numbers are verified on ``verify_days`` working days from the cut on, and before the final day in any case. A
    review or a final day that lies before the closing day falls into the month after it.
    """
    date_to = day_of(year, month, closing)
    before = date(year, month, 1) - DAY
    date_from = day_of(before.year, before.month, closing) + DAY
    verify_from = working(date_to, is_working)
    after = day_of(year, month, 31) + DAY
    review_on = working(day_of(*_month(date_to, after, review < closing), review), is_working)
    final_on = working(max(verify_from, day_of(*_month(date_to, after, final < closing), final)), is_working)
    verify_to = verify_from
    for __ in range(verify_days - 1):
        verify_to = working(verify_to + DAY, is_working)
    if verify_to >= final_on:
        verify_to = max(verify_from, working(final_on - DAY, is_working, step=-DAY))
    return Cycle(date_from, date_to, verify_from, verify_to, review_on, final_on)


def _month(this, following, later):
    day = following if later else this
    return day.year, day.month
