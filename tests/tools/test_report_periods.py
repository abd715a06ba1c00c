"""Reporting periods: RPT-04, RP1."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hcs_report_tools.periods as periods

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 1))
kinds = st.sampled_from(periods.KINDS)
start_days = st.integers(min_value=1, max_value=28)


@pytest.mark.parametrize(
    ("kind", "day", "key", "date_from", "date_to"),
    [
        ("week", date(2026, 12, 31), "2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        ("week", date(2027, 1, 3), "2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        ("week", date(2027, 1, 4), "2027-W01", date(2027, 1, 4), date(2027, 1, 10)),
        ("week", date(2024, 12, 30), "2025-W01", date(2024, 12, 30), date(2025, 1, 5)),
        ("month", date(2026, 9, 25), "2026-09", date(2026, 8, 26), date(2026, 9, 25)),
        ("month", date(2026, 9, 26), "2026-10", date(2026, 9, 26), date(2026, 10, 25)),
        ("month", date(2026, 12, 26), "2027-01", date(2026, 12, 26), date(2027, 1, 25)),
        ("month", date(2028, 2, 29), "2028-03", date(2028, 2, 26), date(2028, 3, 25)),
        ("quarter", date(2026, 12, 25), "2026-Q4", date(2026, 9, 26), date(2026, 12, 25)),
        ("quarter", date(2026, 12, 26), "2027-Q1", date(2026, 12, 26), date(2027, 3, 25)),
    ],
)
def test_golden_periods(kind, day, key, date_from, date_to):
    period = periods.period_of(kind, day)
    assert (period.key, period.date_from, period.date_to) == (key, date_from, date_to)


def test_start_day_one_is_the_calendar_month():
    assert periods.period_of("month", date(2026, 2, 28), 1).date_to == date(2026, 2, 28)
    assert periods.period_of("quarter", date(2026, 2, 28), 1).date_from == date(2026, 1, 1)


@given(kinds, days, start_days)
def test_every_day_lies_in_exactly_one_period(kind, day, start_day):
    period = periods.period_of(kind, day, start_day)
    assert period.date_from <= day <= period.date_to
    before, after = periods.previous(period, start_day), periods.following(period, start_day)
    assert before.date_to + timedelta(days=1) == period.date_from
    assert after.date_from == period.date_to + timedelta(days=1)
    assert before.key < period.key < after.key
    assert periods.period_of(kind, period.date_from, start_day) == period
    assert periods.period_of(kind, period.date_to, start_day) == period


@given(days, start_days)
def test_a_quarter_is_its_three_reporting_months(day, start_day):
    quarter = periods.period_of("quarter", day, start_day)
    months = [periods.month(quarter.year, quarter.number * 3 - back, start_day) for back in (2, 1, 0)]
    assert (months[0].date_from, months[2].date_to) == (quarter.date_from, quarter.date_to)
    assert all(a.date_to + timedelta(days=1) == b.date_from for a, b in zip(months, months[1:], strict=False))


@given(kinds, days, start_days)
def test_last_year_has_the_same_number_or_does_not_exist(kind, day, start_day):
    period = periods.period_of(kind, day, start_day)
    other = periods.last_year(period, start_day)
    if other is None:
        assert kind == "week"
        assert period.number == 53
    else:
        assert (other.year, other.number) == (period.year - 1, period.number)


def test_week_53_has_no_last_year():
    assert periods.last_year(periods.week(2026, 53)) is None
    assert periods.week(2025, 53) is None


@given(kinds, days, start_days)
def test_a_period_is_closed_only_after_its_last_day(kind, today, start_day):
    period = periods.last_closed(kind, today, start_day)
    assert period.date_to < today
    assert periods.following(period, start_day).date_to >= today


def test_closed_since_catches_up_oldest_first():
    found = periods.closed_since("week", date(2026, 12, 14), date(2027, 1, 4))
    assert [period.key for period in found] == ["2026-W51", "2026-W52", "2026-W53"]
    assert periods.closed_since("month", date(2026, 9, 26), date(2026, 10, 25)) == []


def test_local_midnight_in_shanghai_is_the_border():
    """00:00 in Shanghai is 16:00 UTC of the day before."""
    first, after = periods.bounds_utc(date(2026, 8, 26), date(2026, 9, 25), "Asia/Shanghai")
    assert first == datetime(2026, 8, 25, 16)
    assert after == datetime(2026, 9, 25, 16)


@given(kinds, days, start_days, st.sampled_from(["Asia/Shanghai", "UTC", "Europe/Paris", "America/New_York"]))
def test_bounds_of_neighbours_touch(kind, day, start_day, zone):
    period = periods.period_of(kind, day, start_day)
    after = periods.following(period, start_day)
    bounds = periods.bounds_utc(period.date_from, period.date_to, zone)
    assert bounds[1] == periods.bounds_utc(after.date_from, after.date_to, zone)[0]
    assert bounds[0] < bounds[1]


def test_weeks_of_a_zone_with_summer_time_keep_their_midnights():
    starts = periods.week_starts_utc(date(2026, 3, 25), date(2026, 4, 2), "Europe/Paris")
    assert [start for _day, start in starts] == [
        datetime(2026, 3, 22, 23),
        datetime(2026, 3, 29, 22),
        datetime(2026, 4, 5, 22),
    ]


@pytest.mark.parametrize("start_day", [0, 29, -1])
def test_a_month_cannot_start_on_a_day_that_february_lacks(start_day):
    with pytest.raises(ValueError, match="a month starts between"):
        periods.month(2026, 1, start_day)
