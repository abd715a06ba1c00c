"""The arithmetic of clocks (SVC-07, FEATURES D1-D3, SD3-SD6): golden dates, and random histories."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcs_tools.clock import UNITS, Measure, due, level, reach, used
from hcs_tools.worktime import Worktime, join_nights

HOLIDAYS = {date(2026, 10, day) for day in range(1, 8)} | {date(2026, 9, 25), date(2026, 9, 26), date(2026, 9, 27)}
MAKE_UP = {date(2026, 9, 20), date(2026, 10, 10)}
OFFSET = timedelta(hours=8)
DESK = {day: ((8 * 60, 12 * 60), (14 * 60, 18 * 60)) for day in range(5)}
NIGHT = join_nights({day: ((0, 6 * 60), (22 * 60, 24 * 60)) for day in range(7)})


def kind(day):
    return ("holiday" if day in HOLIDAYS else "workday" if day in MAKE_UP else None), day.year > 2026


def measure(unit, week=DESK):
    return Measure(unit, Worktime([week], kind), lambda utc: utc + OFFSET, lambda local: local - OFFSET)


def local(*args):
    """A moment of Shanghai, as UTC."""
    return datetime(*args) - OFFSET


def due_local(unit, runs, target, week=DESK):
    return due(measure(unit, week), runs, target)[0] + OFFSET


def test_lunch_is_no_time():
    """SD4: half an hour before and half an hour after the break."""
    assert due_local("working_minute", [(local(2026, 11, 20, 11, 30), None)], 60) == datetime(2026, 11, 20, 14, 30)


def test_friday_evening_goes_on_on_monday():
    """SD4: 17:50 on Friday and 60 working minutes."""
    assert due_local("working_minute", [(local(2026, 11, 20, 17, 50), None)], 60) == datetime(2026, 11, 23, 8, 50)


def test_a_night_shift_goes_over_midnight():
    assert due_local("working_minute", [(local(2026, 11, 20, 23, 30), None)], 60, NIGHT) == datetime(
        2026, 11, 21, 0, 30
    )
    assert due_local("working_minute", [(local(2026, 11, 20, 5, 30), None)], 60, NIGHT) == datetime(
        2026, 11, 20, 22, 30
    )


def test_national_day_week_and_its_make_up_saturday():
    """SD4: 30 September, 17:30; the holidays end on 7 October; Saturday 10 October is worked."""
    assert due_local("working_minute", [(local(2026, 9, 30, 17, 30), None)], 60) == datetime(2026, 10, 8, 8, 30)
    assert due_local("working_minute", [(local(2026, 10, 9, 17, 30), None)], 60) == datetime(2026, 10, 10, 8, 30)
    assert due_local("working_day", [(local(2026, 9, 30, 10), None)], 3) == datetime(2026, 10, 10, 18)
    assert due_local("calendar_day", [(local(2026, 9, 30, 10), None)], 3) == datetime(2026, 10, 3, 23, 59, 59)
    assert due_local("minute", [(local(2026, 9, 30, 23, 50), None)], 60) == datetime(2026, 10, 1, 0, 50)


def test_the_same_day():
    """CMP-03, on the spot: the day it began on counts, holiday or not."""
    runs = [(local(2026, 10, 3, 12), None)]
    assert due_local("counted_day", runs, 1) == datetime(2026, 10, 3, 23, 59, 59)
    assert due_local("counted_day", runs, 3) == datetime(2026, 10, 5, 23, 59, 59)
    assert level(measure("counted_day"), runs, 1, 50) + OFFSET == datetime(2026, 10, 3, 18)


@pytest.mark.parametrize(
    ("received", "days", "expected"),
    [
        ((2026, 9, 30), 5, (2026, 10, 13)),
        ((2026, 9, 30), 10, (2026, 10, 20)),
        ((2026, 9, 19), 5, (2026, 9, 24)),
        ((2026, 9, 19), 10, (2026, 10, 9)),
    ],
)
def test_golden_working_days(received, days, expected):
    """DOMAIN §1.8: computed from the official notice; 20 September is a make-up Sunday."""
    assert due_local("working_day", [(local(*received, 11), None)], days).date() == date(*expected)


def test_a_pause_moves_the_deadline_by_what_was_waited():
    """SD5: forty minutes are used before the pause, twenty are left after it."""
    runs = [(local(2026, 11, 20, 9), local(2026, 11, 20, 9, 40)), (local(2026, 11, 20, 15), None)]
    assert due_local("working_minute", runs, 60) == datetime(2026, 11, 20, 15, 20)
    assert used(measure("working_minute"), runs, local(2026, 11, 20, 15, 5)) == 45 * 60


def test_a_pause_over_a_weekend_costs_no_working_day():
    """Two days from Thursday: one is used on Friday, the pause lasts until Monday, Tuesday is the end."""
    runs = [(local(2026, 11, 19, 10), local(2026, 11, 20, 10)), (local(2026, 11, 23, 9), None)]
    assert due_local("working_day", runs, 2) == datetime(2026, 11, 24, 18)


def test_a_day_that_was_waited_away_is_given_anew():
    """Due on Friday, paused at noon, answered in the evening: the rest of Friday is gone, Monday is the end."""
    runs = [(local(2026, 11, 19, 10), local(2026, 11, 20, 11)), (local(2026, 11, 20, 20), None)]
    assert due_local("working_day", runs, 1) == datetime(2026, 11, 23, 18)


def test_what_is_late_stays_late():
    """GLPI #6902: a pause after the end does not heal it, and a longer target is measured from the beginning."""
    runs = [(local(2026, 11, 20, 9), local(2026, 11, 20, 10, 30)), (local(2026, 11, 20, 15), None)]
    assert due_local("minute", runs, 60) == datetime(2026, 11, 20, 10)
    assert due_local("minute", runs, 120) == datetime(2026, 11, 20, 15, 30)


