"""The days of a month (FUP-12), with the golden dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcs_tools.cycle import cycle_of, day_of, working

# the holidays and make-up days around the ends of two months of 2026
OFF = {date(2026, 9, 25), date(2026, 9, 26), date(2026, 9, 27)} | {date(2026, 10, day) for day in range(1, 8)}
OFF |= {date(2026, 2, day) for day in range(15, 24)}
MADE_UP = {date(2026, 2, 14), date(2026, 2, 28), date(2026, 9, 20)}


def is_working(day):
    return day in MADE_UP or (day.weekday() < 5 and day not in OFF)


def test_september_2026_mid_autumn():
    """Verify 28-29, final 30; the cut stays on the 25th."""
    days = cycle_of(2026, 9, is_working)
    assert (days.date_from, days.date_to) == (date(2026, 8, 26), date(2026, 9, 25))
    assert (days.verify_from, days.verify_to) == (date(2026, 9, 28), date(2026, 9, 29))
    assert days.review_on == date(2026, 9, 28)
    assert days.final_on == date(2026, 9, 30)


def test_february_2026_has_no_thirtieth():
    days = cycle_of(2026, 2, is_working)
    assert (days.verify_from, days.verify_to) == (date(2026, 2, 25), date(2026, 2, 27))
    assert (days.review_on, days.final_on) == (date(2026, 2, 26), date(2026, 2, 28))


def test_an_ordinary_month_and_one_over_a_weekend():
    assert cycle_of(2026, 8, is_working)[2:] == tuple(date(2026, 8, day) for day in (25, 27, 26, 31))
    assert cycle_of(2026, 7, is_working)[2:] == tuple(date(2026, 7, day) for day in (27, 29, 27, 30))


def test_the_year_turns():
    assert cycle_of(2026, 1, is_working).date_from == date(2025, 12, 26)
    assert day_of(2028, 2, 30) == date(2028, 2, 29)


def test_a_month_may_be_the_calendar_month():
    """Closed on the 31st, each month ends on its last day; what people do lies in the month after it."""
    days = cycle_of(2026, 2, is_working, closing=31, review=2, final=5)
    assert (days.date_from, days.date_to) == (date(2026, 2, 1), date(2026, 2, 28))
    assert (days.verify_from, days.verify_to) == (date(2026, 2, 28), date(2026, 3, 3))
    assert (days.review_on, days.final_on) == (date(2026, 3, 2), date(2026, 3, 5))


@given(
    year=st.integers(2020, 2040),
    month=st.integers(1, 12),
    off=st.sets(st.integers(1, 31), max_size=12),
    closing=st.integers(1, 28),
    length=st.integers(1, 10),
)
def test_dates_keep_their_order_and_fall_on_working_days(year, month, off, closing, length):
    def works(day):
        return day.day not in off or day.month != month

    final = min(31, closing + 5)
    days = cycle_of(year, month, works, closing=closing, verify_days=length, review=closing + 1, final=final)
    assert days.date_from <= days.date_to <= days.verify_from <= days.verify_to
    assert days.verify_to <= days.final_on
    assert all(works(day) for day in (days.verify_from, days.verify_to, days.review_on, days.final_on))
    # no day between two months is lost
    following = days.date_to + timedelta(days=1)
    assert cycle_of(*next_month(year, month), works, closing=closing).date_from == following


def next_month(year, month):
    return (year + month // 12, month % 12 + 1)


def test_a_calendar_that_never_works():
    with pytest.raises(ValueError, match="never works"):
        working(date(2026, 1, 1), lambda day: False)
