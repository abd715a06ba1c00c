from datetime import date

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

import hcs_report_tools.periods as periods
from tests.reports import ReportCase


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2026-12-01 04:00:00")
class TestSummaryFlow(ReportCase):
    """RPT-05, RP3: submitted, reviewed or returned, published, revised; every role allowed and refused."""

    def setUp(self):
        super().setUp()
        self.task = self._task("2026-06-03 20:00", "open")
        self.summary = self._summary()
        self._explain(self.summary)

    def _as(self, user):
        return self.summary.with_user(user)

    def test_the_whole_way(self):
        self._submit(self.summary)
        self.assertEqual((self.summary.state, self.summary.submitted_by_id), ("submitted", self.user_director))
        self.assertIn(self.user_executive, self.summary.sudo().activity_ids.user_id)
        self._as(self.user_executive).action_review()
        self._as(self.user_executive).action_publish()
        self.assertFalse(self.summary.sudo().activity_ids)
        self.assertEqual((self.summary.state, self.summary.published_by_id), ("published", self.user_executive))

    def test_roles_of_every_step(self):
        """The director submits and revises, the executive reviews, returns and publishes; nobody else does."""
        others = (self.user_agent, self.user_leader, self.user_followup, self.user_department, self.user_outsider)
        for user in (*others, self.user_executive):
            with self.subTest(step="submit", user=user.login), self.assertRaises(AccessError):
                self._as(user).action_submit()
        self._as(self.user_director).action_submit()
        for step in ("action_review", "action_publish"):
            for user in (*others, self.user_director):
                with self.subTest(step=step, user=user.login), self.assertRaises(AccessError):
                    getattr(self._as(user), step)()
            getattr(self._as(self.user_executive), step)()
        for user in (*others, self.user_executive):
            with self.subTest(step="revise", user=user.login), self.assertRaises(AccessError):
                self._as(user).action_revise()

    def test_the_author_does_not_review(self):
        both = self._make_user("hcs_both", "group_hcs_director", "group_hcs_executive", company_id=self.hospital.id,
                               company_ids=[(6, 0, self.hospital.ids)])  # fmt: skip
        self._as(both).action_submit()
        with self.assertRaisesRegex(UserError, "does not review it as well"):
            self._as(both).action_review()
        self._as(self.user_executive).action_review()
        with self.assertRaisesRegex(UserError, "does not review it as well"):
            self._as(both).action_publish()

    def test_order_of_the_states(self):
        for step in ("action_review", "action_publish"):
            with self.assertRaisesRegex(UserError, "in another state"):
                getattr(self._as(self.user_executive), step)()
        self._as(self.user_director).action_submit()
        with self.assertRaisesRegex(UserError, "in another state"):
            self._as(self.user_director).action_submit()
        with self.assertRaisesRegex(UserError, "in another state"):
            self._as(self.user_executive).action_publish()

    def test_returning_needs_a_comment_and_keeps_the_figures(self):
        self._as(self.user_director).action_submit()
        for comment in (None, "", "  "):
            with self.assertRaisesRegex(UserError, "comment"):
                self._as(self.user_executive).action_return(comment)
        wizard = self.as_user(self.user_executive, "hcs.summary.return").create(
            {"summary_id": self.summary.id, "comment": "Why so few calls?"}
        )
        wizard.action_return()
        self.assertEqual((self.summary.state, self.summary.review_comment), ("draft", "Why so few calls?"))
        with self.assertRaisesRegex(UserError, "stay what they are"):
            self._as(self.user_director).action_compile()
        self._as(self.user_director).narrative = "<p>Two agents were ill.</p>"
        self._as(self.user_director).action_submit()
        self.assertEqual(self.summary.state, "submitted")

    def test_figures_stay_when_tasks_change(self):
        """RP2: a submitted figure never changes; the revision shows what came later."""
        self._as(self.user_director).action_submit()
        self.task.write({"state": "done", "first_attempt_at": self.task.due_at})
        self._task("2026-06-04 20:00")
        self.assertEqual(self._figure(self.summary, "fu_attempted_rate").fraction_text, "0/1")
        action = self._as(self.user_director).action_revise()
        revision = self.env["hcs.summary"].browse(action["res_id"])
        self.assertEqual((revision.revision, revision.state, revision.name), (2, "draft", "2026-W23"))
        self.assertEqual(self._figure(revision, "fu_attempted_rate").fraction_text, "1/2")
        self.assertEqual(self._figure(self.summary, "fu_attempted_rate").fraction_text, "0/1")
        self.assertFalse(self.summary.is_latest)
        self.assertTrue(revision.is_latest)
        with self.assertRaisesRegex(UserError, "open revision"):
            self._as(self.user_director).action_revise()

    def test_a_draft_is_counted_again(self):
        self.task.write({"state": "done", "first_attempt_at": self.task.due_at})
        self._as(self.user_director).action_compile()
        self.assertEqual(self._figure(self.summary, "fu_attempted_rate").fraction_text, "1/1")
        self.assertEqual(self.env["hcs.summary.row"].search_count([("summary_id", "=", self.summary.id)]), 1)

    def test_facts_are_written_once(self):
        """DESIGN §1.3: neither figures nor rows are edited or deleted, by anybody."""
        self._as(self.user_director).action_submit()
        self.env.flush_all()
        for model in ("hcs.summary.line", "hcs.summary.row"):
            facts = self.env[model].search([("summary_id", "=", self.summary.id)])
            self.assertTrue(facts)
            for user in (self.env.user, self.user_admin):
                with self.assertRaises(UserError):
                    facts.with_user(user).write({"summary_id": self.summary.id})
                with self.assertRaises(UserError):
                    facts.with_user(user).unlink()
        kpi = self.env.ref("hospital_cs_reports.kpi_fu_events")
        values = {"summary_id": self.summary.id, "kpi_id": kpi.id}
        with self.assertRaises(UserError):
            self.env["hcs.summary.line"].create(values)
        with self.assertRaises(UserError):
            self.as_user(self.user_admin, "hcs.summary.line").create(values)
        self.summary = self._summary(date_from="2026-06-08")
        with self.assertRaises(AccessError):
            self.as_user(self.user_admin, "hcs.summary.line").create({**values, "summary_id": self.summary.id})
        self.summary = facts.summary_id
        with self.assertRaises(UserError):
            self._as(self.user_director).unlink()

    def test_states_are_not_written_past_the_buttons(self):
        for values in ({"state": "published"}, {"revision": 7}, {"is_frozen": False}, {"date_from": "2026-06-08"}):
            with self.assertRaises(AccessError):
                self._as(self.user_director).write(values)
        self._as(self.user_director).action_submit()
        for text in ("narrative", "measures"):
            with self.subTest(text=text), self.assertRaisesRegex(UserError, "not edited"):
                self._as(self.user_director)[text] = "<p>Better than it was.</p>"

    def test_created_by_rpc_it_is_a_draft(self):
        summary = self.as_user(self.user_director, "hcs.summary").create(
            {"kind": "week", "date_from": "2026-06-08", "state": "published", "is_frozen": True}
        )
        self.assertEqual((summary.state, summary.is_frozen), ("draft", False))

    def test_a_draft_may_be_deleted_with_its_figures(self):
        self._as(self.user_director).unlink()
        self.assertFalse(self.env["hcs.summary.row"].search_count([("res_id", "=", self.task.id)]))

    @freeze_time("2026-11-22 01:00:00")
    def test_without_days_it_is_about_the_last_period_that_ended(self):
        """RPT-01: weeks from Monday, months from the 26th, quarters of three such months."""
        expected = {
            "week": ("2026-11-09", "2026-11-15"),
            "month": ("2026-09-26", "2026-10-25"),
            "quarter": ("2026-06-26", "2026-09-25"),
        }
        for kind, days in expected.items():
            with self.subTest(kind=kind):
                summary = self.as_user(self.user_director, "hcs.summary").create({"kind": kind})
                self.assertEqual((str(summary.date_from), str(summary.date_to)), days)

    def test_improvement_measures_go_on_in_the_revision(self):
        """RPT-07."""
        self._as(self.user_director).measures = "<p>One more agent in the evening.</p>"
        self._as(self.user_director).action_submit()
        action = self._as(self.user_director).action_revise()
        self.assertIn("One more agent", self.env["hcs.summary"].browse(action["res_id"]).measures)

    def test_only_whole_periods(self):
        """The error names the dates that are right."""
        with self.assertRaises(ValidationError) as caught:
            self._summary("month", "2026-09-01", compiled=False)
        self.assertRegex(str(caught.exception), "2026-08-26.*2026-09-25")
        self.hospital.hcs_month_start = 1
        self.assertEqual(str(self._summary("month", "2026-09-01", compiled=False).date_to), "2026-09-30")

    def test_months_of_summaries_and_of_follow_up_are_the_same(self):
        """FUP-12, RPT-04: one setting, whichever of its two names somebody uses."""
        cycles = self.env["hcs.followup.cycle"]
        for closing, start in ((25, 26), (20, 21), (1, 2), (27, 28), (31, 1)):
            self.hospital.hcs_cycle_closing_day = closing
            self.assertEqual(self.hospital.hcs_month_start, start)
            self.hospital.hcs_cycle_closing_day = 25
            self.hospital.hcs_month_start = start
            self.assertEqual(self.hospital.hcs_cycle_closing_day, closing)
            for number in (1, 2, 3, 9, 12):
                days = cycles._prepare_values(self.hospital, date(2026, number, 1))
                period = periods.month(2026, number, start)
                self.assertEqual((days["date_from"], days["date_to"]), (period.date_from, period.date_to))
        for start in (0, 29):
            with self.assertRaises(ValidationError):
                self.hospital.hcs_month_start = start

    def test_days_of_people_are_those_of_the_month_of_follow_up(self):
        """A leader who moves the final day of a month moves it for its summary too."""
        summary = self._summary("month", "2026-08-26", compiled=False)
        month = self.env["hcs.followup.cycle"]._ensure(self.hospital, summary.date_to)
        self.assertEqual((month.date_from, month.date_to), (summary.date_from, summary.date_to))
        month.final_on = "2026-10-09"
        summary.invalidate_recordset(["final_on"])
        self.assertEqual(str(summary.final_on), "2026-10-09")

    @mute_logger("odoo.sql_db")
    def test_one_summary_per_period_and_revision(self):
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self._summary(compiled=False)

    def test_unfinished_periods_are_not_submitted(self):
        with freeze_time("2026-12-02 04:00:00"):
            summary = self._summary(date_from="2026-11-30")
            self.assertTrue(summary.is_provisional)
            with self.assertRaisesRegex(UserError, "before the period had ended"):
                summary.action_submit()
        with freeze_time("2026-12-07 04:00:00"):
            summary.action_compile()
            self._submit(summary)
        empty = self._summary(date_from="2026-06-08", compiled=False)
        with self.assertRaisesRegex(UserError, "Compile the figures"):
            empty.action_submit()

    def test_who_reads_what(self):
        """Agents see published summaries, leaders and executives all, the others none."""
        counts = {}
        for state in ("draft", "submitted", "published"):
            self.summary.sudo().write({"state": state})
            for user in (self.user_agent, self.user_leader, self.user_executive):
                found = self.as_user(user, "hcs.summary").search_count([("id", "=", self.summary.id)])
                lines = self.as_user(user, "hcs.summary.line").search_count([("summary_id", "=", self.summary.id)])
                self.assertEqual(bool(found), bool(lines))
                counts[state, user] = found
        self.assertEqual([counts[state, self.user_agent] for state in ("draft", "submitted", "published")], [0, 0, 1])
        for user in (self.user_leader, self.user_executive):
            self.assertEqual(sum(counts[state, user] for state in ("draft", "submitted", "published")), 3)
        for user in (self.user_department, self.user_his, self.user_outsider):
            with self.assertRaises(AccessError):
                self.as_user(user, "hcs.summary").search([])

    def test_patients_stay_inside_the_centre(self):
        """An executive reads figures and rows, never who the patient was."""
        row = self.as_user(self.user_executive, "hcs.summary.row").search([("summary_id", "=", self.summary.id)])
        self.assertNotIn("patient_id", row.read()[0])
        with self.assertRaises(AccessError):
            row.read(["patient_id"])

    def test_another_hospitals_summaries_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._make_user(
            "hcs_stranger", "group_hcs_director", company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        for model in ("hcs.summary", "hcs.summary.line", "hcs.summary.row"):
            found = self.as_user(stranger, model).with_context(allowed_company_ids=other.ids).search([])
            self.assertFalse(found, model)

    def test_feedback_until_it_is_published(self):
        """RPT-05: who, text, decision."""
        self._as(self.user_director).action_submit()
        feedback = self.as_user(self.user_executive, "hcs.summary.feedback").create(
            {"summary_id": self.summary.id, "text": "Call earlier.", "decision": "From 18:00."}
        )
        self._as(self.user_executive).action_review()
        self._as(self.user_executive).action_publish()
        with self.assertRaisesRegex(UserError, "published"):
            feedback.text = "Call later."
