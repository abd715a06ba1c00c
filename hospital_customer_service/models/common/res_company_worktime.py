from datetime import timedelta

from odoo import models

from ...tools.worktime import HOLIDAY, WORKDAY, Worktime, clean_spans, join_nights

MINUTES = {"minute": 1, "working_minute": 1, "working_hour": 60}


class ResCompany(models.Model):
    """Working days and working time of the hospital: calendar minus holidays plus make-up days."""

    _inherit = "res.company"

    def _hcs_day_kind(self, date):
        """What kind of day ``date`` is for the hospital.

        :return: ``(kind, provisional)``: "workday", "rest" (an ordinary weekend) or "holiday"; provisional where the
            official notice of that year is not known yet
        """
        kinds, _no_call, official = self.env["hcs.calendar.day"]._get_year(self.id, date.year)
        kind = kinds.get(date) or ("rest" if date.isoweekday() > 5 else WORKDAY)
        return kind, not official

    def _hcs_is_call_day(self, date):
        """Whether patients may be called on ``date`` at all, whatever the hour."""
        kinds, no_call, _official = self.env["hcs.calendar.day"]._get_year(self.id, date.year)
        if date in no_call or kinds.get(date) == HOLIDAY:
            return False
        return self.hcs_call_on_weekends or date.isoweekday() <= 5 or kinds.get(date) == WORKDAY

    def _hcs_add_working_time(self, start_utc, amount, unit, calendar=None):
        """Deadline ``amount`` of ``unit`` after ``start_utc``.

        Units of days do not count the day they start on and end with the working day, or with midnight.

        :param start_utc: naive UTC datetime
        :param unit: minute, working_minute, working_hour, working_day or calendar_day
        :param calendar: ``resource.calendar`` whose hours hold, those of the company by default
        :return: ``(due_utc, provisional)``; provisional where an official notice to come may move the deadline
        """
        self.ensure_one()
        local = self._hcs_local(start_utc).replace(tzinfo=None)
        if unit == "calendar_day":
            return self._hcs_to_utc(local.date() + timedelta(days=amount), 24.0), False
        if unit == "minute":
            return start_utc + timedelta(minutes=amount), False
        worktime = self._hcs_worktime(calendar)
        if unit == "working_day":
            due, provisional = worktime.add_days(local, amount)
        elif unit in MINUTES:
            due, provisional = worktime.add_minutes(local, amount * MINUTES[unit])
        else:
            raise ValueError(unit)
        return self._hcs_naive_to_utc(due), provisional

    def _hcs_worktime(self, calendar=None):
        """Arithmetic of ``tools.worktime`` on the hours of ``calendar`` and the hospital's holidays."""
        calendar = (calendar or self.sudo().resource_calendar_id).sudo()
        halves = (calendar.two_weeks_calendar and ("0", "1")) or (False,)
        weeks = []
        for half in halves:
            week = {}
            for line in calendar.attendance_ids:
                if line.display_type or line.day_period == "lunch" or (half and line.week_type != half):
                    continue
                span = (round(line.hour_from * 60), round(line.hour_to * 60))
                week.setdefault(int(line.dayofweek), []).append(span)
            weeks.append(join_nights({weekday: clean_spans(spans) for weekday, spans in sorted(week.items())}))
        return Worktime(weeks, self._hcs_exception)

    def _hcs_exception(self, date):
        kinds, _no_call, official = self.env["hcs.calendar.day"]._get_year(self.id, date.year)
        return kinds.get(date), not official
