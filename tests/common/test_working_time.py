from datetime import date, datetime, timedelta

import chinese_calendar

from odoo import Command
from odoo.tests import tagged

from tests.common import HcsCase


@tagged("post_install", "-at_install", "hcs_common")
class TestWorkingTime(HcsCase):
    """Working days and deadlines of the hospital (DOMAIN §1.8)."""

    def add(self, day, amount, unit, hour=9.0, **options):
        start = self.company._hcs_to_utc(date.fromisoformat(day), hour)
        due, provisional = self.company._hcs_add_working_time(start, amount, unit, **options)
        return self.company._hcs_local(due).replace(tzinfo=None), provisional

    def test_every_day_of_the_announced_years(self):
        """Shipped data against chinesecalendar: 1,096 days, no difference."""
        day, last = date(2024, 1, 1), date(2026, 12, 31)
        compared = 0
        while day <= last:
            kind, provisional = self.company._hcs_day_kind(day)
            self.assertEqual(kind == "workday", chinese_calendar.is_workday(day), day)
            self.assertFalse(provisional, day)
            if day in chinese_calendar.constants.holidays:
                self.assertEqual(kind, "holiday", day)
            compared += 1
            day += timedelta(days=1)
        self.assertEqual(compared, 1096)

    def test_golden_table(self):
        """DOMAIN §1.8: +5 and +10 working days, the start day not counted."""
        for start, five, ten in [
            ("2025-12-30", "2026-01-07", "2026-01-14"),
            ("2026-02-12", "2026-02-26", "2026-03-04"),
            ("2026-02-14", "2026-02-28", "2026-03-06"),
            ("2026-04-30", "2026-05-11", "2026-05-18"),
            ("2026-06-18", "2026-06-26", "2026-07-03"),
            ("2026-09-19", "2026-09-24", "2026-10-09"),
            ("2026-09-30", "2026-10-13", "2026-10-20"),
        ]:
            for days, due in ((5, five), (10, ten)):
                self.assertEqual(
                    self.add(start, days, "working_day"), (datetime.fromisoformat(f"{due} 17:00"), False), start
                )

    def test_a_deadline_in_a_year_without_notice_is_provisional(self):
        """DOMAIN §1.8: 2026-12-28 + 5 working days."""
        due, provisional = self.add("2026-12-28", 5, "working_day")
        self.assertEqual(due.date(), date(2027, 1, 5))
        self.assertTrue(provisional)
        self.assertFalse(self.add("2026-12-28", 2, "working_day")[1])

    def test_a_year_without_any_data_works(self):
        """2032 is nowhere in the data: the statutory days hold, provisionally."""
        self.assertFalse(self.env["hcs.calendar.day"].search_count([("date", ">=", "2032-01-01")]))
        self.assertEqual(self.company._hcs_day_kind(date(2032, 10, 1)), ("holiday", True))
        self.assertEqual(self.company._hcs_day_kind(date(2032, 2, 11)), ("holiday", True))
        self.assertEqual(self.company._hcs_day_kind(date(2032, 3, 3)), ("workday", True))
        # 2032-10-01 is a Friday; the week-end days of the holiday move to Monday and Tuesday
        self.assertEqual(self.add("2032-09-30", 1, "working_day")[0].date(), date(2032, 10, 6))
        # beyond the lunar table only the solar days are known
        self.assertEqual(self.company._hcs_day_kind(date(2090, 5, 1)), ("holiday", True))

    def test_hours_and_minutes_follow_the_companys_hours(self):
        self.assertEqual(self.add("2026-11-20", 60, "working_minute", hour=16.5)[0], datetime(2026, 11, 23, 8, 30))
        self.assertEqual(self.add("2026-11-20", 1.5, "working_hour", hour=11.0)[0], datetime(2026, 11, 20, 13, 30))
        self.assertEqual(self.add("2026-09-30", 90, "minute", hour=23.5)[0], datetime(2026, 10, 1, 1))

    def test_calendar_days_end_at_midnight(self):
        self.assertEqual(self.add("2026-09-30", 2, "calendar_day")[0], datetime(2026, 10, 3))

    def test_a_calendar_of_its_own(self):
        """A team that works on Saturdays counts them, and its lunch break is not worked."""
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Six days",
                "attendance_ids": [Command.clear()]
                + [
                    Command.create({"name": "x", "dayofweek": str(day), "hour_from": 9, "hour_to": 18})
                    for day in range(6)
                ],
            }
        )
        self.assertEqual(self.add("2026-11-20", 1, "working_day", calendar=calendar)[0], datetime(2026, 11, 21, 18))
        self.assertEqual(self.add("2026-11-20", 1, "working_day")[0], datetime(2026, 11, 23, 17))

    def test_the_hospitals_own_day_goes_before_everybodys(self):
        """ORG-01, multi-company: one hospital works on a holiday, the other does not."""
        other = self.env["res.company"].create({"name": "Second hospital"})
        self.env["hcs.calendar.day"].create(
            {"date": "2026-10-05", "kind": "workday", "name": "On duty", "company_id": other.id}
        )
        self.assertEqual(other._hcs_day_kind(date(2026, 10, 5)), ("workday", False))
        self.assertEqual(self.company._hcs_day_kind(date(2026, 10, 5)), ("holiday", False))

    def test_a_day_without_calls_keeps_its_working_time(self):
        before = self.company._hcs_day_kind(date(2026, 11, 25))
        self.env["hcs.calendar.day"].create({"date": "2026-11-25", "kind": "no_call", "name": "Move of the exchange"})
        self.assertEqual(self.company._hcs_day_kind(date(2026, 11, 25)), before)
        self.assertFalse(self.company._hcs_is_call_day(date(2026, 11, 25)))

    def test_changed_days_count_at_once(self):
        """The cache of the year is dropped on create, write and unlink."""
        day = date(2026, 11, 24)
        record = self.env["hcs.calendar.day"].create({"date": day, "name": "Founder's day"})
        self.assertEqual(self.company._hcs_day_kind(day)[0], "holiday")
        record.kind = "no_call"
        self.assertEqual(self.company._hcs_day_kind(day)[0], "workday")
        record.kind = "holiday"
        record.unlink()
        self.assertEqual(self.company._hcs_day_kind(day)[0], "workday")

    def test_anybody_may_have_a_deadline_computed(self):
        """A respondent's record gets its deadline although respondents may not read the calendar."""
        company = self.company.with_user(self.user_department)
        start = datetime(2026, 2, 12, 1)
        self.assertEqual(company._hcs_add_working_time(start, 5, "working_day")[0], datetime(2026, 2, 26, 9))

    def test_an_unknown_unit_is_an_error_of_the_caller(self):
        with self.assertRaises(ValueError):
            self.add("2026-11-20", 1, "fortnight")

    def test_local_time(self):
        self.company.hcs_tz = "Europe/Berlin"
        self.assertEqual(self.company._hcs_to_utc(date(2026, 7, 1), 14.5), datetime(2026, 7, 1, 12, 30))
        self.assertEqual(self.company._hcs_to_utc(date(2026, 12, 1), 24.0), datetime(2026, 12, 1, 23))
        self.assertEqual(self.company._hcs_local_date(datetime(2026, 7, 1, 22, 30)), date(2026, 7, 2))
