"""When a visit is followed up (FUP-01, FUP-02, FUP-03, FUP-16)."""

from datetime import timedelta

from odoo.tests import tagged

from . import FollowupCase, local


@tagged("post_install", "-at_install", "hcs_followup")
class TestPlannerDates(FollowupCase):
    def _task_of(self, ended, now=None, **values):
        visit = self._make_visit(ended_at=local(ended), **values)
        task = self._plan(visit, now or ended)
        self.assertEqual(len(task), 1)
        return task

    def test_paid_visit_is_called_the_same_evening(self):
        """FUP-02 golden: ended 18:30 → 19:00 that day."""
        self.assertWindow(self._task_of("2026-06-02 18:30"), "2026-06-02 19:00", "2026-06-02 20:00")

    def test_paid_visit_of_the_morning_waits_for_the_evening(self):
        self.assertWindow(self._task_of("2026-06-02 09:00"), "2026-06-02 19:00", "2026-06-02 20:00")

    def test_paid_visit_after_the_last_window_goes_to_the_next_one(self):
        """FUP-02 golden: ended 20:10 → next allowed window, still on time."""
        self.assertWindow(self._task_of("2026-06-02 20:10"), "2026-06-03 14:30", "2026-06-03 20:00")

    def test_the_last_minute_of_a_window_belongs_to_it(self):
        self.assertWindow(self._task_of("2026-06-02 19:59"), "2026-06-02 19:59", "2026-06-02 20:00")

    def test_the_end_of_a_window_does_not_belong_to_it(self):
        self.assertWindow(self._task_of("2026-06-02 20:00"), "2026-06-03 14:30", "2026-06-03 20:00")

    def test_unpaid_visit_is_called_within_two_days(self):
        """FUP-02 golden: ends with the last window of day 2."""
        task = self._task_of("2026-06-02 09:00", amount_spent=0)
        self.assertEqual(task.step_id.plan_id.code, "unpaid")
        self.assertWindow(task, "2026-06-02 14:30", "2026-06-04 20:00")

    def test_summer_begins_on_may_first_and_winter_on_october_first(self):
        """FUP-03: both days are holidays, so that the first call of a season follows the holiday."""
        self.assertWindow(self._task_of("2026-04-30 09:00", amount_spent=0), "2026-04-30 14:00", "2026-04-30 20:00")
        self.assertWindow(self._task_of("2026-04-30 20:30", amount_spent=0), "2026-05-06 14:30", "2026-05-06 20:00")
        self.assertWindow(self._task_of("2026-09-30 09:00", amount_spent=0), "2026-09-30 14:30", "2026-09-30 20:00")
        self.assertWindow(self._task_of("2026-09-30 20:30", amount_spent=0), "2026-10-08 14:00", "2026-10-08 20:00")

    def test_spring_festival_moves_a_call_and_leaves_it_on_time(self):
        """FUP-02: a step moved off a holiday is still on time. Holiday 2026-02-15 to 2026-02-23."""
        task = self._task_of("2026-02-14 20:30")
        self.assertWindow(task, "2026-02-24 14:00", "2026-02-24 20:00")

    def test_a_day_within_the_limit_that_falls_on_a_holiday_is_not_made_up(self):
        """Within two days of 2026-02-13: the 15th is a holiday, the make-up Saturday 14th is the last day."""
        task = self._task_of("2026-02-13 09:00", amount_spent=0)
        self.assertWindow(task, "2026-02-13 14:00", "2026-02-14 20:00")

    def test_make_up_saturday_is_callable_even_without_weekends(self):
        """FUP-03: 2026-02-28 is a Saturday of work, 2026-03-07 is not."""
        self.company.hcs_call_on_weekends = False
        self.assertWindow(self._task_of("2026-02-28 09:00"), "2026-02-28 19:00", "2026-02-28 20:00")
        self.assertWindow(self._task_of("2026-03-07 09:00"), "2026-03-09 14:00", "2026-03-09 20:00")

    def test_days_count_from_the_local_day_of_the_anchor(self):
        """Operated at 23:30 local, which is another day in UTC than 01:00 local."""
        for at in ("2026-06-02 00:10", "2026-06-02 23:50"):
            visit = self._make_visit(
                kind="inpatient",
                state="in_progress",
                surgery=True,
                surgery_at=local(at),
                arrived_at=local("2026-06-01 09:00"),
            )
            tasks = self._plan(visit, "2026-06-02 23:59", created=3)
            self.assertEqual(tasks.mapped("step_id.plan_id.code"), ["inpatient_surgery"])
            self.assertWindow(tasks[0], "2026-06-05 14:30", "2026-06-06 20:00")
            self.assertWindow(tasks[1], "2026-06-09 14:30", "2026-06-11 20:00")
            self.assertWindow(tasks[2], "2026-07-02 14:30", "2026-07-05 20:00")

    def test_new_year_is_crossed(self):
        task = self._task_of("2026-12-31 20:30")
        self.assertGreaterEqual(task.not_before, local("2027-01-01 14:00"))

    def test_shipped_plans_cover_every_target(self):
        """FUP-01 and the defaults of the issue: every target has its steps on its days."""
        day = timedelta(days=1)
        anchor = local("2026-06-08 10:00")
        visits = {
            "no_show": self._make_visit(state="no_show", planned_at=anchor),
            "interrupted": self._make_visit(state="interrupted", interrupted_at=anchor, kind="inpatient"),
            "outpatient_surgery": self._make_visit(
                state="in_progress", surgery=True, surgery_at=anchor, arrived_at=anchor
            ),
            "inpatient_surgery": self._make_visit(
                state="completed", kind="inpatient", surgery=True, surgery_at=anchor, discharged_at=anchor + day
            ),
            "discharge": self._make_visit(state="completed", kind="inpatient", discharged_at=anchor),
        }
        expected = {
            "no_show": [0],
            "interrupted": [3],
            "outpatient_surgery": [1, 3, 7],
            "inpatient_surgery": [3, 7, 30],
            "discharge": [3, 14],
        }
        for code, visit in visits.items():
            with self.subTest(code):
                tasks = self._plan(visit, "2026-06-08 10:00").filtered(
                    lambda t, code=code: t.step_id.plan_id.code == code
                )
                days = [(t.not_before.date() - anchor.date()).days for t in tasks]
                self.assertEqual(days, expected[code])


