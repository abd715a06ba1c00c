"""Working time: pure arithmetic on local, naive datetimes.

A *week* maps the weekday (0 is Monday) to the spans worked on it, in minutes after midnight; a span may end after
midnight (22:00 to 30:00 is a night shift and belongs to the day it starts on). Holidays take a day's spans away,
make-up days give a weekend day the spans of an ordinary one.
"""

from datetime import datetime, time, timedelta

DAY = timedelta(days=1)
DAY_MINUTES = 24 * 60
HALF_DAY = DAY_MINUTES // 2
HORIZON = 366 * 30
HOLIDAY = "holiday"
WORKDAY = "workday"

OFFICE_WEEK = {weekday: ((8 * 60, 12 * 60), (13 * 60, 17 * 60)) for weekday in range(5)}


class NoWorkingTime(ValueError):
    """A calendar that never works cannot hold a deadline."""


def clean_spans(spans):
    """Sort spans, drop empty ones and join those that touch.

    >>> clean_spans([(780, 1020), (480, 720), (720, 720), (1020, 1080)])
    ((480, 720), (780, 1080))
    """
    joined = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def join_nights(week):
    """Give the hours after midnight to the evening before, where both are halves of one night shift.

    >>> join_nights({0: ((1320, 1440),), 1: ((0, 360), (1320, 1440)), 2: ((0, 360),)})
    {0: ((1320, 1800),), 1: ((1320, 1800),), 2: ()}
    """
    joined = {weekday: list(spans) for weekday, spans in week.items()}
    for weekday, spans in week.items():
        following = (weekday + 1) % 7
        morning = next(iter(week.get(following, ())), None)
        if not spans or not morning:
            continue
        evening = spans[-1]
        if evening[1] == DAY_MINUTES and evening[0] >= HALF_DAY and morning[0] == 0 and morning[1] <= HALF_DAY:
            joined[weekday][-1] = (evening[0], DAY_MINUTES + morning[1])
            joined[following].remove(morning)
    return {weekday: tuple(spans) for weekday, spans in joined.items()}


class Worktime:
    """The working time of one calendar.

    :param weeks: one week, or two that alternate (the first one holds in even weeks counted from year 1)
    :param day_kind: function of a date, which returns ``(kind, provisional)``: "holiday", "workday" for a make-up
        day, anything else for a day like its weekday
    """

    def __init__(self, weeks, day_kind):
        self.weeks = [week for week in weeks if any(week.values())] or [OFFICE_WEEK]
        self.day_kind = day_kind

    def spans(self, day):
        """Spans worked on ``day`` and whether they may still change: ``([(from, to), …], provisional)``."""
        kind, provisional = self.day_kind(day)
        if kind == HOLIDAY:
            return [], provisional
        week = self.weeks[(day.toordinal() - 1) // 7 % len(self.weeks)]
        minutes = week.get(day.weekday(), ())
        if not minutes and kind == WORKDAY:
            minutes = next(week[weekday] for weekday in sorted(week) if week[weekday]) if any(week.values()) else ()
        midnight = datetime.combine(day, time())
        return [
            (midnight + timedelta(minutes=start), midnight + timedelta(minutes=end)) for start, end in minutes
        ], provisional

    def add_minutes(self, start, minutes):
        """Moment at which ``minutes`` of working time have passed since ``start``.

        :return: ``(due, provisional)``
        """
        left = _amount(timedelta(minutes=minutes))
        reached = start
        unsure = False
        # the night shift of the day before may still be running
        for day in _days(start.date() - DAY):
            spans, provisional = self.spans(day)
            unsure |= provisional and day >= start.date()
            for begin, end in spans:
                begin = max(begin, reached)
                if end < begin:
                    continue
                if end - begin >= left:
                    return begin + left, unsure
                left -= end - begin
                reached = end
        raise NoWorkingTime

    def add_days(self, start, days):
        """End of the working day that comes ``days`` working days after ``start``, whose own day is not counted.

        :return: ``(due, provisional)``
        """
        left = _amount(days)
        unsure = False
        for day in _days(start.date()):
            spans, provisional = self.spans(day)
            unsure |= provisional
            if spans and day > start.date():
                left -= 1
            # nothing to add: the day itself if it is worked, else the next one that is
            if spans and (left < 0 or left == 0 and (day > start.date()) == bool(days)):
                return spans[-1][1], unsure
        raise NoWorkingTime

    def covers(self, moment):
        """Whether ``moment`` is working time."""
        days = (moment.date() - DAY, moment.date())
        return any(begin <= moment < end for day in days for begin, end in self.spans(day)[0])

    def next_start(self, moment):
        """The next moment, later than ``moment``, at which work begins."""
        for day in _days(moment.date() - DAY):
            for begin, _end in self.spans(day)[0]:
                if begin > moment:
                    return begin
        raise NoWorkingTime

    def minutes_between(self, start, end):
        """Working time from ``start`` to ``end`` in minutes; negative where ``end`` comes first."""
        if end < start:
            return -self.minutes_between(end, start)
        worked = timedelta()
        reached = start
        day = start.date() - DAY
        while day <= end.date():
            for begin, stop in self.spans(day)[0]:
                begin, stop = max(begin, reached), min(stop, end)
                if begin < stop:
                    worked += stop - begin
                    reached = stop
            day += DAY
        return worked / timedelta(minutes=1)


def _amount(value):
    if value < type(value)(0):
        raise ValueError("an amount of working time cannot be negative")
    return value


def _days(first):
    return (first + DAY * offset for offset in range(HORIZON))
