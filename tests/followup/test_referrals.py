"""What a call sets going: reminders of a revisit, rows for the executive assistant (FUP-10, FUP-11)."""

import io
from unittest import skipIf

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from . import FollowupCase, local, shown

try:
    import openpyxl
except ImportError:
    openpyxl = None

EVENING = "2026-06-01 19:05"


@tagged("post_install", "-at_install", "hcs_followup")
class TestReferrals(FollowupCase):
    def setUp(self):
        super().setUp()
        self.task = self._make_task()
        self.company.write(
            {"hcs_executive_assistant_id": self.user_executive.id, "hcs_executive_deputy_id": self.user_director.id}
        )

    def _call(self, code="answered", moment=EVENING, task=None):
        with freeze_time(local(moment)):
            (task or self.task).with_user(self.user_followup).action_record_attempt(code)

    # ---------------------------------------------------------------- revisit

    def _reminders(self):
        step = self.env.ref("hospital_customer_service.hcs_followup_plan_step_revisit")
        return self.tasks.search([("patient_id", "=", self.patient.id), ("step_id", "=", step.id)])

    def test_a_revisit_date_becomes_a_call_on_the_last_calling_day_before(self):
        """FUP-11."""
        self.task.write({"guide_revisit": True, "revisit_on": "2026-06-10"})
        self._call()
        reminder = self._reminders()
        self.assertWindow(reminder, "2026-06-09 14:30", "2026-06-09 20:00")
        self.assertEqual((reminder.state, reminder.visit_id), ("open", self.task.visit_id))
        with freeze_time(local("2026-06-09 14:40")):
            self.assertEqual(self.tasks.with_user(self.user_followup)._claim_next(), reminder)

    def test_a_reminder_is_never_on_a_holiday(self):
        """2026-06-19 is the Dragon Boat Festival, a Friday."""
        self.task.revisit_on = "2026-06-20"
        self._call()
        self.assertWindow(self._reminders(), "2026-06-18 14:30", "2026-06-18 20:00")

    def test_a_new_date_moves_the_reminder(self):
        self.task.revisit_on = "2026-06-10"
        self._call()
        later = self._make_task("2026-06-02 18:30", "2026-06-02 18:40")
        later.revisit_on = "2026-06-12"
        self._call(moment="2026-06-02 19:05", task=later)
        self.assertEqual(shown(self._reminders().not_before), "2026-06-11 14:30")

    def test_the_planner_leaves_reminders_alone(self):
        self.task.revisit_on = "2026-06-10"
        self._call()
        self._plan(self.task.visit_id, "2026-06-01 19:30", created=0, cancelled=0)
        self.env["hcs.followup.plan"]._replan_all(now=local("2026-06-01 19:30"))
        self.assertEqual(self._reminders().state, "open")

    def test_no_reminder_for_tomorrow_morning(self):
        """There is no window left before it; the agent said it on the phone."""
        self.task.revisit_on = "2026-06-02"
        self._call(moment="2026-06-01 19:59")
        self.assertFalse(self._reminders())

    # ---------------------------------------------------------------- rows

    def _rows(self):
        return self.env["hcs.followup.referral"].search([("task_id", "=", self.task.id)])

    def _suggest(self):
        return self.env["hcs.opinion"].create(
            {
                "kind": "suggestion",
                "text": "More chairs",
                "res_model": "hcs.followup.task",
                "res_id": self.task.id,
                "patient_id": self.patient.id,
            }
        )

    def _dissatisfy(self):
        self.env["hcs.followup.satisfaction"].create(
            {"task_id": self.task.id, "aspect": "waiting", "level": "1", "reason": "Two hours"}
        )

    def test_suggestions_and_complaints_go_to_the_assistant_first(self):
        """FUP-10."""
        opinion = self._suggest()
        self._dissatisfy()
        self._call()
        rows = self._rows()
        self.assertEqual(set(rows.mapped("kind")), {"suggestion", "complaint"})
        self.assertEqual(rows.referee_id, self.user_executive)
        self.assertEqual(set(rows.mapped("state")), {"new"})
        self.assertEqual(rows.opinion_id, opinion)
        self.assertIn("Two hours", " ".join(rows.mapped("text")))

    def test_what_was_solved_on_the_call_stays_there(self):
        self._dissatisfy()
        self.task.solved_on_call = True
        self._call()
        self.assertFalse(self._rows())

    def test_the_deputy_stands_in_and_the_leader_without_both(self):
        resource = self.env["resource.resource"].create({"name": "Away", "user_id": self.user_executive.id})
        self.env["resource.calendar.leaves"].create(
            {
                "resource_id": resource.id,
                "date_from": local("2026-06-01 00:00"),
                "date_to": local("2026-06-02 00:00"),
            }
        )
        self.assertEqual(self.company._hcs_get_referee(local(EVENING)), self.user_director)
        self.assertEqual(self.company._hcs_get_referee(local("2026-06-02 09:00")), self.user_executive)
        self.company.write({"hcs_executive_assistant_id": False, "hcs_executive_deputy_id": False})
        self.tasks._get_followup_team(self.company).leader_id = self.user_leader
        self.assertEqual(self.company._hcs_get_referee(), self.user_leader)

    def test_the_assistant_assigns_with_a_date_and_the_person_settles(self):
        opinion = self._suggest()
        self._call()
        row = self._rows().with_user(self.user_executive)
        with self.assertRaisesRegex(UserError, "person and a date"):
            row.action_assign()
        row.write({"assignee_id": self.user_agent.id, "due_on": "2026-06-05"})
        with self.assertRaises(AccessError):
            row.with_user(self.user_agent).action_assign()
        row.action_assign()
        self.assertEqual((row.state, row.assigned_by_id, opinion.state), ("assigned", self.user_executive, "passed"))
        activity = row.sudo().activity_ids
        self.assertEqual((activity.user_id, str(activity.date_deadline)), (self.user_agent, "2026-06-05"))
        with freeze_time(local("2026-06-06 09:00")):
            row.invalidate_recordset()
            self.assertTrue(row.is_late)
        mine = row.with_user(self.user_agent)
        with self.assertRaisesRegex(UserError, "what was done"):
            mine.action_done()
        mine.result = "Ten chairs more"
        with self.assertRaises(AccessError):
            mine.with_user(self.user_followup).action_done()
        mine.action_done()
        self.assertEqual((row.state, opinion.state, opinion.answer), ("done", "settled", "Ten chairs more"))
        with self.assertRaises(AccessError):
            mine.write({"state": "new"})

    def test_the_caller_passes_on_a_problem_and_the_sheet_assigns_a_row(self):
        self.task.note = "Asks for the bill"
        action = self.task.with_user(self.user_followup).action_refer_to_executive()
        self.assertEqual(self._rows().text, "Asks for the bill")
        self.assertEqual(action["res_id"], self._rows().id)
        self._call("no_answer")
        attempt = self.task.attempt_ids.with_user(self.user_executive)
        attempt.action_refer()
        self.assertEqual(len(self._rows()), 1)
        with self.assertRaises(AccessError):
            attempt.with_user(self.user_followup).action_refer()

    @skipIf(openpyxl is None, "expected: openpyxl is not installed")
    def test_tomorrows_sheet_lists_the_unfinished(self):
        self.user_executive.group_ids += self.env.ref("hospital_customer_service.group_hcs_export")
        self._suggest()
        self._call()
        for day, count in (("2026-06-01", 1), ("2026-06-02", 1)):
            wizard = self.env["hcs.followup.sheet.wizard"].with_user(self.user_executive).create({"day": day})
            sheet = openpyxl.load_workbook(io.BytesIO(wizard._make_xlsx())).worksheets[2]
            self.assertEqual(sheet.max_row - 1, count)
        row = self._rows().sudo()
        row.write({"state": "done"})
        wizard = self.env["hcs.followup.sheet.wizard"].with_user(self.user_executive).create({"day": "2026-06-02"})
        self.assertEqual(openpyxl.load_workbook(io.BytesIO(wizard._make_xlsx())).worksheets[2].max_row, 1)

    def test_the_sheet_goes_to_the_assistant_once_in_the_evening(self):
        self._call()
        team = self.tasks._get_followup_team(self.company)
        for now in ("2026-06-01 19:30", "2026-06-01 20:30", "2026-06-01 21:30"):
            self.tasks._cron_sheet(now=local(now))
        activity = team.activity_ids
        self.assertEqual((activity.user_id, str(activity.date_deadline)), (self.user_executive, "2026-06-01"))
        self.tasks._cron_sheet(now=local("2026-06-02 21:30"))
        self.assertEqual(len(team.activity_ids), 1)
