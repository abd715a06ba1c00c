from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.reports import ReportCase


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2026-12-01 04:00:00")
class TestSummaryRevision(ReportCase):
    """RP3: late data make revision 2 with the differences listed, never an edit."""

    def setUp(self):
        super().setUp()
        self.task = self._task("2026-06-03 20:00", "open")
        self._task("2026-06-04 20:00", first="2026-06-04 19:00", department_id=self.dentistry.id)
        self.first = self._summary()
        self._submit(self.first)

    def _revise(self, summary=None):
        action = (summary or self.first).with_user(self.user_director).action_revise()
        return self.env["hcs.summary"].browse(action["res_id"])

    def _table(self, summary):
        [table] = [table for table in summary._get_matrix().tables if table.key == "difference"]
        return {row.label: tuple(cell.text for cell in row.cells) for row in table.rows}, table

    def test_the_differences_are_listed(self):
        self.task.write({"state": "done", "first_attempt_at": self.task.due_at})
        revision = self._revise()
        self.assertEqual((revision.revises_id, revision.revision), (self.first, 2))
        rows, _table = self._table(revision)
        self.assertEqual(rows["Follow-up rate"], ("50.0%", "100.0%", "+50.0 pp"))
        self.assertEqual(rows["Follow-up rate · Department: Surgery"], ("0.0%", "100.0%", "+100.0 pp"))
        self.assertFalse([label for label in rows if "Dentistry" in label], "what stayed is not listed")
        self.assertNotIn("Events to follow up", rows)
        self.assertEqual(revision.difference_count, len(rows))

    def test_new_and_vanished_parts(self):
        """A department that came late has no figure before; one whose only follow-up fell away has none now."""
        other = self.env["hcs.department"].create({"name": "Eyes", "company_id": self.hospital.id})
        self._task("2026-06-05 20:00", department_id=other.id)
        self.task.state = "cancelled"
        rows, _table = self._table(self._revise())
        self.assertEqual(rows["Events to follow up · Department: Eyes"], ("–", "1", "–"))
        self.assertEqual(rows["Events to follow up · Department: Surgery"], ("1", "–", "–"))

    def test_nothing_differs(self):
        revision = self._revise()
        rows, table = self._table(revision)
        self.assertEqual((rows, table.note), ({}, "No figure differs."))
        self.assertFalse([table for table in self.first._get_matrix().tables if table.key == "difference"])

    def test_another_definition_differs_but_is_not_subtracted(self):
        self.env.ref("hospital_cs_reports.kpi_fu_attempted_rate").action_new_version()
        self.task.write({"state": "done", "first_attempt_at": self.task.due_at})
        rows, _table = self._table(self._revise())
        self.assertEqual(rows["Follow-up rate"], ("50.0%", "100.0%", "–"))

    def test_a_revision_says_why(self):
        revision = self._revise().with_user(self.user_director)
        self._explain(revision)
        revision.revision_reason = " "
        with self.assertRaisesRegex(UserError, "why there is a new revision"):
            revision.action_submit()
        revision.revision_reason = "A list of calls came late."
        revision.action_submit()
        with self.assertRaisesRegex(UserError, "not edited"):
            revision.revision_reason = "Another reason."
        self.assertEqual(self.first.state, "submitted", "what was submitted stays beside it")

    def test_the_third_revision_follows_the_second(self):
        second = self._revise()
        self._submit(second)
        third = self._revise()
        self.assertEqual((third.revises_id, third.revision), (second, 3))

    def test_words_are_taken_along(self):
        revision = self._revise()
        self.assertIn("A week like others", revision.narrative)
        before = {row.kpi_id: row.fact for row in self.first.explanation_ids}
        after = {row.kpi_id: row.fact for row in revision.explanation_ids}
        self.assertEqual(after, before)

    def test_the_to_dos_of_the_older_revision_end(self):
        self.assertTrue(self.first.sudo().activity_ids)
        self._revise()
        self.env["hcs.summary"]._cron_steps()
        self.assertFalse(self.first.sudo().activity_ids)

    def test_nobody_points_a_revision_elsewhere(self):
        revision = self._revise()
        with self.assertRaises(AccessError):
            revision.with_user(self.user_director).revises_id = False
