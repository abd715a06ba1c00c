from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from tests.reports import ReportCase


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2026-12-01 04:00:00")
class TestSummaryDuties(ReportCase):
    """RPT-05, RP5: what has to be written before a summary goes on, by whom, and until when."""

    def setUp(self):
        super().setUp()
        self._task("2026-06-03 20:00", "open")
        self.summary = self._summary()
        self.director = self.summary.with_user(self.user_director)
        self.executive = self.summary.with_user(self.user_executive)

    def _row(self, code, summary=None):
        return (summary or self.director).explanation_ids.filtered(lambda row: row.kpi_id.code == code)

    def test_red_figures_wait_for_their_explanation(self):
        """0 of 1 follow-ups attempted misses 95%; 0/0 misses nothing."""
        codes = self.director.explanation_ids.kpi_id.mapped("code")
        self.assertIn("fu_attempted_rate", codes)
        self.assertNotIn("fu_success_rate", codes)  # nothing was attempted: 0/0
        row = self._row("fu_attempted_rate")
        self.assertEqual((row.figure, row.target_text, row.is_red), ("0.0% 0/1", "95.0%", True))

    def test_not_submitted_without_fact_cause_and_action(self):
        with self.assertRaisesRegex(UserError, "Write the report"):
            self.director.action_submit()
        self._explain(self.summary)
        row = self._row("fu_attempted_rate")
        for name in ("fact", "cause", "action"):
            for empty in (False, "   "):
                with self.subTest(name=name), self.assertRaisesRegex(UserError, "miss their targets.*Follow-up rate"):
                    row[name] = empty
                    self.assertEqual(self.director.unexplained_count, 1)
                    self.director.action_submit()
            row[name] = "Said."
        self.director.action_submit()
        self.assertEqual(self.summary.state, "submitted")

    def test_an_explanation_is_not_edited_after_submission(self):
        self._submit(self.summary)
        row = self._row("fu_attempted_rate")
        for user in (self.user_director, self.env.user):
            with self.assertRaisesRegex(UserError, "not edited"):
                row.with_user(user).cause = "Something better."
            with self.assertRaises(UserError):
                row.with_user(user).unlink()
        self.executive.action_return("Say more.")
        row.cause = "Two agents were ill."
        self.assertEqual(row.cause, "Two agents were ill.")

    def test_who_writes_explanations(self):
        row = self._row("fu_attempted_rate")
        for user in (self.user_agent, self.user_leader, self.user_executive, self.user_department, self.user_outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                row.with_user(user).cause = "x"
        with self.assertRaises(AccessError):
            self.as_user(self.user_director, "hcs.summary.explanation").create(
                {"summary_id": self.summary.id, "kpi_id": row.kpi_id.id}
            )
        with self.assertRaises(AccessError):
            row.kpi_id = self.env.ref("hospital_cs_reports.kpi_fu_events")

    def test_compiling_again_keeps_what_was_written(self):
        """A figure that has recovered asks for nothing; its words stay while the summary is a draft."""
        self._row("fu_attempted_rate").fact = "It was Monday."
        count = len(self.director.explanation_ids)
        tasks = self.env["hcs.followup.task"].search([("company_id", "=", self.hospital.id)])
        for task in tasks:
            task.write({"state": "done", "first_attempt_at": task.due_at})
        self.director.action_compile()
        row = self._row("fu_attempted_rate")
        self.assertEqual((row.fact, row.is_red, row.figure), ("It was Monday.", False, "100.0% 1/1"))
        self.assertLess(len(self.director.explanation_ids), count)
        self.director.narrative = "<p>All reached.</p>"
        self.director.action_submit()
        self.assertEqual(self.summary.state, "submitted")

    def test_only_one_explanation_for_a_figure_whatever_its_version(self):
        kpi = self.env.ref("hospital_cs_reports.kpi_fu_attempted_rate")
        self._row("fu_attempted_rate").fact = "Said."
        newer = self.env["hcs.kpi"].browse(kpi.action_new_version()["res_id"])
        self.director.action_compile()
        row = self._row("fu_attempted_rate")
        self.assertEqual((len(row), row.kpi_id, row.fact), (1, newer, "Said."))

    def test_the_comment_of_the_review_stays_until_the_next_submission(self):
        self._submit(self.summary)
        self.executive.action_return("Why so few calls?")
        self.assertEqual(self.summary.review_comment, "Why so few calls?")
        self._submit(self.summary)
        self.assertFalse(self.summary.review_comment)
        self.assertIn(
            "Why so few calls?",
            self.summary.message_ids.mapped("body")[1] + str(self.summary.message_ids.mapped("body")),
        )

    def test_feedback_in_ones_own_name(self):
        """RPT-05: a leader speaks for himself; director and executive write down what others said, and decide."""
        feedback = self.as_user(self.user_leader, "hcs.summary.feedback")
        own = feedback.create({"summary_id": self.summary.id, "text": "More calls in the evening."})
        self.assertEqual(own.user_id, self.user_leader)
        with self.assertRaisesRegex(AccessError, "own name"):
            feedback.create({"summary_id": self.summary.id, "text": "x", "user_id": self.user_agent.id})
        with self.assertRaisesRegex(AccessError, "decides"):
            own.decision = "Done."
        with self.assertRaisesRegex(AccessError, "own name"):
            own.user_id = self.user_agent
        own.with_user(self.user_executive).decision = "From July."
        with self.assertRaisesRegex(AccessError, "decides"):
            own.text = "Something else, after the decision."
        said = self.as_user(self.user_director, "hcs.summary.feedback").create(
            {"summary_id": self.summary.id, "text": "Said at the meeting.", "user_id": self.user_agent.id}
        )
        self.assertEqual(said.user_id, self.user_agent)
        with self.assertRaises(AccessError):
            self.as_user(self.user_agent, "hcs.summary.feedback").create({"summary_id": self.summary.id, "text": "x"})

    def test_not_published_while_feedback_waits_for_a_decision(self):
        self._submit(self.summary)
        line = self.as_user(self.user_leader, "hcs.summary.feedback").create(
            {"summary_id": self.summary.id, "text": "Too few lines."}
        )
        self.executive.action_review()
        with self.assertRaisesRegex(UserError, "no decision yet"):
            self.executive.action_publish()
        line.with_user(self.user_executive).decision = "Not now."
        self.executive.action_publish()
        for change in (lambda: line.unlink(), lambda: line.with_user(self.user_executive).write({"text": "x"})):
            with self.assertRaisesRegex(UserError, "published"):
                change()

    def test_minutes(self):
        """Discussed from the draft on (the review of the 26th is about provisional figures), closed when published."""
        minutes = self.as_user(self.user_executive, "hcs.summary.minutes")
        held = minutes.create(
            {
                "summary_id": self.summary.id,
                "participant_ids": [(6, 0, (self.user_director | self.user_leader).ids)],
                "minutes": "<p>More calls in the evening.</p>",
            }
        )
        self.assertEqual(held.chair_id, self.user_executive)
        with self.assertRaisesRegex(UserError, "without a word"):
            minutes.create({"summary_id": self.summary.id, "minutes": "<p><br></p>"})
        for user in (self.user_agent, self.user_leader, self.user_department, self.user_outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.as_user(user, "hcs.summary.minutes").create(
                    {"summary_id": self.summary.id, "minutes": "<p>x</p>"}
                )
        self._submit(self.summary)
        held.place = "Room 3"
        self.executive.action_review()
        self.executive.action_publish()
        with self.assertRaisesRegex(UserError, "stay as they are"):
            held.place = "Room 4"
        with self.assertRaisesRegex(UserError, "stay as they are"):
            held.unlink()
        with self.assertRaisesRegex(UserError, "stay as they are"):
            minutes.create({"summary_id": self.summary.id, "minutes": "<p>More.</p>"})

    def test_wrong_arguments_are_answered_in_words(self):
        self._submit(self.summary)
        for comment in (7, ["x"], {"a": 1}):
            with self.assertRaises(ValidationError):
                self.executive.action_return(comment)
        with self.assertRaises(UserError):
            self.executive.action_return("a", "b", "c")
        for users in ("all", 7, [-1], ["x"], [2**40]):
            with self.subTest(users=users), self.assertRaises(ValidationError):
                self.executive.action_forward(users)
        with self.assertRaises(ValidationError):
            self.executive.action_forward([self.user_leader.id], until="soon")
        with self.assertRaises(UserError):
            self.executive.action_forward()

    def test_the_executive_adds_to_the_discussion_and_writes_nothing_else(self):
        self._submit(self.summary)
        self.executive.write(
            {
                "feedback_ids": [(0, 0, {"text": "Too few lines.", "decision": "Two more."})],
                "minutes_ids": [(0, 0, {"minutes": "<p>Two more lines.</p>"})],
            }
        )
        self.assertEqual(self.summary.feedback_ids.user_id, self.user_executive)
        self.executive.action_return("Say more.")
        for values in ({"narrative": "<p>x</p>"}, {"measures": "<p>x</p>"}, {"state": "published"}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self.executive.write(values)
        fresh = self._summary(date_from="2026-06-08", compiled=False)
        with self.assertRaises(AccessError):
            fresh.with_user(self.user_executive).action_compile()
        with self.assertRaises(AccessError):
            fresh.with_user(self.user_executive).unlink()
        self.assertTrue(self.director.can_write)
        self.assertFalse(self.executive.can_write)
