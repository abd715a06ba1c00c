"""RP4: the course of key figures; a changed definition breaks it visibly; few cases are marked; only what is over is
compared."""

from odoo.tests import freeze_time, tagged

from tests.reports import ReportCase

WEEKS = ("2026-06-01", "2026-06-08", "2026-06-15")


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2026-08-01 04:00:00")
class TestSummaryTrend(ReportCase):
    def table(self, summary, key):
        return next((table for table in summary._get_matrix().tables if table.key == key), None)

    def chart(self, summary, key):
        return next((chart["svg"] for chart in summary._get_matrix().charts if chart["key"] == key), None)

    def weeks(self, change_before=None):
        """Three submitted weeks; before one of them the follow-up rate is defined anew."""
        made = self.env["hcs.summary"]
        for week in WEEKS:
            self._task(f"{week} 20:00", "done", f"{week} 19:00")
            if week == change_before:
                self.env.ref("hospital_cs_reports.kpi_fu_attempted_rate").action_new_version()
            summary = self._summary(date_from=week)
            summary.sudo().write({"is_frozen": True, "state": "published"})
            made |= summary
        return made

    def test_the_course(self):
        summaries = self.weeks()
        table = self.table(summaries[2], "trend")
        self.assertEqual([row.label for row in table.rows], ["2026-W23", "2026-W24", "2026-W25"])
        self.assertEqual(table.note, "")
        self.assertEqual({cell.text for row in table.rows for cell in row.cells if cell.unit == "count"}, {"1"})
        self.assertIsNone(self.table(summaries[0], "trend"), "one period is no course")
        self.assertEqual(self.chart(summaries[2], "trend").count("<polyline"), 3)

    def test_a_new_definition_breaks_the_line(self):
        summaries = self.weeks(change_before="2026-06-15")
        table = self.table(summaries[2], "trend")
        self.assertEqual([row.label for row in table.rows], ["2026-W23", "2026-W24", "2026-W25 †"])
        self.assertIn("Follow-up rate", table.note)
        self.assertEqual(self._figure(summaries[2], "fu_attempted_rate").previous_basis, "definition")
        whole, broken = self.chart(self.weeks_without_break(), "trend"), self.chart(summaries[2], "trend")
        self.assertGreater(broken.count("<line"), whole.count("<line"), "a stroke where it breaks")

    def weeks_without_break(self):
        return self.env["hcs.summary"].search([("date_from", "=", WEEKS[1])], limit=1)

    def test_the_newest_revision_counts(self):
        summaries = self.weeks()
        self._task("2026-06-02 20:00")
        revision = summaries[0].copy({"revision": 2, "date_from": WEEKS[0], "date_to": summaries[0].date_to})
        revision.sudo()._compile()
        revision.sudo().is_frozen = True
        table = self.table(summaries[2], "trend")
        place = [kpi.code for kpi in self.env["hcs.kpi"].search([("is_key", "=", True), ("area", "=", "followup")])]
        self.assertEqual(table.rows[0].cells[place.index("fu_events")].text, "2")

    def test_few_cases_are_marked(self):
        """A rate of nine cases is marked, one of ten is not; numbers and 0/0 never."""
        for number in range(10):
            self._task("2026-06-03 20:00", "done" if number else "open", "2026-06-03 19:00" if number else None)
        table = self.table(self._summary(), "total")
        labels = [row.label for row in table.rows]
        self.assertIn("Follow-up rate", labels)
        self.assertIn("Success rate *", labels)
        self.assertIn("Events to follow up", labels)
        self.assertIn("Satisfaction rate", labels)
        self.assertIn("Fewer than 10", table.note)

    def test_a_period_that_is_not_over_is_not_compared(self):
        self._task("2026-06-01 20:00")
        self._task("2026-06-08 20:00")
        with freeze_time("2026-06-09 04:00:00"):
            line = self._figure(self._summary(date_from="2026-06-08"), "fu_events")
            self.assertEqual((line.previous_basis, line.previous_text, line.change_text), ("open", "1", "–"))
        with freeze_time("2026-06-16 04:00:00"):
            summary = line.summary_id
            summary._compile()
            line = self._figure(summary, "fu_events")
            self.assertEqual((line.previous_basis, line.change_text), ("live", "±0"))
