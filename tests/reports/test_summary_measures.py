from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.reports import ReportCase


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2026-12-01 04:00:00")
class TestSummaryMeasures(ReportCase):
    """RPT-07: what is decided on a summary goes on into the next one until its effect is proved."""

    def setUp(self):
        super().setUp()
        for day in ("2026-06-03", "2026-06-10", "2026-06-17", "2026-06-24"):
            self._task(f"{day} 20:00", first=f"{day} 19:00")
        self.first = self._summary()

    def _decide(self, summary, user=None, **values):
        return self.as_user(user or self.user_director, "hcs.corrective.action").create(
            {
                "name": "One more agent in the evening",
                "summary_id": summary.id,
                "company_id": self.hospital.id,
                "owner_id": self.user_leader.id,
                "due_on": "2026-12-20",
                **values,
            }
        )

    def _names(self, summary):
        summary.invalidate_recordset(["measure_ids"])
        return [(row.name, row.decided, row.state) for row in summary.measure_ids]

    def _prove(self, action, effective=True):
        action.with_user(self.user_leader).action_done("The roster.")
        action.with_user(self.user_director).action_review(effective, "More calls were answered.")

    def test_followed_until_proved(self):
        action = self._decide(self.first)
        self.assertEqual(action.origin, self.first.display_name)
        self.assertEqual(self._names(self.first), [(action.name, True, "open")])
        second = self._summary(date_from="2026-06-08")
        self.assertEqual(self._names(second), [(action.name, False, "open")])
        action.with_user(self.user_leader).action_done("The roster.")
        third = self._summary(date_from="2026-06-15")
        self.assertEqual(self._names(third), [(action.name, False, "done")], "done is not proved yet")
        action.with_user(self.user_director).action_review(False, "Nobody called in the evening.")
        self.assertEqual(self._names(third), [(action.name, False, "open")])
        self._prove(action)
        self.assertEqual(self._names(third), [(action.name, False, "effective")])
        fourth = self._summary(date_from="2026-06-22")
        self.assertEqual(self._names(fourth), [], "proved: the next one no longer shows it")

    def test_a_published_summary_shows_the_measure_as_it_was(self):
        action = self._decide(self.first)
        self._submit(self.first)
        self.first.with_user(self.user_executive).action_review()
        self.first.with_user(self.user_executive).action_publish()
        self._prove(action)
        self.assertEqual(self._names(self.first), [(action.name, True, "open")])
        second = self._summary(date_from="2026-06-08")
        self.assertEqual(self._names(second), [(action.name, False, "effective")], "the proof is told once")
        self.assertEqual(self._names(self._summary(date_from="2026-06-15")), [])
        with self.assertRaisesRegex(UserError, "published"):
            self.first.measure_ids.with_user(self.user_director).note = "x"

    def test_what_came_of_it_is_written_before_submitting(self):
        action = self._decide(self.first)
        second = self._summary(date_from="2026-06-08").with_user(self.user_director)
        second.narrative = "<p>So.</p>"
        self._explain(second)
        second.measure_ids.note = "  "
        with self.assertRaisesRegex(UserError, f"came of these measures.*{action.name}"):
            second.action_submit()
        second.measure_ids.note = "The agent begins in July."
        second.action_submit()

    def test_decided_late_it_still_reaches_the_next_draft(self):
        second = self._summary(date_from="2026-06-08")
        self._submit(self.first)
        action = self._decide(self.first, self.user_executive)
        self.assertEqual(self._names(second), [(action.name, False, "open")])
        second.with_user(self.user_director).action_compile()
        self.assertEqual(len(self._names(second)), 1, "compiling again adds nothing")

    def test_who_decides_a_measure(self):
        for user in (self.user_agent, self.user_leader, self.user_followup, self.user_outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._decide(self.first, user)
        self.assertTrue(self._decide(self.first, self.user_executive))
        self._submit(self.first)
        self.first.with_user(self.user_executive).action_review()
        self.first.with_user(self.user_executive).action_publish()
        for user in (self.user_director, self.user_executive):
            with self.assertRaisesRegex(UserError, "published"):
                self._decide(self.first, user)
            with self.assertRaisesRegex(UserError, "published"):
                self.first.with_user(user).action_decide_measure()

    def test_who_sees_a_measure(self):
        """The owner always; agents once the summary is published; nobody through another hospital."""
        action = self._decide(self.first, owner_id=self.user_department.id)

        def seen(user):
            return self.as_user(user, "hcs.corrective.action").search_count([("id", "=", action.id)])

        self.assertTrue(seen(self.user_department))
        self.assertTrue(seen(self.user_leader))
        self.assertFalse(seen(self.user_agent))
        self.first.sudo().state = "published"
        self.assertTrue(seen(self.user_agent))
        with self.assertRaises(AccessError):
            action.with_user(self.user_agent).name = "Something else"

    def test_a_measure_has_one_origin_and_keeps_it(self):
        incident = self.env["hcs.incident"].search([], limit=1)
        if incident:
            with self.assertRaises(UserError):
                self._decide(self.first, incident_id=incident.id)
        action = self._decide(self.first)
        other = self._summary(date_from="2026-06-08")
        with self.assertRaisesRegex(AccessError, "stays with the summary"):
            action.with_user(self.user_director).summary_id = other

    def test_a_month_goes_on_into_the_next_month_and_the_quarter(self):
        month = self._summary("month", "2026-05-26")
        weekly, monthly = self._decide(self.first, name="Weekly"), self._decide(month, name="Monthly")
        following = self._summary("month", "2026-06-26")
        self.assertEqual(self._names(following), [("Monthly", False, "open")])
        quarter = self._summary("quarter", "2026-03-26")
        self.assertEqual(self._names(quarter), [("Monthly", False, "open")])
        self.assertNotIn(weekly, (following | quarter).measure_ids.action_id)
        self.assertIn(monthly, quarter.measure_ids.action_id)

    def test_a_revision_shows_the_same_measures_and_words(self):
        action = self._decide(self.first)
        self._submit(self.first)
        revision = self.env["hcs.summary"].browse(self.first.with_user(self.user_director).action_revise()["res_id"])
        self.assertEqual(self._names(revision), [(action.name, True, "open")])
        self.assertEqual(revision.measure_ids.note, "It goes on.")

    def test_rows_are_made_by_the_system(self):
        action = self._decide(self.first)
        values = {"summary_id": self.first.id, "action_id": action.id}
        for user in (self.user_director, self.user_executive, self.user_admin):
            with self.assertRaises(AccessError):
                self.as_user(user, "hcs.summary.measure").create(values)
        row = self.first.measure_ids.with_user(self.user_director)
        for change in ({"decided": False}, {"state_then": "effective"}, {"summary_id": self.first.id}):
            with self.assertRaises(AccessError):
                row.write(change)

    def test_a_draft_with_a_decided_measure_is_not_deleted(self):
        self._decide(self.first)
        with self.assertRaisesRegex(UserError, "measure was decided"):
            self.first.with_user(self.user_director).unlink()

    def test_from_the_explanation_to_the_measure(self):
        red = self._summary(date_from="2026-07-06", compiled=False)
        self._task("2026-07-08 20:00", "open")
        red.with_user(self.user_director).action_compile()
        row = red.with_user(self.user_director).explanation_ids[:1]
        row.action = "Call in the evening."
        action = row.action_make_measure()
        self.assertEqual(action["context"]["default_name"], "Call in the evening.")
        self.assertEqual(action["context"]["default_summary_kpi_id"], row.kpi_id.id)
        made = self._decide(red, **{k.removeprefix("default_"): v for k, v in action["context"].items()})
        self.assertEqual((made.summary_id, made.summary_kpi_id), (red, row.kpi_id))
