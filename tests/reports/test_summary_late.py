from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from tests.reports import ReportCase, local

LATE = "hospital_cs_reports.mail_activity_type_summary_late"


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2026-12-01 04:00:00")
class TestSummaryLate(ReportCase):
    """RP3, RPT-05: what comes after publication is told once, listed, and made a revision of; never an edit."""

    def setUp(self):
        super().setUp()
        self.task = self._task("2026-06-03 20:00", first="2026-06-03 19:00")
        self._task("2026-06-04 20:00", first="2026-06-04 19:00", department_id=self.dentistry.id)
        self.summary = self._published("2026-06-01")
        self._settle()

    def _published(self, date_from):
        summary = self._summary(date_from=date_from)
        self._submit(summary)
        summary.with_user(self.user_executive).action_review()
        summary.with_user(self.user_executive).action_publish()
        return summary.sudo()

    def _settle(self):
        """What was written until now was written long before the figures were counted."""
        self.env.flush_all()
        for table in ("hcs_followup_task", "hcs_opinion"):
            self.env.cr.execute(SQL("UPDATE %s SET write_date = '2026-01-01'", SQL.identifier(table)))
        self.env.cr.execute("UPDATE hcs_kpi SET create_date = '2026-01-01'")
        self.env.invalidate_all()

    def _touch(self, task):
        self.env.flush_all()
        self.env.cr.execute("UPDATE hcs_followup_task SET write_date = '2026-12-01 03:00' WHERE id = %s", [task.id])
        self.env.invalidate_all()

    def _look(self, now="2026-12-01 04:00:00"):
        with freeze_time(now), self.enter_registry_test_mode():
            self.env.ref("hospital_cs_reports.ir_cron_summary_late").method_direct_trigger()
        self.env.invalidate_all()

    def _told(self, summary=None):
        return (summary or self.summary).activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref(LATE)
        )

    def _rows(self):
        [table] = self.summary.late_matrix["tables"]
        return {row["label"]: tuple(cell["text"] for cell in row["cells"]) for row in table["rows"]}

    def test_nothing_came(self):
        self._look()
        self.assertEqual((self.summary.late_count, self.summary.late_checked_at), (0, False))
        self.assertFalse(self._told())
        self.assertFalse(self.summary.late_matrix["tables"])

    def test_a_late_row_is_told_once_and_listed(self):
        """To every director, with the difference; asked again, nothing more. The figures themselves stay."""
        self._task("2026-06-05 20:00", "open")
        self._look()
        self.assertEqual(self._told().user_id, self.user_director)
        self.assertEqual(self._told().date_deadline.isoformat(), "2026-12-01")
        self.assertEqual(self._rows()["Events to follow up"], ("2", "3", "+1"))
        self.assertEqual(self._rows()["Follow-up rate"], ("100.0%", "66.7%", "−33.3 pp"))
        self.assertEqual(self._rows()["Events to follow up · Department: Surgery"], ("1", "2", "+1"))
        self.assertFalse([label for label in self._rows() if "Dentistry" in label])
        self.assertEqual(self._figure(self.summary, "fu_events").numerator, 2)
        self._told().sudo().unlink()
        self._task("2026-06-06 20:00", "open")
        self._look("2026-12-02 04:00:00")
        self.assertFalse(self._told(), "once for each summary")
        self.assertEqual(self._rows()["Events to follow up"], ("2", "4", "+2"))

    def test_one_click_makes_the_revision(self):
        self._task("2026-06-05 20:00", "open")
        self._look()
        listed = self._rows()
        action = self.summary.with_user(self.user_director).action_revise()
        revision = self.env["hcs.summary"].browse(action["res_id"])
        self.assertFalse(self._told())
        [table] = [table for table in revision._get_matrix().tables if table.key == "difference"]
        self.assertEqual({row.label: tuple(cell.text for cell in row.cells) for row in table.rows}, listed)
        self._look()
        self.assertFalse(self._told() | self._told(revision), "a draft revision is open")

    def test_a_changed_row(self):
        """Written again without another figure it is nothing; cancelled it is one event less."""
        self._touch(self.task)
        self._look()
        self.assertEqual(self.summary.late_count, 0)
        self.assertEqual(str(self.summary.late_checked_at), "2026-12-01 04:00:00")
        self.task.state = "cancelled"
        self._look()
        self.assertEqual(self._rows()["Events to follow up"], ("2", "1", "−1"))
        self.assertEqual(self._rows()["Events to follow up · Department: Surgery"], ("1", "–", "–"))
        self.assertTrue(self._told())

    def test_what_is_put_right_again_is_told_no_longer(self):
        self.task.state = "cancelled"
        self._look()
        self.assertTrue(self._told())
        self.task.state = "done"
        self._touch(self.task)
        self._look()
        self.assertEqual(self.summary.late_count, 0)
        self.assertFalse(self._told())

    def test_a_part_alone_is_listed_without_a_to_do(self):
        """The follow-up belonged to the other department: the whole is what it was."""
        self.task.department_id = self.dentistry
        self._touch(self.task)
        self._look()
        self.assertEqual(self._rows()["Events to follow up · Department: Dentistry"], ("1", "2", "+1"))
        self.assertFalse([label for label in self._rows() if "·" not in label])
        self.assertFalse(self._told())

    def test_a_row_that_moved_is_found_in_both_periods(self):
        other = self._published("2026-06-08")
        self._settle()
        self.task.due_at = local("2026-06-10 20:00")
        self._look()
        found = [self.env["hcs.summary"].browse(each.id).late_figures for each in (self.summary, other)]
        events = [[pair[4] for pair in each if pair[:2] == ["fu_events", "total"]] for each in found]
        self.assertEqual(events, [[1], [1]])

    def test_only_what_is_published_and_the_newest(self):
        draft = self._summary(date_from="2026-06-08")
        submitted = self._summary(date_from="2026-06-15")
        self._submit(submitted)
        for day in ("2026-06-09", "2026-06-16"):
            self._task(f"{day} 20:00", "open")
        self._look()
        self.assertFalse((draft | submitted).sudo().filtered("late_count"))
        submitted.with_user(self.user_executive).action_review()
        submitted.with_user(self.user_executive).action_publish()
        self._look()
        self.assertTrue(self._told(submitted.sudo()), "what came before publication is not forgotten")

    def test_an_area_that_comes_to_life(self):
        """No opinion had been noted: its figures are not in the summary, and are listed when one comes late."""
        opinion = self.env["hcs.opinion"].create({"text": "Cold", "company_id": self.hospital.id})
        opinion.noted_at = local("2026-06-03 10:00")
        self._look()
        self.assertEqual(self._rows()["Opinions, suggestions and needs"], ("–", "1", "–"))

    def test_a_later_definition_is_no_late_data(self):
        """What was not counted when the summary was compiled is not missing in it."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE hcs_kpi SET create_date = '2026-12-01 04:30' WHERE code LIKE 'op\\_%'")
        self.env["hcs.opinion"].create(
            {"text": "Cold", "company_id": self.hospital.id, "noted_at": local("2026-06-03 10:00")}
        )
        self._task("2026-06-05 20:00", "open")
        self._look()
        self.assertIn("Events to follow up", self._rows())
        self.assertNotIn("Opinions, suggestions and needs", self._rows())

    def test_nobody_writes_it_by_hand(self):
        for name, value in (("late_count", 3), ("late_told_at", False), ("late_figures", [])):
            with self.assertRaises(AccessError):
                self.summary.with_user(self.user_director).write({name: value})
        with self.assertRaises(UserError):
            self.summary.with_user(self.user_director).narrative = "<p>Other words.</p>"

    def test_the_search_does_not_grow_with_the_summaries(self):
        """One query for each fact, however many summaries are published."""
        costs = []
        for start in ("2026-06-08", "2026-06-15", "2026-06-22"):
            self._published(start)
            self._settle()
            self.env["hcs.summary"]._late_suspects(self.hospital, local("2026-12-01 12:00"))
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["hcs.summary"]._late_suspects(self.hospital, local("2026-12-01 12:00"))
            costs.append(self.env.cr.sql_log_count - before)
        stocks = [fact for fact in self.env["hcs.fact"]._facts().values() if fact.is_stock and "week" in fact.kinds]
        self.assertEqual(costs[2] - costs[0], 2 * len(stocks))

    def test_another_hospital(self):
        self.env["hcs.summary"]._late_suspects(self.env.ref("base.main_company"), local("2026-12-01 12:00"))
        self._task("2026-06-05 20:00", "open", company_id=self.hospital.id)
        found = self.env["hcs.summary"]._late_suspects(self.env.ref("base.main_company"), local("2026-12-01 12:00"))
        self.assertNotIn(self.summary, found)
