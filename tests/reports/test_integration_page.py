"""The page for integrators, the figures: both examples are run as they stand there."""

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from tests.his.test_integration_page import PAGE, blocks, curl
from tests.reports import ReportCase, local


@tagged("post_install", "-at_install", "hcs_reports")
class TestFiguresPage(ReportCase, HttpCase):
    def run_example(self, model, user):
        [command] = [command for command in blocks("sh") if f"/json/2/{model}/" in command]
        keys = self.env["res.users.apikeys"].with_user(user)
        key = keys._generate(None, "page", fields.Datetime.now() + timedelta(days=1))
        self.env.flush_all()
        return curl(self, command.replace("$LEADER", key))

    def test_the_course_of_an_indicator(self):
        self._task("2026-06-03 20:00", "done", "2026-06-03 19:00")
        self._task("2026-06-03 20:00", "open")
        self.env.flush_all()
        days = [local("2026-06-03 12:00").date()]
        self.env["hcs.day.figure"]._refresh(self.hospital, days, ["followup"])
        answer = self.run_example("hcs.day.figure", self.user_leader)
        self.assertEqual(answer.status_code, 200, answer.text)
        course = {row["code"]: row["points"] for row in answer.json()}
        self.assertEqual(set(course), {"fu_events", "fu_attempted_rate"})
        self.assertEqual(sum(point["value"] for point in course["fu_events"]), 2)
        self.assertIn((1, 2), [(point["numerator"], point["denominator"]) for point in course["fu_attempted_rate"]])
        for name in course["fu_events"][0]:
            self.assertIn(f"`{name}`", PAGE)
        self.assertEqual(self.run_example("hcs.day.figure", self.user_agent).status_code, 403)

    def test_the_figures_of_a_summary(self):
        self._task("2026-06-03 20:00", "done", "2026-06-03 19:00")
        self.env.flush_all()
        self._summary()
        answer = self.run_example("hcs.summary.line", self.user_leader)
        self.assertEqual(answer.status_code, 200, answer.text)
        events = self.env["hcs.kpi"].search([("code", "=", "fu_events")]).ids
        [line] = [line for line in answer.json() if line["kpi_id"][0] in events]
        self.assertEqual((line["numerator"], line["value_text"]), (1, "1"))
        self.assertEqual(self.run_example("hcs.summary.line", self.user_agent).json(), [], "before it is published")
        self.assertEqual(self.run_example("hcs.summary.line", self.user_department).status_code, 403)
