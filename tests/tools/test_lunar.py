"""CARE-01: birthdays and festivals by the lunar calendar; golden days are those of the published almanacs."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcs_tools import holidays_cn
from hcs_tools.lunar import (
    LunarDay,
    born_for,
    festival_days,
    from_lunar,
    lunar_birthday,
    lunar_months,
    solar_birthday,
    to_lunar,
)

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        (date(2024, 2, 10), LunarDay(2024, 1, False, 1)),
        (date(2025, 1, 28), LunarDay(2024, 12, False, 29)),
        (date(2025, 1, 29), LunarDay(2025, 1, False, 1)),
        (date(2026, 2, 17), LunarDay(2026, 1, False, 1)),
        (date(2027, 2, 6), LunarDay(2027, 1, False, 1)),
        # leap months: 2020 the fourth, 2023 the second, 2025 the sixth, 2033 the eleventh
        (date(2020, 5, 23), LunarDay(2020, 4, True, 1)),
        (date(2023, 3, 22), LunarDay(2023, 2, True, 1)),
        (date(2025, 7, 25), LunarDay(2025, 6, True, 1)),
        (date(2033, 12, 22), LunarDay(2033, 11, True, 1)),
        (date(1949, 10, 1), LunarDay(1949, 8, False, 10)),
    ],
)
def test_golden_days(day, lunar):
    assert to_lunar(day) == lunar
    assert from_lunar(lunar.year, lunar.month, lunar.day, lunar.leap) == day


def test_the_table_of_holidays_says_the_same():
    for year, month_days in holidays_cn.LUNAR.items():
        found = [from_lunar(year, *lunar) for lunar in ((1, 1), (5, 5), (8, 15))]
        assert found == [date(year, *month_day) for month_day in month_days]


def test_months_follow_each_other_without_a_gap():
    end = lunar_months(1900)[1, False][0]
    for year in range(1900, 2101):
        months = lunar_months(year)
        assert len(months) in (12, 13)
        for first, length in months.values():
            assert first == end
            assert length in (29, 30)
            end = first + timedelta(days=length)


@pytest.mark.parametrize(
    ("born", "year", "celebrated"),
    [
        # the first of the sixth month
        (date(1962, 7, 2), 2026, date(2026, 7, 14)),
        # born in a leap month: the leap month where the year has it, else the month of that name
        (date(1987, 7, 26), 2025, date(2025, 7, 25)),
        (date(1987, 7, 26), 2026, date(2026, 7, 14)),
        # born in the month of that name: never in the leap month
        (date(1962, 7, 2), 2025, date(2025, 6, 25)),
        # born on a thirtieth: the last day of a month of twenty-nine
        (date(1963, 1, 24), 2024, date(2025, 1, 28)),
        (date(1963, 1, 24), 2026, date(2027, 2, 5)),
    ],
)
def test_lunar_birthdays(born, year, celebrated):
    assert lunar_birthday(born, year) == celebrated
    assert born in born_for(celebrated, lunar=True)


def test_a_birthday_of_the_29th_of_february():
    leap = date(1988, 2, 29)
    assert solar_birthday(leap, 2028) == date(2028, 2, 29)
    assert solar_birthday(leap, 2026) == date(2026, 2, 28)
    assert leap in born_for(date(2028, 2, 29))
    assert leap not in born_for(date(2028, 2, 28))
    assert leap in born_for(date(2026, 2, 28))
    assert leap not in born_for(date(2026, 3, 1))


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("new_year", [date(2026, 1, 1)]),
        ("new_years_eve", [date(2026, 2, 16)]),
        ("spring_festival", [date(2026, 2, 17)]),
        ("lantern", [date(2026, 3, 3)]),
        ("dragon_boat", [date(2026, 6, 19)]),
        ("qixi", [date(2026, 8, 19)]),
        ("mid_autumn", [date(2026, 9, 25)]),
        ("double_ninth", [date(2026, 10, 18)]),
        ("laba", [date(2026, 1, 26)]),
    ],
)
def test_festivals_of_2026(code, days):
    assert festival_days(code, date(2026, 1, 1), date(2026, 12, 31)) == days


def test_a_festival_may_come_twice_in_a_year_or_not_at_all():
    """The eighth of the twelfth month wanders around the turn of the year."""
    counts = [len(festival_days("laba", date(year, 1, 1), date(year, 12, 31))) for year in (2022, 2023, 2025)]
    assert counts == [2, 0, 1]
    # in a leap month there is no second festival
    assert festival_days("dragon_boat", date(2009, 1, 1), date(2009, 12, 31)) == [date(2009, 5, 28)]


births = st.dates(min_value=date(1900, 2, 1), max_value=date(2030, 12, 31))
years = st.integers(min_value=2000, max_value=2099)


@given(births, years)
def test_exactly_one_birthday_a_lunar_year(born, year):
    """Whoever was born on any day is greeted on one day of each lunar year, and on no other."""
    if to_lunar(born).year >= year:
        return
    day = lunar_birthday(born, year)
    assert born in born_for(day, lunar=True)
    for other in (day - 30 * DAY, day - 29 * DAY, day - DAY, day + DAY, day + 29 * DAY, day + 30 * DAY):
        assert born not in born_for(other, lunar=True)


@given(births, years)
def test_exactly_one_birthday_a_year(born, year):
    if born.year >= year:
        return
    day = solar_birthday(born, year)
    assert born in born_for(day)
    assert born not in born_for(day - DAY)
    assert born not in born_for(day + DAY)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31)), st.booleans())
def test_everybody_greeted_has_the_birthday(day, lunar):
    wanted = born_for(day, lunar)
    assert len(wanted) == len(set(wanted))
    year = to_lunar(day).year if lunar else day.year
    for born in wanted[:: max(1, len(wanted) // 5)]:
        assert (lunar_birthday if lunar else solar_birthday)(born, year) == day
