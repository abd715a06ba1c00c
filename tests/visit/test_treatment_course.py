from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from tests.visit import VisitCase


@tagged("post_install", "-at_install", "hcs_visit")
class TestTreatmentCourse(VisitCase):
    """VIS-01: a course of treatment and its next step."""

    def test_progress_counts_what_is_not_left_out(self):
        course = self._make_course("2026-03-02", "2026-03-09", "2026-03-16")
        self.assertEqual((course.step_count, course.done_count, course.progress), (3, 0, 0.0))
        self.assertEqual(course.next_step_on, date(2026, 3, 2))
        course.step_ids[0].state = "skipped"
        course.step_ids[1].state = "done"
        self.assertEqual((course.step_count, course.done_count, course.progress), (2, 1, 50.0))
        self.assertEqual(course.next_step_on, date(2026, 3, 16))
        self.assertEqual(self._make_course().progress, 0.0)

    def test_courses_are_found_by_their_next_step(self):
        course = self._make_course("2026-03-02", "2026-03-09")
        course.step_ids[0].state = "done"
        courses = self.env["hcs.treatment.course"]
        mine = [("patient_id", "=", self.patient.id)]
        self.assertEqual(courses.search([*mine, ("next_step_on", "=", "2026-03-09")]), course)
        self.assertFalse(courses.search([*mine, ("next_step_on", "<=", "2026-03-02")]))
        endless = self._make_course()
        self.assertEqual(courses.search([*mine, ("next_step_on", "=", False)]), endless)
        self.assertEqual(courses.search([*mine, ("next_step_on", "!=", False)]), course)

    def test_overdue_follows_the_hospitals_day(self):
        course = self._make_course("2026-03-02")
        overdue = [("id", "=", course.id), ("is_overdue", "=", True)]
        for now, expected in (
            ("2026-03-02 15:59:00", False),  # 23:59 of the planned day in Shanghai
            ("2026-03-02 16:00:00", True),  # midnight
        ):
            with freeze_time(now), self.subTest(now):
                course.invalidate_recordset()
                self.assertIs(course.is_overdue, expected)
                self.assertEqual(bool(course.search(overdue)), expected)
                self.assertEqual(
                    bool(course.search([("id", "=", course.id), ("is_overdue", "=", False)])), not expected
                )

    # VISITS
    def test_a_completed_visit_completes_its_step_and_the_last_one_the_course(self):
        course = self._make_course("2026-03-02", "2026-03-09")
        first, second = course.step_ids
        visit = self._make_visit(course_id=course.id, course_step_id=first.id)
        visit.action_arrive()
        self.assertEqual(first.state, "planned")
        visit.action_complete()
        self.assertEqual((first.state, first.done_visit_id), ("done", visit))
        self.assertEqual(course.state, "running")
        # without a step of its own a visit completes the next one
        last = self._make_visit(course_id=course.id, state="completed", arrived_at="2026-03-09 01:00:00")
        self.assertEqual((second.state, second.done_visit_id), ("done", last))
        self.assertEqual(course.state, "completed")

    def test_the_same_message_twice_does_not_take_two_steps(self):
        course = self._make_course("2026-03-02", "2026-03-09")
        visit = self._make_visit(course_id=course.id, state="completed")
        visit.write({"state": "completed", "diagnosis": "better"})
        self.assertEqual(course.step_ids.mapped("state"), ["done", "planned"])

    def test_a_visit_that_is_taken_back_gives_its_step_back(self):
        course = self._make_course("2026-03-02")
        visit = self._make_visit(course_id=course.id, state="completed")
        self.assertEqual(course.state, "completed")
        visit.state = "cancelled"
        self.assertEqual((course.state, course.step_ids.state), ("running", "planned"))
        self.assertFalse(course.step_ids.done_visit_id)

    # OVERDUE STEPS
    def _mark(self, now):
        # _commit_progress commits, which a test may not
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1.0):
            self.env["hcs.treatment.course"]._cron_mark_interrupted(now=now)

    def test_an_overdue_step_interrupts_the_course_and_its_last_visit(self):
        course = self._make_course("2026-03-02", "2026-03-09", grace_days=3)
        old = self._make_visit(course_id=course.id, state="completed", arrived_at=self.at("2026-02-20 09:00"))
        last = self._make_visit(course_id=course.id, state="completed", arrived_at=self.at("2026-03-02 09:00"))
        course.step_ids.write({"state": "planned"})
        course.state = "running"
        course.step_ids[0].state = "done"
        self._mark(self.at("2026-03-12 23:59"))  # the last day of grace
        self.assertEqual((course.state, last.state), ("running", "completed"))
        self._mark(self.at("2026-03-13 00:00"))
        self.assertEqual((course.state, last.state, old.state), ("interrupted", "interrupted", "completed"))
        self.assertEqual(last.interrupted_at, self.at("2026-03-13 00:00"))
        self.assertIn("interrupted", last.target_codes)

    def test_a_late_run_stores_the_same_moment(self):
        """DESIGN §1.2: nothing stored depends on now; a lost run loses nothing."""
        course = self._make_course("2026-03-09", grace_days=0)
        visit = self._make_visit(course_id=course.id, state="arrived", arrived_at=self.at("2026-03-02 09:00"))
        self._mark(datetime(2026, 6, 1))
        self.assertEqual(visit.interrupted_at, self.at("2026-03-10 00:00"))
        before = visit.write_date
        self._mark(datetime(2026, 6, 2))
        self.assertEqual(visit.write_date, before, "a second run changes nothing")

    def test_the_dead_and_the_finished_are_left_alone(self):
        dead = self._make_patient("李四", deceased=True)
        courses = self._make_course("2026-03-02", patient=dead) | self._make_course("2026-03-02", state="cancelled")
        courses |= self._make_course(False) | self._make_course()
        states = courses.mapped("state")
        self._mark(datetime(2026, 6, 1))
        self.assertEqual(courses.mapped("state"), states)

    def test_a_course_without_a_visit_is_interrupted_all_the_same(self):
        course = self._make_course("2026-03-02")
        self._mark(datetime(2026, 6, 1))
        self.assertEqual(course.state, "interrupted")

    @mute_logger("odoo.addons.hospital_customer_service.models.visit.hcs_treatment_course_flow")
    def test_a_bad_course_does_not_block_the_next(self):
        bad, good = self._make_course("2026-03-02"), self._make_course("2026-03-02")
        interrupt = type(bad)._interrupt

        def fail_once(course, at):
            if course == bad:
                raise ValueError("broken")
            return interrupt(course, at)

        # a real rollback would take the records of the test with it
        with patch.object(type(bad), "_interrupt", fail_once), patch.object(self.cr, "rollback"):
            self._mark(datetime(2026, 6, 1))
        self.assertEqual((bad.state, good.state), ("running", "interrupted"))

    def test_the_scheduled_action_runs_twice_with_one_effect(self):
        course = self._make_course("2026-03-02")
        cron = self.env.ref("hospital_customer_service.ir_cron_hcs_mark_interrupted")
        with freeze_time("2026-06-01 02:00:00"), self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
            self.assertIs(cron.method_direct_trigger(), True)
        course.invalidate_recordset()
        self.assertEqual(course.state, "interrupted")

    # BUTTONS
    def test_a_patient_who_comes_again_resumes_the_course(self):
        course = self._make_course("2026-03-02", "2026-03-30")
        self._mark(datetime(2026, 3, 20))
        self.assertEqual(course.state, "interrupted")
        self._make_visit(course_id=course.id, state="arrived", arrived_at=self.at("2026-03-21 09:00"))
        self.assertEqual(course.state, "running")

    @users("hcs_agent")
    @freeze_time("2026-03-20 02:00:00")
    def test_resuming_by_hand_needs_a_new_date(self):
        course = self._make_course("2026-03-02", state="interrupted").with_env(self.env)
        with self.assertRaisesRegex(UserError, "Step 1"):
            course.action_resume()
        course.step_ids.planned_on = "2026-03-25"
        course.action_resume()
        self.assertEqual(course.state, "running")
        course.step_ids.state = "done"
        course.action_complete()
        with self.assertRaisesRegex(UserError, "Every step"):
            course.action_resume()

    @freeze_time("2026-03-20 02:00:00")
    def test_interrupting_by_hand_works_both_ways(self):
        course = self._make_course("2026-03-25")
        visit = self._make_visit(course_id=course.id, state="arrived")
        course.action_interrupt()
        self.assertEqual((visit.state, str(visit.interrupted_at)), ("interrupted", "2026-03-20 02:00:00"))
        other = self._make_course("2026-03-25")
        self._make_visit(course_id=other.id, state="arrived").action_interrupt()
        self.assertEqual(other.state, "interrupted")
        with self.assertRaisesRegex(UserError, "another status"):
            other.action_interrupt()
