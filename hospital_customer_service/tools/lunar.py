"""Days of the lunar calendar: its birthdays and festivals, as days of the ordinary calendar.

The months themselves come from the library ``lunar_python``; what a hospital has to decide stands here:

* Who was born in a leap month celebrates in the leap month of a year that has it, otherwise in the month of that name.
* Who was born on the thirtieth celebrates on the last day of a month of twenty-nine days.
* Who was born on the 29th of February celebrates on the 28th in years without it.
"""

from calendar import isleap
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from lunar_python import LunarYear

# ordinal of a date = Julian day at noon - JULIAN
JULIAN = 1_721_425
OLDEST = 1900
LONG_MONTH = 30

# code -> (month, day)
SOLAR_FESTIVALS = {
    "new_year": (1, 1),
    "womens_day": (3, 8),
    "labour_day": (5, 1),
    "childrens_day": (6, 1),
    "teachers_day": (9, 10),
    "national_day": (10, 1),
}
LUNAR_FESTIVALS = {
    "spring_festival": (1, 1),
    "lantern": (1, 15),
    "dragon_boat": (5, 5),
    "qixi": (7, 7),
    "mid_autumn": (8, 15),
    "double_ninth": (9, 9),
    "laba": (12, 8),
}
# the last day of the lunar year, which is no fixed day of its last month
NEW_YEARS_EVE = "new_years_eve"


class LunarDay(NamedTuple):
    """A day of the lunar calendar; ``leap`` for a day of a leap month."""

    year: int
    month: int
    leap: bool
    day: int


@lru_cache(maxsize=512)
def lunar_months(year):
    """The months of a lunar year.

    :return: dict ``(month, leap) -> (first day, number of days)``, in order
    """
    return {
        (abs(month.getMonth()), month.getMonth() < 0): (
            date.fromordinal(int(month.getFirstJulianDay()) - JULIAN),
            month.getDayCount(),
        )
        for month in LunarYear.fromYear(year).getMonths()
        if month.getYear() == year
    }


def to_lunar(day):
    """The lunar day of a date.

    >>> to_lunar(date(2025, 7, 25))
    LunarDay(year=2025, month=6, leap=True, day=1)
    """
    year = day.year if day >= lunar_months(day.year)[1, False][0] else day.year - 1
    for (month, leap), (first, length) in lunar_months(year).items():
        if first <= day < first + timedelta(days=length):
            return LunarDay(year, month, leap, (day - first).days + 1)
    raise ValueError(day)


def from_lunar(year, month, day, leap=False):
    """The date of a lunar day, or None where that month or day does not exist.

    >>> from_lunar(2026, 1, 1)
    datetime.date(2026, 2, 17)
    """
    first, length = lunar_months(year).get((month, leap), (None, 0))
    return first + timedelta(days=day - 1) if 1 <= day <= length else None


def lunar_birthday(born, year):
    """When somebody born on the date ``born`` celebrates in the lunar year ``year``."""
    birth = to_lunar(born)
    months = lunar_months(year)
    first, length = months[birth.month, birth.leap and (birth.month, True) in months]
    return first + timedelta(days=min(birth.day, length) - 1)


def solar_birthday(born, year):
    """When somebody born on the date ``born`` celebrates in the year ``year``."""
    if (born.month, born.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return born.replace(year=year)


def born_for(day, lunar=False):
    """Every date of birth that is celebrated on ``day``, from 1900 on; not that of a child born the same year.

    :param lunar: by the lunar calendar
    """
    return _lunar_births(day) if lunar else _solar_births(day)


def _solar_births(day):
    wanted = [(day.month, day.day)]
    if wanted == [(2, 28)] and not isleap(day.year):
        wanted.append((2, 29))
    return [
        date(year, *month_day)
        for year in range(OLDEST, day.year)
        for month_day in wanted
        if month_day != (2, 29) or isleap(year)
    ]


def _lunar_births(day):
    today = to_lunar(day)
    months = lunar_months(today.year)
    __, length = months[today.month, today.leap]
    kinds = [today.leap]
    if not today.leap and (today.month, True) not in months:
        kinds.append(True)
    days = [today.day]
    if today.day == length < LONG_MONTH:
        days.append(LONG_MONTH)
    births = (
        from_lunar(year, today.month, number, leap)
        # January of the first year belongs to the lunar year before
        for year in range(OLDEST - 1, today.year)
        for leap in kinds
        for number in days
    )
    return sorted(birth for birth in births if birth)


def festival_days(code, first, last):
    """The days of a festival from ``first`` to ``last``, both included."""
    days = []
    for year in range(first.year - 1, last.year + 1):
        if code in SOLAR_FESTIVALS:
            days.append(date(year, *SOLAR_FESTIVALS[code]))
        elif code == NEW_YEARS_EVE:
            days.append(from_lunar(year + 1, 1, 1) - timedelta(days=1))
        else:
            days.append(from_lunar(year, *LUNAR_FESTIVALS[code]))
    return [day for day in days if first <= day <= last]
