import json
from datetime import timedelta
from urllib.parse import urlencode

from odoo import fields
from odoo.tests import tagged

from tests.reports import ReportCase
from tests.tours import TourCase


@tagged("post_install", "-at_install", "hcs_tours")
class TestSummaryTours(TourCase, ReportCase):
    """RPT-05: the director counts and hands in, the executive agrees and publishes; in a hospital of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.hospital._hcs_local_date(fields.Datetime.now())
        monday = today - timedelta(days=today.weekday() + 7)
        # one figure is red: two of three follow-ups were attempted
        cls.env["hcs.kpi"].search([("code", "!=", "fu_attempted_rate")]).has_target = False
        cls._task(f"{monday} 19:30", first=f"{monday} 19:10", last_outcome="answered")
        cls._task(f"{monday + timedelta(days=1)} 19:30", first=f"{monday + timedelta(days=1)} 19:40")
        cls._task(f"{monday + timedelta(days=6)} 19:30", state="expired")
        cls._task(f"{monday + timedelta(days=7)} 19:30")  # of this week: does not count

    def _publish(self):
        self.start_tour("/odoo/hcs-summaries", "hcs_summary_submit", login=self.user_director.login)
        summary = self.summaries.search([("company_id", "=", self.hospital.id)])
        self.assertEqual((summary.kind, summary.state, summary.row_count), ("week", "submitted", 3))
        self.start_tour(
            f"/odoo/hcs-summaries/{summary.id}?debug=1", "hcs_summary_publish", login=self.user_executive.login
        )
        self.assertEqual((summary.state, summary.published_by_id), ("published", self.user_executive))
        return summary

    def test_week(self):
        summary = self._publish()
        self.assertIn("A quiet week.", summary.narrative)
        self.assertEqual(summary.explanation_ids.mapped("cause"), ["The cause of it."])
        measure = summary.measure_ids
        self.assertEqual((measure.name, measure.state), ("Call earlier", "open"))
        self.assertEqual(measure.owner_id, self.user_executive)
        # tests draw HTML instead of PDF unless they insist
        query = urlencode({"context": json.dumps({"force_report_rendering": True})})
        answer = self.url_open(f"/report/pdf/hospital_cs_reports.report_summary/{summary.id}?{query}")
        self.assertEqual((answer.status_code, answer.headers["Content-Type"]), (200, "application/pdf"))
        self.assertEqual(answer.content[:5], b"%PDF-")
        answer = self.url_open(summary.action_xlsx()["url"])
        self.assertEqual((answer.status_code, answer.content[:2]), (200, b"PK"))

    def test_week_in_chinese(self):
        self._in_chinese(self.user_director, self.user_executive)
        self._publish()
