"""Working-time arithmetic (DESIGN §3 common, DOMAIN §1.8): every rule once with a date and once at large."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcs_tools.worktime import OFFICE_WEEK, Worktime, clean_spans, join_nights

HOLIDAYS = {date(2026, 10, day) for day in range(1, 8)} | {date(2026, 9, 25)}
MAKE_UP = {date(2026, 9, 20), date(2026, 10, 10)}
PROVISIONAL_FROM = date(2027, 1, 1)


def kind(day):
    named = "holiday" if day in HOLIDAYS else "workday" if day in MAKE_UP else None
    return named, day >= PROVISIONAL_FROM


def office():
    return Worktime([OFFICE_WEEK], kind)


NIGHT = join_nights(
    {
        **{day: ((0, 6 * 60), (22 * 60, 24 * 60)) for day in range(1, 5)},
        0: ((22 * 60, 24 * 60),),
        5: ((0, 6 * 60),),
    }
)


def test_friday_evening_goes_on_on_monday():
    """17:50 on Friday and 60 working minutes: ten minutes are left of the day, the hospital closes at 18:00."""
    week = {day: ((8 * 60, 12 * 60), (14 * 60, 18 * 60)) for day in range(5)}
    due, provisional = Worktime([week], kind).add_minutes(datetime(2026, 11, 20, 17, 50), 60)
    assert due == datetime(2026, 11, 23, 8, 50)
    assert not provisional


def test_the_lunch_break_is_no_working_time():
    assert office().add_minutes(datetime(2026, 11, 20, 11, 30), 60)[0] == datetime(2026, 11, 20, 13, 30)


def test_outside_working_time_the_clock_starts_with_the_next_span():
    assert office().add_minutes(datetime(2026, 11, 21, 15), 30)[0] == datetime(2026, 11, 23, 8, 30)
    assert office().add_minutes(datetime(2026, 11, 21, 15), 0)[0] == datetime(2026, 11, 23, 8)


def test_what_is_working_time_and_when_it_begins_next():
    """FEATURES D5: on duty means in working time; the end of a span is free."""
    assert office().covers(datetime(2026, 11, 20, 8)) and not office().covers(datetime(2026, 11, 20, 12))
    assert not office().covers(datetime(2026, 10, 1, 9)) and office().covers(datetime(2026, 10, 10, 9))
    assert Worktime([NIGHT], kind).covers(datetime(2026, 11, 20, 2))
    assert office().next_start(datetime(2026, 11, 20, 8)) == datetime(2026, 11, 20, 13)
    assert office().next_start(datetime(2026, 9, 30, 18)) == datetime(2026, 10, 8, 8)


def test_a_span_that_is_used_up_ends_at_its_end():
    assert office().add_minutes(datetime(2026, 11, 20, 8), 240)[0] == datetime(2026, 11, 20, 12)
    assert office().add_minutes(datetime(2026, 11, 20, 12), 0)[0] == datetime(2026, 11, 20, 12)


def test_holidays_take_time_away_and_make_up_days_give_it():
    """Wednesday 30 September: the holiday week is skipped, Saturday 10 October is worked."""
    assert office().add_minutes(datetime(2026, 9, 30, 16), 120)[0] == datetime(2026, 10, 8, 9)
    assert office().add_minutes(datetime(2026, 10, 9, 16), 120)[0] == datetime(2026, 10, 10, 9)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (datetime(2026, 9, 30, 9), 5, date(2026, 10, 13)),
        (datetime(2026, 9, 30, 23, 59), 5, date(2026, 10, 13)),
        (datetime(2026, 9, 19, 9), 5, date(2026, 9, 24)),
        (datetime(2026, 9, 30, 9), 0, date(2026, 9, 30)),
        (datetime(2026, 10, 3, 9), 0, date(2026, 10, 8)),
    ],
)
def test_days_do_not_count_the_day_they_start_on(start, days, due):
    assert office().add_days(start, days)[0] == datetime.combine(due, time(17))


def test_a_make_up_day_of_a_calendar_with_its_own_weekend_keeps_those_hours():
    week = {**OFFICE_WEEK, 5: ((9 * 60, 11 * 60),)}
    spans, _provisional = Worktime([week], kind).spans(date(2026, 10, 10))
    assert spans == [(datetime(2026, 10, 10, 9), datetime(2026, 10, 10, 11))]


def test_the_night_shift_belongs_to_the_evening_it_starts_in():
    nights = Worktime([NIGHT], kind)
    assert nights.add_minutes(datetime(2026, 11, 16, 23), 4 * 60)[0] == datetime(2026, 11, 17, 3)
    # still the night of Thursday, although the clock says Friday
    assert nights.add_minutes(datetime(2026, 11, 20, 5), 120)[0] == datetime(2026, 11, 20, 23)
    # the night from Wednesday 30 September ends on the first day of the holiday, and nothing follows for a week
    assert nights.add_minutes(datetime(2026, 9, 30, 22), 8 * 60 + 1)[0] == datetime(2026, 10, 8, 22, 1)
    assert nights.add_days(datetime(2026, 11, 16, 9), 1)[0] == datetime(2026, 11, 18, 6)


def test_alternating_weeks():
    first = {day: ((8 * 60, 12 * 60),) for day in range(5)}
    second = {day: ((13 * 60, 17 * 60),) for day in range(5)}
    both = Worktime([first, second], kind)
    monday = date(2026, 11, 16)
    starts = [both.spans(monday + timedelta(weeks=week))[0][0][0].hour for week in range(4)]
    assert sorted(starts[:2]) == [8, 13]
    assert starts[:2] == starts[2:]


def test_provisional_only_where_a_provisional_day_counts():
    assert office().add_days(datetime(2026, 12, 28, 9), 2) == (datetime(2026, 12, 30, 17), False)
    assert office().add_days(datetime(2026, 12, 28, 9), 4) == (datetime(2027, 1, 1, 17), True)
    assert office().add_minutes(datetime(2026, 12, 31, 16), 30)[1] is False
    assert office().add_minutes(datetime(2026, 12, 31, 16), 90)[1] is True


def test_a_calendar_without_hours_falls_back_to_office_hours():
    assert Worktime([{}], kind).add_days(datetime(2026, 11, 16, 9), 1)[0] == datetime(2026, 11, 17, 17)


@pytest.mark.parametrize("amount", [-1, -0.5])
def test_negative_amounts_are_refused(amount):
    with pytest.raises(ValueError, match="negative"):
        office().add_minutes(datetime(2026, 11, 20, 9), amount)
    with pytest.raises(ValueError, match="negative"):
        office().add_days(datetime(2026, 11, 20, 9), amount)


def test_spans_are_cleaned():
    assert clean_spans([(600, 720), (480, 660), (720, 720)]) == ((480, 720),)


def test_a_round_the_clock_week_is_not_joined_into_one_shift():
    week = {day: ((0, 1440),) for day in range(7)}
    assert join_nights(week) == week


# At large
week_spans = st.lists(
    st.tuples(st.integers(0, 1380), st.integers(60, 600)).map(lambda span: (span[0], min(sum(span), 1440))), max_size=3
).map(clean_spans)
weeks = st.dictionaries(st.integers(0, 6), week_spans, max_size=7).map(lambda week: dict(sorted(week.items())))
moments = st.datetimes(datetime(2026, 8, 1), datetime(2026, 12, 1)).map(lambda moment: moment.replace(microsecond=0))
amounts = st.integers(0, 3000)
calendars = st.lists(weeks, min_size=1, max_size=2).map(
    lambda both: Worktime([join_nights(week) for week in both], kind)
)


def spans_around(calendar, moment):
    return [span for offset in (-1, 0, 1) for span in calendar.spans(moment.date() + timedelta(days=offset))[0]]


@settings(deadline=None, max_examples=60)
@given(calendars, moments, amounts)
def test_a_deadline_never_ends_in_non_working_time(calendar, start, minutes):
    due = calendar.add_minutes(start, minutes)[0]
    assert due >= start
    assert any(begin <= due <= end for begin, end in spans_around(calendar, due))


@settings(deadline=None, max_examples=60)
@given(calendars, moments, amounts, amounts)
def test_more_time_is_never_earlier_and_parts_add_up(calendar, start, first, second):
    one = calendar.add_minutes(start, first)[0]
    both = calendar.add_minutes(start, first + second)[0]
    assert one <= both
    assert calendar.add_minutes(one, second)[0] == both or (second == 0 and one == both)


@settings(deadline=None, max_examples=60)
@given(calendars, moments, amounts)
def test_between_is_the_inverse_of_adding(calendar, start, minutes):
    due = calendar.add_minutes(start, minutes)[0]
    assert calendar.minutes_between(start, due) == pytest.approx(minutes)
    assert calendar.minutes_between(due, start) == pytest.approx(-minutes)


@settings(deadline=None, max_examples=60)
@given(calendars, moments, st.timedeltas(timedelta(), timedelta(days=3)), amounts)
def test_a_later_start_is_never_due_earlier(calendar, start, delay, minutes):
    assert calendar.add_minutes(start, minutes)[0] <= calendar.add_minutes(start + delay, minutes)[0]


@settings(deadline=None, max_examples=60)
@given(calendars, moments, st.integers(0, 40), st.integers(0, 40))
def test_days_add_up_and_end_with_a_worked_day(calendar, start, first, second):
    one, both = calendar.add_days(start, first)[0], calendar.add_days(start, first + second)[0]
    assert one <= both
    assert any(end == one for _begin, end in spans_around(calendar, one))
