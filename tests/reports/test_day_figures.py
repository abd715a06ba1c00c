"""PERF G3b, G3c: the days from which trends are added up equal the rows, and only touched days are counted again."""

from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from tests.reports import ReportCase, local


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2026-08-01 04:00:00")
class TestDayFigures(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.days = cls.env["hcs.day.figure"]
        cls.facts = cls.env["hcs.fact"]
        cls.last = date(2026, 7, 31)

    def touched(self, name="followup", last=None):
        return self.days._touched(self.hospital, name, last or self.last)

    def refresh(self, name="followup"):
        days = self.touched(name)
        self.days._refresh(self.hospital, days, [name])
        return days

    def long_ago(self):
        """What was written until now was written long before the days were counted."""
        self.env.flush_all()
        for table in ("hcs_followup_task", "hcs_followup_satisfaction", "hcs_opinion"):
            self.env.cr.execute(SQL("UPDATE %s SET write_date = '2026-01-01'", SQL.identifier(table)))
        self.env.invalidate_all()

    def test_days_add_up_to_what_the_rows_say(self):
        """Every figure that can be added up, of the whole and of every part, over bounds that cut through the data."""
        self._fill(300)
        self.env.flush_all()
        self.env.cr.execute("UPDATE hcs_opinion SET noted_at = timestamp '2026-05-30' + (id % 40) * interval '1 day'")
        for name in ("followup", "answer", "opinion"):
            self.refresh(name)
        codes = [
            code
            for code in self.days._possible() | {"fu_unsuccessful", "fu_reason_share"}
            if self.facts._measures()[code].fact in ("followup", "answer", "opinion")
        ]
        self.assertGreater(len(codes), 10)
        for first, last in (("2026-06-01", "2026-06-30"), ("2026-05-26", "2026-06-25"), ("2026-06-07", "2026-06-07")):
            bounds = date.fromisoformat(first), date.fromisoformat(last)
            live = self.facts._count(self.hospital, *bounds, codes)
            days = self.days._total(self.hospital, codes, *bounds)
            live = {key: pair for key, pair in live.items() if key[1] != "time"}
            self.assertEqual({k: (live.get(k), days.get(k)) for k in {*live, *days} if live.get(k) != days.get(k)}, {})
            self.assertGreater(live["fu_events", "total", 0, ""][0], 0)

    def test_only_touched_days_are_counted_again(self):
        """A change, a new row, a row that went away and one that moved to another day; nothing else."""
        self._fill(200, days=40)
        self.long_ago()
        counted = self.refresh()
        self.assertGreater(len(counted), 35)
        self.assertEqual(self.touched(), [])

        tasks = self.env["hcs.followup.task"].search(
            [("company_id", "=", self.hospital.id), ("state", "=", "done")], order="due_at", limit=60
        )
        day_of = {task: self.hospital._hcs_local_date(task.due_at) for task in tasks}
        changed, moved, gone = (tasks.filtered(lambda task, day=day: day_of[task] == day)[:1] for day in
                                sorted(set(day_of.values()))[:3])  # fmt: skip
        changed.note = "Called back."
        moved.due_at = local("2026-06-30 18:00")
        self.env.flush_all()
        # raw SQL, as a data import does it: not even the date of writing changes
        self.env.cr.execute(SQL("DELETE FROM hcs_followup_task WHERE id = %s", gone.id))
        expected = {day_of[changed], day_of[moved], date(2026, 6, 30), day_of[gone]}
        self.assertEqual(set(self.touched()), expected)
        self.refresh()
        figures = self.days._total(self.hospital, ["fu_events"], date(2026, 6, 1), date(2026, 7, 31))
        self.assertEqual(
            figures, {k: v for k, v in self.facts._count(
                self.hospital, date(2026, 6, 1), date(2026, 7, 31), ["fu_events"]).items() if k[1] != "time"},
        )  # fmt: skip

    def test_late_data(self):
        """Calls entered weeks later count on the day they were due."""
        self._fill(50, days=10)
        self.long_ago()
        self.refresh()
        self._task("2026-06-03 20:00", "done", "2026-06-03 19:00")
        self.env.flush_all()
        self.assertEqual(self.refresh(), [date(2026, 6, 3)])

    def test_the_days_are_the_hospitals(self):
        """00:00 in Shanghai, which is 16:00 UTC, begins the new day."""
        for due in ("2026-06-07 23:59", "2026-06-08 00:00", "2026-06-08 00:01"):
            self._task(due)
        self.env.flush_all()
        self.refresh()
        rows = self.days.search([("company_id", "=", self.hospital.id), ("part", "=", "total")], order="day")
        self.assertEqual([(row.day, row.rows) for row in rows], [(date(2026, 6, 7), 1), (date(2026, 6, 8), 2)])

    def test_a_hospital_counts_its_own_rows(self):
        other = self.env["res.company"].create({"name": "Elsewhere", "hcs_tz": "Asia/Shanghai"})
        self._task("2026-06-03 20:00")
        self.env.flush_all()
        self.refresh()
        self.assertFalse(self.days._touched(other, "followup", self.last))
        stranger = self._make_user(
            "hcs_stranger", "group_hcs_director", company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        seen = self.as_user(stranger, "hcs.day.figure").with_context(allowed_company_ids=other.ids)
        self.assertFalse(seen.search([]))
        self.assertTrue(self.as_user(self.user_director, "hcs.day.figure").search([("day", "=", "2026-06-03")]))

    def test_a_trend_by_week_month_and_quarter(self):
        """Over New Year: ISO week 53, the month from the 26th, the quarter of three such months; 0/0 is a dash."""
        with freeze_time("2027-03-01 04:00:00"):
            for due, first in (("2026-12-27 20:00", "2026-12-27 19:00"), ("2026-12-28 09:00", None),
                               ("2027-01-03 23:59", "2027-01-03 23:00"), ("2027-01-04 00:00", None)):  # fmt: skip
                self._task(due, "done" if first else "open", first)
            self.env.flush_all()
            self.days._refresh(self.hospital, self.touched(last=date(2027, 2, 28)), ["followup"])
            trend = self.as_user(self.user_director, "hcs.day.figure").get_trend
            [weeks] = trend(["fu_attempted_rate"], "2026-12-21", "2027-01-17", "week")
            self.assertEqual(
                [(point["key"], point["numerator"], point["denominator"]) for point in weeks["points"]],
                [("2026-W52", 1, 1), ("2026-W53", 1, 2), ("2027-W01", 0, 1), ("2027-W02", 0, 0)],
            )
            self.assertEqual([point["text"] for point in weeks["points"]], ["100.0%", "50.0%", "0.0%", "–"])
            [months] = trend(["fu_events"], "2026-11-26", "2027-01-25", "month")
            self.assertEqual([(p["key"], p["value"]) for p in months["points"]], [("2026-12", 0), ("2027-01", 4)])
            [quarters] = trend(["fu_events"], "2026-12-25", "2026-12-28", "quarter")
            self.assertEqual([(p["key"], p["value"]) for p in quarters["points"]], [("2026-Q4", 0), ("2027-Q1", 2)])

    def test_the_job_counts_every_hospital_up_to_yesterday(self):
        self._task("2026-07-31 20:00")
        self._task("2026-08-01 09:00")
        with self.enter_registry_test_mode():
            self.env.ref("hospital_cs_reports.ir_cron_day_figure").method_direct_trigger()
        domain = [("company_id", "=", self.hospital.id), ("fact", "=", "followup"), ("part", "=", "total")]
        self.assertEqual(self.days.search(domain).mapped("day"), [date(2026, 7, 31)])

    def test_what_cannot_be_added_up_has_no_trend(self):
        """Different persons of two days may be one; a median of medians is none; members are counted at the end."""
        possible = self.days._possible()
        self.assertFalse({"fu_persons", "sv_response_median", "vm_members", "vm_retention_rate"} & possible)
        self.assertLessEqual({"fu_events", "cp_rate", "sv_records", "in_incidents", "ap_no_show_rate"}, possible)
        trend = self.as_user(self.user_director, "hcs.day.figure").get_trend
        for codes in (["fu_persons"], ["nothing"], []):
            with self.assertRaises(UserError):
                trend(codes, "2026-06-01", "2026-06-30")
        for days in (("2026-06-30", "2026-06-01"), ("2000-01-01", "2026-06-01"), (False, False)):
            with self.assertRaises(UserError):
                trend(["fu_events"], *days)
        with self.assertRaises(UserError):
            trend(["fu_events"], "2026-06-01", "2026-06-30", "year")

    def test_who_may(self):
        for user in (self.user_agent, self.user_department, self.user_outsider):
            with self.assertRaises(AccessError):
                self.as_user(user, "hcs.day.figure").get_trend(["fu_events"], "2026-06-01", "2026-06-30")
        for user in (self.user_leader, self.user_executive):
            self.assertTrue(self.as_user(user, "hcs.day.figure").get_trend(["fu_events"], "2026-06-01", "2026-06-30"))

    def test_names(self):
        self._task("2026-06-03 20:00", "unsuccessful", last_outcome="no_answer")
        self.env.flush_all()
        self.refresh()
        rows = self.as_user(self.user_director, "hcs.day.figure").search([("day", "=", date(2026, 6, 3))])
        names = {row.part: row.label for row in rows}
        self.assertEqual(names["department"], "Surgery")
        self.assertEqual(names["outcome"], self.env["hcs.call.outcome"].search([("code", "=", "no_answer")]).name)
        self.assertEqual(names["total"], "")

    def test_runs(self):
        day = date(2026, 2, 27)
        days = [day + timedelta(days=offset) for offset in (4, 0, 1, 2, 2)]
        expected = [[day, date(2026, 3, 1)], [date(2026, 3, 3), date(2026, 3, 3)]]
        self.assertEqual(self.days._runs(days), expected)
