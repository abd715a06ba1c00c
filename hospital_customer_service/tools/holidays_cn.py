"""Statutory holidays of mainland China as the law of 2024-11-10 fixes them: thirteen days a year from 2025 on.

Which weekend days are worked in exchange is announced every autumn for the next year and cannot be computed; until
then these days, with weekend ones moved to the next working day, are the best guess there is.
"""

from datetime import date, timedelta

NEW_YEAR = "New Year's Day"
SPRING = "Spring Festival"
QINGMING = "Tomb-sweeping Day"
LABOUR = "Labour Day"
DRAGON_BOAT = "Dragon Boat Festival"
MID_AUTUMN = "Mid-Autumn Festival"
NATIONAL = "National Day"

# Days of the lunar calendar as (month, day): first day of the year, fifth of the fifth, fifteenth of the eighth month.
LUNAR = {
    2025: ((1, 29), (5, 31), (10, 6)),
    2026: ((2, 17), (6, 19), (9, 25)),
    2027: ((2, 6), (6, 9), (9, 15)),
    2028: ((1, 26), (5, 28), (10, 3)),
    2029: ((2, 13), (6, 16), (9, 22)),
    2030: ((2, 3), (6, 5), (9, 12)),
    2031: ((1, 23), (6, 24), (10, 1)),
    2032: ((2, 11), (6, 12), (9, 19)),
    2033: ((1, 31), (6, 1), (9, 8)),
    2034: ((2, 19), (6, 20), (9, 27)),
    2035: ((2, 8), (6, 10), (9, 16)),
}


def qingming(year):
    """Day of clear brightness, the solar term the Tomb-sweeping Day falls on (2000 to 2099).

    >>> qingming(2026), qingming(2027)
    (datetime.date(2026, 4, 5), datetime.date(2027, 4, 5))
    """
    short = year % 100
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)


def lawful_days(year):
    """The thirteen days named by the law, by name; a year without lunar table has its seven solar ones only.

    :return: list of ``(date, name)`` in order of dates
    """
    days = [(date(year, 1, 1), NEW_YEAR), (qingming(year), QINGMING)]
    days += [(date(year, 5, day), LABOUR) for day in (1, 2)]
    days += [(date(year, 10, day), NATIONAL) for day in (1, 2, 3)]
    if year in LUNAR:
        spring, dragon_boat, mid_autumn = (date(year, *month_day) for month_day in LUNAR[year])
        days += [(spring + timedelta(days=offset), SPRING) for offset in (-1, 0, 1, 2)]
        days += [(dragon_boat, DRAGON_BOAT), (mid_autumn, MID_AUTUMN)]
    return sorted(days)


def statutory_days(year):
    """Days off of a year without official notice: the lawful ones and a working day for each on a weekend.

    :return: dict of date to name
    """
    days = {}
    moved = []
    for day, name in lawful_days(year):
        # two festivals may share a day (2031): the second one is moved like one on a weekend
        if day in days or day.isoweekday() > 5:
            moved.append((day, name))
        days.setdefault(day, name)
    for day, name in moved:
        while day in days or day.isoweekday() > 5:
            day += timedelta(days=1)
        days[day] = name
    return dict(sorted(days.items()))
