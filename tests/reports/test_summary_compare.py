from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from tests.reports import ReportCase, local


@tagged("post_install", "-at_install", "hcs_reports")
class TestSummaryCompare(ReportCase):
    """RPT-04, RP4, D16: compared with closed periods of the same definition."""

    def _weeks(self):
        """40% of five in the week before, 75% of four in this week, 50% of two a year ago (2025-W24)."""
        for number in range(5):
            self._task("2026-06-03 20:00", "open", number < 2 and "2026-06-03 19:00")
        for number in range(4):
            self._task("2026-06-10 20:00", "open", number < 3 and "2026-06-10 19:00")
        for number in range(2):
            self._task("2025-06-11 20:00", "open", number < 1 and "2025-06-11 19:00")

    @freeze_time("2026-12-01 04:00:00")
    def test_periods_without_a_summary_are_counted_now(self):
        self._weeks()
        line = self._figure(self._summary(date_from="2026-06-08"), "fu_attempted_rate")
        self.assertEqual((line.previous_basis, line.last_year_basis), ("live", "live"))
        self.assertEqual(
            (line.value_text, line.previous_text, line.last_year_text, line.change_text, line.trend),
            ("75.0%", "40.0%", "50.0%", "+35.0 pp", "good"),
        )

    @freeze_time("2026-12-01 04:00:00")
    def test_submitted_figures_are_compared_as_they_were_signed(self):
        self._weeks()
        before = self._summary(date_from="2026-06-01")
        self._submit(before)
        self._task("2026-06-03 20:00", "open", "2026-06-03 19:00")
        summary = self._summary(date_from="2026-06-08")
        line = self._figure(summary, "fu_attempted_rate")
        self.assertEqual((line.previous_basis, line.previous_text), ("frozen", "40.0%"))
        self.assertEqual(summary.previous_id, before)
        department = self._figure(summary, "fu_attempted_rate", "department", self.surgery.id)
        self.assertEqual(department.previous_text, "40.0%")

    @freeze_time("2026-12-01 04:00:00")
    def test_a_draft_of_the_other_period_does_not_count(self):
        self._weeks()
        self._summary(date_from="2026-06-01")
        self._task("2026-06-03 20:00", "open", "2026-06-03 19:00")
        line = self._figure(self._summary(date_from="2026-06-08"), "fu_attempted_rate")
        self.assertEqual((line.previous_basis, line.previous_text), ("live", "50.0%"))

    @freeze_time("2026-12-01 04:00:00")
    def test_another_definition_is_not_compared(self):
        """RP4: the old figure is shown, the change is a dash, and the matrix says why."""
        self._weeks()
        self._submit(self._summary(date_from="2026-06-01"))
        kpi = self.env.ref("hospital_cs_reports.kpi_fu_attempted_rate")
        with self.assertRaisesRegex(UserError, "new version"):
            kpi.numerator = "Something else"
        with self.assertRaisesRegex(UserError, "Archive"):
            kpi.unlink()
        kpi.target = 0.5
        action = kpi.with_user(self.user_director).action_new_version()
        successor = self.env["hcs.kpi"].browse(action["res_id"])
        self.assertEqual((successor.version, successor.code, kpi.active), (2, kpi.code, False))
        successor.numerator = "Something else"
        summary = self._summary(date_from="2026-06-08")
        line = self._figure(summary, "fu_attempted_rate")
        self.assertEqual((line.kpi_id, line.previous_basis), (successor, "definition"))
        self.assertEqual((line.previous_text, line.change_text, line.trend), ("40.0%", "–", ""))
        self.assertEqual(self._figure(summary, "fu_events").change_text, "−1")
        tile = next(tile for tile in summary.matrix["tiles"] if tile["code"] == "fu_attempted_rate")
        self.assertEqual((tile["comparable"], tile["change"]), (False, "–"))

    @freeze_time("2026-12-01 04:00:00")
    def test_nothing_before_is_a_dash(self):
        self._task("2026-06-10 20:00", "open")
        line = self._figure(self._summary(date_from="2026-06-08"), "fu_events")
        self.assertEqual((line.previous_basis, line.previous_text, line.change_text), ("none", "–", "–"))

    def test_week_53_has_no_last_year(self):
        self._task("2027-01-02 20:00", "open")
        self._task("2026-01-02 20:00", "open")
        with freeze_time("2027-02-01"):
            summary = self._summary(date_from="2026-12-28")
        self.assertEqual(summary.name, "2026-W53")
        self.assertEqual(self._figure(summary, "fu_events").last_year_basis, "none")

    def test_days_of_people_in_the_cycle(self):
        """FUP-12 with the shipped holidays: 2026-09 verify 28-29, final 30; 2026-02 final 28."""
        september = self._summary("month", "2026-08-26", compiled=False)
        self.assertEqual(
            (september.verify_from, september.verify_to, september.final_on),
            (date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30)),
        )
        february = self._summary("month", "2026-01-26", compiled=False)
        self.assertEqual(february.final_on, date(2026, 2, 28))
        self.assertFalse(self._summary("week", "2026-06-01", compiled=False).final_on)


