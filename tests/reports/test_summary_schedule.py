from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.reports import ReportCase, local

REMIND = "odoo.addons.hospital_cs_reports.models.summary.hcs_summary_forwarding"


@tagged("post_install", "-at_install", "hcs_reports")
class TestSummarySchedule(ReportCase):
    """RPT-05, FUP-12: compiled by the schedule, provisional, reminded of, told when late."""

    def setUp(self):
        super().setUp()
        # of all people of the suite's database only these two are asked
        self.asked = self.user_director | self.user_executive

    def _run(self, moment):
        with freeze_time(local(moment)):
            return self.summaries._cron_steps()

    def _todos(self, summary):
        return [
            (activity.user_id.login, activity.activity_type_id.name, str(activity.date_deadline))
            for activity in summary.sudo().activity_ids.sorted(lambda a: (a.user_id.login, a.activity_type_id.name))
            if activity.user_id in self.asked
        ]

    def test_golden_days(self):
        """FUP-12: September 2026 ends in Mid-Autumn; a quarter has the days of its last month."""
        golden = {
            ("month", "2026-08-26"): ("2026-09-28", "2026-09-30", "2026-09-30", "2026-09-30"),
            ("month", "2026-01-26"): ("2026-02-25", "2026-02-27", "2026-02-28", "2026-02-28"),
            ("quarter", "2026-06-26"): ("2026-09-28", "2026-09-30", "2026-09-30", "2026-09-30"),
        }
        months = self.env["hcs.followup.cycle"]
        for (kind, start), (verify_from, _last, submit_by, final) in golden.items():
            with self.subTest(kind=kind, start=start), freeze_time("2026-12-01 04:00:00"):
                summary = self._summary(kind, start, compiled=False)
                days = months._prepare_values(self.hospital, date.fromisoformat(final).replace(day=1))
                self.assertEqual(str(summary.verify_from), verify_from)
                self.assertEqual(summary.verify_to, days["verify_to"])
                self.assertEqual((str(summary.final_on), str(summary.review_by)), (final, final))
                self.assertEqual(str(summary.submit_by), submit_by)
                self.assertEqual(
                    summary.settled_at, self.hospital._hcs_to_utc(date.fromordinal(summary.verify_to.toordinal() + 1))
                )

    def test_weeks_move_to_working_days(self):
        """The week that ends on Sunday 4 October 2026 lies in the holidays: its days begin on the 8th."""
        golden = {
            "2026-06-01": ("2026-06-08", "2026-06-10"),
            "2026-09-28": ("2026-10-08", "2026-10-10"),  # Saturday the 10th makes up for the holidays
        }
        for start, days in golden.items():
            with self.subTest(start=start):
                summary = self._summary(date_from=start, compiled=False)
                self.assertEqual((str(summary.submit_by), str(summary.review_by)), days)
        self.hospital.write({"hcs_summary_submit_days": 3, "hcs_summary_review_days": 0})
        summary = self._summary(date_from="2026-06-15", compiled=False)
        self.assertEqual(summary.submit_by, summary.review_by)
        for days in (-1, 31):
            with self.assertRaises(ValidationError):
                self.hospital.hcs_summary_review_days = days

    def test_the_26th_is_provisional_and_the_final_figures_come_by_themselves(self):
        """Data are cut on the 25th; what is verified until the 28th still counts."""
        task = self._task("2026-06-20 20:00", "unsuccessful", "2026-06-20 19:00", failed_count=3)
        with freeze_time(local("2026-06-26 06:00")):
            summary = self._summary("month", "2026-05-26")
            author = summary.author_id
            self.assertTrue(summary.is_provisional)
            with self.assertRaisesRegex(UserError, "verified until"):
                self._submit(summary)
        self.assertEqual(self._figure(summary, "fu_effective_rate").fraction_text, "0/1")
        task.write({"state": "done"})
        verify_to = summary.verify_to
        self._run(f"{verify_to} 23:00")
        self.assertEqual(self._figure(summary, "fu_effective_rate").fraction_text, "0/1")
        self._run(f"{date.fromordinal(verify_to.toordinal() + 1)} 00:10")
        self.assertEqual(self._figure(summary, "fu_effective_rate").fraction_text, "1/1")
        self.assertFalse(summary.is_provisional)
        self.assertEqual(summary.author_id, author, "whoever compiled it still stands for it")
        with freeze_time(local(f"{summary.submit_by} 10:00")):
            self._submit(summary)
        self.assertEqual(summary.state, "submitted")

    def test_verified_early_is_final_early(self):
        """The leader who confirms the numbers of the month ends the provisional time."""
        self._task("2026-06-20 20:00")
        with freeze_time(local("2026-06-26 06:00")):
            summary = self._summary("month", "2026-05-26")
            month = self.env["hcs.followup.cycle"]._ensure(self.hospital, summary.date_to)
        month.verified_at = local("2026-06-26 09:00")
        summary.invalidate_recordset(["settled_at", "is_provisional"])
        self.assertTrue(summary.is_provisional)
        self._run("2026-06-26 10:00")
        summary.invalidate_recordset(["settled_at", "is_provisional"])
        self.assertFalse(summary.is_provisional)

    def test_submitted_figures_are_never_counted_again(self):
        self._task("2026-06-20 20:00")
        with freeze_time(local("2026-07-02 06:00")):
            summary = self._summary("month", "2026-05-26")
            self._submit(summary)
        stamp = summary.compiled_at
        month = self.env["hcs.followup.cycle"]._ensure(self.hospital, summary.date_to)
        month.verified_at = local("2026-07-03 09:00")
        self._run("2026-07-05 10:00")
        self.assertEqual(summary.compiled_at, stamp)

    def test_to_dos_follow_the_steps(self):
        """One to-do for each person who has the next step; asked again, nothing changes."""
        self._task("2026-06-03 20:00")
        with freeze_time(local("2026-06-08 06:00")):
            summary = self._summary()
            self.assertEqual(self._todos(summary), [("hcs_director", "Submit summary", "2026-06-08")])
            count = len(summary.sudo().activity_ids)
            for _time in range(3):
                self.summaries._cron_steps()
            self.assertEqual(len(summary.sudo().activity_ids), count)
            self._submit(summary)
            self.assertEqual(self._todos(summary), [("hcs_executive", "Review summary", "2026-06-10")])
            summary.with_user(self.user_executive).action_return("Why?")
            self.assertEqual(self._todos(summary), [("hcs_director", "Submit summary", "2026-06-08")])
            self._submit(summary)
            summary.with_user(self.user_executive).action_review()
            self.assertEqual(self._todos(summary), [("hcs_executive", "Publish summary", "2026-06-10")])
            summary.with_user(self.user_executive).action_publish()
            self.assertFalse(summary.sudo().activity_ids)

    def test_a_deleted_to_do_comes_back_and_a_moved_day_moves_it(self):
        self._task("2026-06-03 20:00")
        with freeze_time(local("2026-06-08 06:00")):
            summary = self._summary()
            summary.sudo().activity_ids.unlink()
            self.hospital.hcs_summary_submit_days = 2
            self.summaries._cron_steps()
            self.assertEqual(self._todos(summary), [("hcs_director", "Submit summary", "2026-06-09")])
            self.hospital.hcs_summary_submit_days = 3
            self.summaries._cron_steps()
            self.assertEqual(self._todos(summary), [("hcs_director", "Submit summary", "2026-06-10")])

    def test_late_is_told_once_for_each_step(self):
        self._task("2026-06-03 20:00")
        with freeze_time(local("2026-06-08 06:00")):
            summary = self._summary()

        def told():
            return self._notices(summary, "Late")

        self._run("2026-06-08 23:00")
        self.assertFalse(told())
        for hour in (1, 2, 9):
            self._run(f"2026-06-09 0{hour}:00")
        self.assertEqual(len(told()), 1)
        self.assertLessEqual(
            {self.user_director.partner_id, self.user_executive.partner_id}, set(told().sorted("id")[:1].partner_ids)
        )
        with freeze_time(local("2026-06-09 10:00")):
            self._submit(summary)
        self._run("2026-06-10 10:00")
        self.assertEqual(len(told()), 1)
        self._run("2026-06-11 10:00")
        self._run("2026-06-12 10:00")
        self.assertEqual(len(told()), 2)

    @mute_logger(REMIND)
    def test_one_that_fails_stops_no_other(self):
        self._task("2026-06-03 20:00")
        self._task("2026-06-10 20:00")
        with freeze_time(local("2026-06-15 06:00")):
            bad, good = self._summary(date_from="2026-06-01"), self._summary(date_from="2026-06-08")
            (bad | good).sudo().activity_ids.unlink()
        model = type(self.summaries)
        original = model._sync_reminders

        def failing(records):
            if bad in records:
                raise ValueError("broken")
            return original(records)

        with patch.object(model, "_sync_reminders", failing):
            self._run("2026-06-15 07:00")
        self.assertFalse(self._todos(bad))
        self.assertTrue(self._todos(good))

    def test_the_job_writes_nothing_the_second_time(self):
        self._task("2026-06-20 20:00")
        with freeze_time(local("2026-06-26 06:00")):
            self._summary("month", "2026-05-26")
        self._run("2026-07-10 10:00")
        self.env.flush_all()
        before = self.env["mail.message"].search_count([])
        activities = self.env["mail.activity"].search_count([])
        self._run("2026-07-10 11:00")
        self.assertEqual(self.env["mail.message"].search_count([]), before)
        self.assertEqual(self.env["mail.activity"].search_count([]), activities)