@tagged("post_install", "-at_install", "hcs_followup")
class TestPlannerRuns(FollowupCase):
    def test_asked_again_nothing_changes(self):
        """FUP-16: re-running changes nothing, not even a write date."""
        visit = self._make_visit(ended_at=local("2026-06-02 18:30"))
        task = self._plan(visit, "2026-06-02 18:40", created=1, existing=0)
        self.env.cr.execute("SELECT xmin::text, ctid::text FROM hcs_followup_task WHERE id = %s", [task.id])
        before = self.env.cr.fetchone()
        self._plan(visit, "2026-06-02 18:50", created=0, replanned=0, cancelled=0, existing=1)
        self.plans._plan_chunk(visit.ids, now=local("2026-06-02 18:50"), force=True)
        self.env.cr.execute("SELECT xmin::text, ctid::text FROM hcs_followup_task WHERE id = %s", [task.id])
        self.assertEqual(self.env.cr.fetchone(), before)

    def test_too_late_steps_are_counted_not_created(self):
        """FUP-02: the evening is over, the later steps of a surgery are still ahead."""
        visit = self._make_visit(ended_at=local("2026-06-02 18:30"))
        self._plan(visit, "2026-06-02 20:01", created=0, too_late=1)
        surgery = self._make_visit(
            kind="inpatient", surgery=True, surgery_at=local("2026-06-01 10:00"), ended_at=local("2026-06-01 12:00")
        )
        self._plan(surgery, "2026-06-06 10:00", created=2, too_late=1)

    def test_moved_visit_moves_its_untouched_task(self):
        """FUP-16."""
        task = self._make_task()
        task.visit_id.ended_at = local("2026-06-04 18:30")
        self._plan(task.visit_id, "2026-06-02 10:00", replanned=1, created=0)
        self.assertWindow(task, "2026-06-04 19:00", "2026-06-04 20:00")
        self.assertEqual(task.next_try_at, task.not_before)

    def test_moved_visit_leaves_a_called_task_alone(self):
        task = self._make_task()
        task.attempt_count = 1
        task.visit_id.ended_at = local("2026-06-04 18:30")
        self._plan(task.visit_id, "2026-06-02 10:00", replanned=0, cancelled=0)
        self.assertWindow(task, "2026-06-01 19:00", "2026-06-01 20:00")

    def test_cancelled_visit_cancels_and_comes_back(self):
        """FUP-16: the planner's result depends on the visit alone."""
        task = self._make_task()
        task.visit_id.state = "cancelled"
        self._plan(task.visit_id, "2026-06-01 18:50", cancelled=1)
        self.assertEqual((task.state, task.cancel_reason), ("cancelled", "visit_cancelled"))
        task.visit_id.state = "completed"
        self._plan(task.visit_id, "2026-06-01 18:55", replanned=1, created=0)
        self.assertEqual((task.state, task.cancel_reason), ("open", False))

    def test_visit_that_leaves_its_target_is_cancelled_with_the_cause(self):
        task = self._make_task()
        task.visit_id.amount_spent = 0
        tasks = self._plan(task.visit_id, "2026-06-01 18:50", cancelled=1, created=1)
        self.assertEqual((task.state, task.cancel_reason), ("cancelled", "target_changed"))
        self.assertEqual((tasks - task).step_id.plan_id.code, "unpaid")

    def test_task_cancelled_by_hand_stays_cancelled(self):
        task = self._make_task()
        task.action_cancel()
        self._plan(task.visit_id, "2026-06-01 18:50", replanned=0, created=0)
        self.assertEqual(task.state, "cancelled")

    def test_unknown_amount_goes_where_the_setting_says_and_is_flagged(self):
        """FUP-02."""
        for setting, code in (("paid", "paid"), ("unpaid", "unpaid")):
            self.company.hcs_amount_unknown_as = setting
            visit = self._make_visit(ended_at=local("2026-06-02 18:30"), amount_known=False, amount_spent=0)
            task = self._plan(visit, "2026-06-02 18:40", created=1)
            self.assertEqual((task.step_id.plan_id.code, task.amount_unknown), (code, True))

    def test_all_plans_that_match_apply(self):
        """FUP-01: an operated outpatient also came and paid."""
        visit = self._make_visit(
            ended_at=local("2026-06-02 18:30"), surgery=True, surgery_at=local("2026-06-02 17:00")
        )
        tasks = self._plan(visit, "2026-06-02 18:40", created=4)
        self.assertEqual(set(tasks.mapped("step_id.plan_id.code")), {"paid", "outpatient_surgery"})

    def test_deceased_patients_are_blocked_and_stopped(self):
        """FUP-13: never contacted."""
        task = self._make_task()
        self.patient.deceased = True
        self.assertEqual((task.state, task.cancel_reason), ("cancelled", "deceased"))
        visit = self._make_visit(ended_at=local("2026-06-02 18:30"))
        self._plan(visit, "2026-06-02 18:40", created=0, blocked=1)
        self.patient.deceased = False
        self._plan(visit, "2026-06-02 18:40", created=1, blocked=0)

    def test_withdrawn_consent_stops_at_once(self):
        visit = self._make_visit(ended_at=local("2026-06-02 18:30"))
        task = self._plan(visit, "2026-06-02 18:40")
        self.env["hcs.consent"].create({"patient_id": self.patient.id, "purpose": "followup", "state": "withdrawn"})
        self.assertEqual((task.state, task.cancel_reason), ("cancelled", "consent_withdrawn"))
        self._plan(visit, "2026-06-02 18:50", created=0, replanned=0, blocked=1)

    def test_holiday_notice_moves_open_tasks(self):
        """FUP-03, FUP-16: an official notice re-plans, a called-back patient keeps the agreed time."""
        task = self._make_task("2026-06-02 18:30", "2026-06-02 18:31")
        holiday = self.env["hcs.calendar.day"].create({"date": "2026-06-02", "kind": "holiday", "name": "Notice"})
        self.env["hcs.calling.slot"]._rebuild_pending()
        self.assertWindow(task, "2026-06-03 14:30", "2026-06-03 20:00")
        holiday.unlink()
        self.env["hcs.calling.slot"]._rebuild_pending()
        self.assertWindow(task, "2026-06-02 19:00", "2026-06-02 20:00")

    def test_one_statement_plans_any_number_of_visits(self):
        """DESIGN §1.6: the number of queries does not grow with the visits."""
        counts = []
        for size in (1, 50):
            visits = self.env["hcs.visit"].concat(
                *(self._make_visit(ended_at=local("2026-06-02 18:30")) for __ in range(size))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            self.plans._plan_visits(visits[:1], now=local("2026-06-02 10:00"))
            before = self.env.cr.sql_log_count
            self.plans._plan_visits(visits, now=local("2026-06-02 18:40"))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_domain_and_departments_narrow_a_plan(self):
        """FUP-01: rules are data."""
        plan = self.env.ref("hospital_customer_service.hcs_followup_plan_paid")
        other = self.env["hcs.department"].create({"name": "Children", "parent_id": self.department.id})
        eyes = self.env["hcs.department"].create({"name": "Eyes"})
        visits = [
            self._make_visit(ended_at=local("2026-06-02 18:30"), department_id=department.id, diagnosis=diagnosis)
            for department, diagnosis in ((self.department, "flu"), (other, "flu"), (eyes, "flu"), (other, "cold"))
        ]
        visits = self.env["hcs.visit"].concat(*visits)
        plan.department_ids = self.department
        plan.domain = "[('diagnosis', 'ilike', 'flu'), ('patient_id.name', '!=', False)]"
        tasks = self._plan(visits, "2026-06-02 18:40", created=2)
        self.assertEqual(tasks.visit_id, visits[:2])

    def test_domain_the_database_cannot_answer_is_asked_in_python(self):
        """PERF rule 3: the fallback filters in Python and still plans in one statement."""
        plan = self.env.ref("hospital_customer_service.hcs_followup_plan_paid")
        plan.domain = "[('patient_id.followup_count', '>', 100)]"
        visit = self._make_visit(ended_at=local("2026-06-02 18:30"))
        self._plan(visit, "2026-06-02 18:40", created=0)
        plan.domain = "[('patient_id.followup_count', '<', 100)]"
        self._plan(visit, "2026-06-02 18:40", created=1)