def test_levels():
    """SD7: a warning comes before the end, an escalation may come after it; days are not split."""
    minutes, days = measure("working_minute"), measure("working_day")
    runs = [(local(2026, 11, 20, 9), None)]
    assert level(minutes, runs, 60, 80) + OFFSET == datetime(2026, 11, 20, 9, 48)
    assert level(minutes, runs, 60, 150) + OFFSET == datetime(2026, 11, 20, 10, 30)
    assert level(days, runs, 10, 80) == reach(days, runs, 8)[0]
    assert level(days, runs, 5, 110) == reach(days, runs, 6)[0]
    assert runs[0][0] < level(days, runs, 1, 80) < due(days, runs, 1)[0]


def test_a_deadline_beyond_the_notice_is_provisional():
    assert due(measure("working_day"), [(local(2026, 12, 28, 9), None)], 10)[1]
    assert not due(measure("working_day"), [(local(2026, 11, 23, 9), None)], 10)[1]


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="fortnight"):
        Measure("fortnight")


# Random histories
MOMENTS = st.lists(st.integers(1, 3 * 24 * 3600), min_size=0, max_size=7)
STARTS = st.datetimes(datetime(2026, 9, 14), datetime(2026, 12, 20)).map(lambda moment: moment.replace(microsecond=0))
WEEKS = st.sampled_from([DESK, NIGHT])


def history(start, gaps):
    """Runs that begin at ``start`` and alternate with pauses, each as long as the next gap."""
    moments = [start]
    for gap in gaps:
        moments.append(moments[-1] + timedelta(seconds=gap))
    moments.append(None)
    return [(moments[place], moments[place + 1]) for place in range(0, len(moments) - 1, 2)]


@settings(max_examples=300, deadline=None)
@given(STARTS, MOMENTS, st.sampled_from(UNITS), st.integers(1, 200), WEEKS)
def test_when_it_is_due_it_ran_its_target(start, gaps, unit, target, week):
    """The definition itself: at the due moment the running time is the target, before it is less."""
    target = target % 9 + 1 if "day" in unit else target * 7
    how, runs = measure(unit, week), history(start, gaps)
    moment = due(how, runs, target)[0]
    open_runs = [*runs[:-1], (runs[-1][0], None)]
    if how.in_days:
        # the last day belongs to the clock as a whole
        assert used(how, open_runs, moment - timedelta(seconds=1)) >= how.amount(target)
        assert moment > open_runs[0][0]
    else:
        assert used(how, open_runs, moment) == how.amount(target)
        assert used(how, open_runs, moment - timedelta(seconds=1)) < how.amount(target)


@settings(max_examples=300, deadline=None)
@given(STARTS, MOMENTS, st.sampled_from(UNITS), st.integers(1, 200), WEEKS)
def test_step_by_step_and_at_once_agree(start, gaps, unit, target, week):
    """SD3: a clock that remembers only its start, what is used and its present due arrives where its journal does."""
    target = target % 9 + 1 if "day" in unit else target * 7
    how, runs = measure(unit, week), history(start, gaps)
    left, stored, reached = how.amount(target), None, False
    for begin, end in runs:
        if not reached:
            stored = how.after(begin, left)[0]
            reached = end is not None and stored <= end
            left = max(left - how.passed(begin, end), 0) if end else left
    assert stored == due(how, runs, target)[0]


@settings(max_examples=200, deadline=None)
@given(STARTS, MOMENTS, st.sampled_from(UNITS), st.lists(st.integers(1, 60), min_size=1, max_size=4), WEEKS)
def test_the_order_of_changes_does_not_matter(start, gaps, unit, targets, week):
    """SD6: whatever the policy said in between, the last target and the history count."""
    how, runs = measure(unit, week), history(start, gaps)
    moments = [due(how, runs, target)[0] for target in targets]
    assert moments[-1] == due(how, list(runs), targets[-1])[0]
    assert sorted(moments) == [due(how, runs, target)[0] for target in sorted(targets)]


@settings(max_examples=200, deadline=None)
@given(STARTS, st.lists(st.integers(1, 2 * 24 * 3600), min_size=2, max_size=2), st.sampled_from(UNITS), WEEKS)
def test_a_pause_never_makes_it_due_sooner(start, gaps, unit, week):
    """SD5: with a pause the deadline is that without it or a later one."""
    target = 3 if "day" in unit else 300
    how = measure(unit, week)
    assert due(how, history(start, gaps), target)[0] >= due(how, [(start, None)], target)[0]
