"""CARE-01: who would get what on a day, before anything is sent: exactly what the job then does."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from tests.care import CareCase


@tagged("post_install", "-at_install", "hcs_care")
class TestCarePreview(CareCase):
    def _shown(self, preview):
        return {(line.patient_id, line.verdict) for line in preview.line_ids}

    def test_the_preview_is_what_the_job_does(self):
        silent = self._person("1970-03-16", number="13900139001", agrees=False)
        nobody = self._person("1970-03-16", number=None)
        child = self._person("2012-03-16", number="13900139002")
        lunar = self._person("1962-03-02", number="13900139003", birthday_calendar="lunar")
        self._rule()
        self._rule("lunar_birthday")
        self._rule("festival", festival="lantern")
        preview = self._preview("2026-03-16")
        self.assertEqual(self._shown(preview), {(self.patient, "send"), (nobody, "refused"), (child, "refused")})
        self.assertEqual(
            (preview.send_count, preview.refused_count, preview.blocked_count, preview.done_count), (1, 2, 1, 0)
        )
        self.assertFalse(self._lines(), "nothing is kept")
        self.assertFalse(self._messages(), "nothing is sent")
        [line] = preview.line_ids.filtered(lambda line: line.verdict == "send")
        self.assertEqual(line.planned_at, self.at("2026-03-16 14:00"))
        self.assertIn("all the best", line.text)
        self.assertIn("child", preview.line_ids.filtered(lambda line: line.patient_id == child).reason_text)
        self._run()
        verdicts = {(line.patient_id, "send" if line.state == "queued" else "refused") for line in self._lines()}
        self.assertEqual(verdicts, self._shown(preview))
        again = self._preview("2026-03-16", local="2026-03-16 10:00")
        self.assertEqual((again.send_count, again.done_count, again.blocked_count), (0, 3, 1))
        self.assertFalse(again.line_ids)
        self.assertFalse(self._lines(silent) | self._lines(lunar))

    def test_a_day_ahead(self):
        """Mid-autumn 2026 is a holiday without hours: the wish is written on the day before."""
        rule = self._rule("festival", festival="mid_autumn")
        self.assertFalse(self._preview("2026-09-25").line_ids)
        self.assertIn("No rule", self._preview("2026-09-25").summary)
        preview = self._preview("2026-09-24", rule)
        self.assertEqual(self._shown(preview), {(self.patient, "send")})
        self.assertEqual(str(preview.line_ids.occasion_on), "2026-09-25")

    def test_a_sleeping_rule_is_looked_at_before_it_is_woken(self):
        rule = self._rule(active=False)
        self.assertIn("no active rule", self._preview("2026-03-16").summary)
        with self._now("2026-03-16 08:00"):
            action = rule.with_user(self.user_leader).action_preview("2026-03-16")
        self.assertEqual(self.env["hcs.care.preview"].browse(action["res_id"]).send_count, 1)

    def test_too_late_for_today(self):
        self._rule()
        preview = self._preview("2026-03-16", local="2026-03-16 21:00")
        self.assertEqual(self._shown(preview), {(self.patient, "refused")})
        self.assertIn("hour", preview.line_ids.reason_text)

    def test_wrong_input_and_roles(self):
        rule = self._rule().with_user(self.user_leader)
        with self._now("2026-03-16 08:00"):
            for day in ("soon", 7, [], "9999-01-01", "2029-01-01"):
                with self.subTest(day), self.assertRaises(UserError):
                    rule.action_preview(day)
            with self.assertRaises(AccessError):
                rule.with_user(self.user_agent).action_preview("2026-03-16")
            with self.assertRaises(AccessError):
                self.env["hcs.care.preview"].with_user(self.user_leader).create({"send_count": 5})