@tagged("post_install", "-at_install", "hcs_reports")
class TestSummarySchedule(ReportCase):
    """RP1: drafts of closed periods are there the next morning; runs that were missed are caught up, once."""

    def setUp(self):
        super().setUp()
        # The schedule looks after all hospitals: only ours has follow-ups it has to look at
        self.env["res.company"].search([("id", "!=", self.hospital.id)]).hcs_summary_look_back = 0
        self._task("2026-06-03 20:00")
        self.cron = self.env.ref("hospital_cs_reports.ir_cron_summary_compile")

    def _found(self):
        summaries = self.env["hcs.summary"].search([("company_id", "=", self.hospital.id)], order="date_from, kind")
        return summaries.mapped("name")

    def _run(self, now):
        with freeze_time(now), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()

    def test_a_week_is_compiled_after_sunday_midnight_in_shanghai(self):
        self._run("2026-06-07 15:59:59")
        self.assertEqual(self._found(), [])
        self._run("2026-06-07 16:00:01")
        self.assertEqual(self._found(), ["2026-W23"])
        summary = self.env["hcs.summary"].search([("company_id", "=", self.hospital.id)])
        self.assertEqual((summary.state, summary.row_count, summary.is_provisional), ("draft", 1, False))

    def test_missed_runs_are_caught_up_and_nothing_is_done_twice(self):
        self._run("2026-07-06 04:00:00")
        expected = ["2026-06", "2026-Q2", "2026-W23", "2026-W24", "2026-W25", "2026-W26", "2026-W27"]
        self.assertEqual(sorted(self._found()), expected)
        compiled = self.env["hcs.summary"].search([("company_id", "=", self.hospital.id)]).mapped("compiled_at")
        self._run("2026-07-06 05:00:00")
        again = self.env["hcs.summary"].search([("company_id", "=", self.hospital.id)]).mapped("compiled_at")
        self.assertEqual(compiled, again)

    def test_the_look_back_is_bounded_and_nothing_precedes_the_first_task(self):
        self.hospital.hcs_summary_look_back = 10
        self._run("2026-07-06 04:00:00")
        self.assertEqual(self._found(), ["2026-W26", "2026-W27"])

    def test_zero_days_switch_the_schedule_off(self):
        self.hospital.hcs_summary_look_back = 0
        self._run("2026-07-06 04:00:00")
        self.assertEqual(self._found(), [])

    def test_the_wizard_proposes_the_last_closed_period(self):
        with freeze_time("2026-06-09 04:00:00"):
            form = Form(self.env["hcs.summary.compile.wizard"].with_user(self.user_director))
            self.assertEqual((form.name, str(form.date_from)), ("2026-W23", "2026-06-01"))
            form.kind = "month"
            self.assertEqual(
                (form.name, str(form.date_from), str(form.date_to)), ("2026-05", "2026-04-26", "2026-05-25")
            )
            form.kind = "quarter"
            self.assertEqual(form.name, "2026-Q1")
            form.kind = "week"
            action = form.save().action_compile()
            summary = self.env["hcs.summary"].browse(action["res_id"])
            self.assertEqual(summary.row_count, 1)
            self._task("2026-06-04 20:00")
            again = Form(self.env["hcs.summary.compile.wizard"].with_user(self.user_director)).save()
            self.assertEqual(again.summary_id, summary)
            again.action_compile()
            self.assertEqual(summary.row_count, 2)
        self.assertEqual(local("2026-06-08 00:00").isoformat(), "2026-06-07T16:00:00")
