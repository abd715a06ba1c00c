"""The law's thirteen days (DOMAIN §1.8), against the days that were really announced."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from hcs_tools.holidays_cn import LUNAR, SPRING, lawful_days, qingming, statutory_days


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_lawful_day_was_off_in_the_announced_years(year):
    for day, name in lawful_days(year):
        assert chinese_calendar.is_holiday(day), f"{day} {name}"


@pytest.mark.parametrize("year", range(2025, 2036))
def test_thirteen_days_a_year(year):
    """New Year 1, Spring Festival 4, Qingming 1, Labour 2, Dragon Boat 1, Mid-Autumn 1, National 3."""
    assert len(lawful_days(year)) == 13


@pytest.mark.parametrize("year", range(2004, 2027))
def test_qingming_is_the_solar_term(year):
    [(day, _name)] = chinese_calendar.get_solar_terms(date(year, 4, 1), date(year, 4, 10))
    assert qingming(year) == day


def test_provisional_days_of_2027():
    """New Year's Eve is off since the law of 2024; weekend days move to the next working day."""
    days = statutory_days(2027)
    assert [day for day, name in days.items() if name == SPRING] == [
        date(2027, 2, 5) + timedelta(days=offset) for offset in range(6)
    ]
    assert {date(2027, 1, 1), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)} <= days.keys()
    assert [day for day in days if day.month == 5] == [date(2027, 5, day) for day in (1, 2, 3, 4)]
    assert [day for day in days if day.month == 10] == [date(2027, 10, day) for day in (1, 2, 3, 4, 5)]


@pytest.mark.parametrize("year", range(2025, 2045))
def test_the_law_gives_thirteen_days_off_on_weekdays(year):
    """A holiday on a weekend, or on another holiday (2031), is made up for."""
    off = [day for day in statutory_days(year) if day.isoweekday() <= 5]
    assert len(off) == (13 if year in LUNAR else 7)


@pytest.mark.parametrize("year", sorted(LUNAR))
def test_lunar_days_lie_right_in_the_solar_year(year):
    """The lunar months between two festivals have 29 or 30 days, and the year starts with the second new moon."""
    spring, dragon_boat, mid_autumn = (date(year, *month_day) for month_day in LUNAR[year])
    assert date(year, 1, 21) <= spring <= date(year, 2, 20)
    # from the first day of a month to the fifth of another: four or, with a leap month, five months lie between
    months = (dragon_boat - spring).days - 4
    assert min(abs(months - 29.53 * count) for count in (4, 5)) < 1.6
    months = (mid_autumn - dragon_boat).days - 10
    assert min(abs(months - 29.53 * count) for count in (3, 4)) < 1.6
    if year + 1 in LUNAR:
        length = (date(year + 1, *LUNAR[year + 1][0]) - spring).days
        assert length in (353, 354, 355, 383, 384, 385)
