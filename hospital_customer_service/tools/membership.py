"""Days of a membership: terms without gap or double day, and the periods in which a benefit is counted."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

ONE_DAY = timedelta(days=1)
PERIOD_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def months_later(start, months):
    """The same day of the month; the day after the last one where a shorter month does not have it.

    A year from 29 February runs until 28 February, and a month from 31 January until 28 February: no day is lost.
    """
    later = start + relativedelta(months=months)
    return later if later.day == start.day else later + ONE_DAY


def term_end(start, months):
    """The last day, inclusive, of a term that begins on ``start``."""
    return months_later(start, months) - ONE_DAY


def periods(start, end, period):
    """``[(first day, last day)]`` of the periods of a term, side by side; the last one ends with the term."""
    months = PERIOD_MONTHS.get(period)
    if not months:
        return [(start, end)]
    found, number, first = [], 0, start
    while first <= end:
        number += 1
        following = months_later(start, months * number)
        found.append((first, min(following - ONE_DAY, end)))
        first = following
    return found
