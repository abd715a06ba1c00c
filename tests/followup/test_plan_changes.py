"""Versions of plans, what a change touches, repeated steps, people who asked and have not booked (FUP-01, FU11)."""

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from . import FollowupCase, local, shown


@tagged("post_install", "-at_install", "hcs_followup")
class TestPlanChanges(FollowupCase):
    def setUp(self):
        super().setUp()
        self.plan = self.plans.create(
            {
                "name": "Own",
                "target": "discharge",
                "anchor": "discharge",
                "step_ids": [(0, 0, {"offset": 3, "latest": 3}), (0, 0, {"offset": 10, "latest": 10})],
            }
        )
        self.visit = self._make_visit(
            kind="inpatient", admitted_at=local("2026-05-25 09:00"), discharged_at=local("2026-06-01 10:00")
        )

    def _own(self, now="2026-06-01 11:00"):
        self.plan._plan_visits(self.visit, now=local(now))
        return self.tasks.search([("visit_id", "=", self.visit.id), ("step_id", "in", self.plan.step_ids.ids)])

    def test_a_plan_nobody_used_has_one_version_whatever_is_typed(self):
        self.plan.step_ids[0].offset = 2
        self.assertEqual((self.plan.version, self.plan.replan_needed), (1, False))
        self.assertIn("2-3", self.plan.version_ids.rules)

    def test_a_change_is_a_version_and_tasks_keep_theirs(self):
        """FU11: one save of the form is one version, whatever it changes."""
        tasks = self._own()
        self.assertEqual(set(tasks.mapped("plan_version")), {1})
        self.plan.write({"payment": "paid", "step_ids": [(1, self.plan.step_ids[0].id, {"offset": 4, "latest": 4})]})
        self.assertEqual((self.plan.version, self.plan.replan_needed), (2, True))
        self.assertEqual(self.plan.version_ids.sorted("version").mapped("version"), [1, 2])
        self.assertEqual(set(tasks.mapped("plan_version")), {1})
        self.plan.step_ids[0].latest = 5
        self.assertEqual(self.plan.version, 3)
        self.plan.name = "Renamed"
        self.assertEqual(self.plan.version, 3)

    def _change(self, choice):
        with freeze_time(local("2026-06-02 09:00")):
            action = self.plan.with_user(self.user_director).action_change()
            form = Form(self.env[action["res_model"]].with_user(self.user_director).browse(action["res_id"]))
            counts = (form.open_count, form.called_count, form.moved_count, form.cancelled_count, form.created_count)
            form.choice = choice
            form.save().action_apply()
        self.assertFalse(self.plan.replan_needed)
        return counts

    def test_the_change_shows_what_it_touches_and_somebody_decides(self):
        for choice, dates, states in (
            ("keep", ["2026-06-04", "2026-06-11"], {"open"}),
            ("replan", ["2026-06-05", "2026-06-11"], {"open"}),
            ("cancel", ["2026-06-04", "2026-06-11"], {"cancelled"}),
        ):
            with self.subTest(choice), self.env.cr.savepoint() as savepoint:
                tasks = self._own()
                self.plan.step_ids[0].write({"offset": 4, "latest": 4})
                self.assertEqual(self._change(choice), (2, 0, 1, 0, 0))
                self.assertEqual([shown(task.not_before)[:10] for task in tasks.sorted("due_at")], dates)
                self.assertEqual(set(tasks.mapped("state")), states)
                if choice == "replan":
                    self.assertEqual(tasks.sorted("due_at").mapped("plan_version"), [2, 1])
                savepoint.rollback()
                self.env.invalidate_all()

    def test_cancelled_by_a_change_stays_cancelled(self):
        tasks = self._own()
        self.plan._cancel_planned()
        self.assertEqual(set(tasks.mapped("cancel_reason")), {"plan_changed"})
        self._own("2026-06-01 12:00")
        self.assertEqual(set(tasks.mapped("state")), {"cancelled"})

    def test_only_directors_change_plans(self):
        with self.assertRaises(AccessError):
            self.plan.with_user(self.user_leader).action_change()
        with self.assertRaises(AccessError):
            self.plan.version_ids.with_user(self.user_admin).write({"rules": "Others"})

    # ---------------------------------------------------------------- chronic patients

    def test_a_repeated_step_makes_a_series(self):
        """FUP-01: every thirty days, three times again; asked again nothing changes."""
        self.plan.step_ids[1].unlink()
        self.plan.step_ids.write({"offset": 30, "latest": 32, "repeat_every": 30, "repeat_times": 3})
        tasks = self._own().sorted("due_at")
        self.assertEqual(tasks.mapped("occurrence"), [0, 1, 2, 3])
        self.assertEqual(
            [shown(task.not_before)[:10] for task in tasks], ["2026-07-01", "2026-07-31", "2026-08-30", "2026-09-29"]
        )
        counts = self.plan._plan_visits(self.visit, now=local("2026-06-01 12:00"))
        self.assertEqual((counts["created"], counts["existing"], counts["replanned"]), (0, 4, 0))
        self.plan.step_ids.repeat_times = 1
        self._own("2026-06-01 13:00")
        self.assertEqual(tasks.mapped("state"), ["open", "open", "cancelled", "cancelled"])

    def test_a_later_visit_starts_the_series_anew(self):
        self.plan.step_ids[1].unlink()
        self.plan.step_ids.write({"offset": 30, "latest": 32, "repeat_every": 30, "repeat_times": 2})
        old = self._own()
        later = self._make_visit(
            kind="inpatient", admitted_at=local("2026-06-10 09:00"), discharged_at=local("2026-06-15 10:00")
        )
        self.plan._plan_visits(later, now=local("2026-06-15 11:00"))
        self.tasks._cron_stop(now=local("2026-06-15 12:00"))
        self.assertEqual(set(old.mapped("cancel_reason")), {"superseded"})
        new = self.tasks.search([("visit_id", "=", later.id), ("step_id", "in", self.plan.step_ids.ids)])
        self.assertEqual(set(new.mapped("state")), {"open"})

    def test_a_series_needs_its_interval(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.plan.step_ids[0].repeat_times = 2
            self.env.flush_all()

    # ---------------------------------------------------------------- asked, not booked

    def _record(self, opened="2026-06-01 10:00", **values):
        kind = self.env["hcs.service.type"].search([("phase", "=", "pre"), ("group", "=", "consult")], limit=1)
        kind = kind or self.env["hcs.service.type"].create(
            {"name": "Ask", "code": "ask", "phase": "pre", "group": "consult"}
        )
        record = self.env["hcs.service.record"].create(
            {"type_id": kind.id, "patient_id": self.patient.id, "subject": "Knee", **values}
        )
        record.flush_recordset()
        self.env.cr.execute(
            "UPDATE hcs_service_record SET opened_at = %s, phase = 'pre', type_group = 'consult' WHERE id = %s",
            [local(opened), record.id],
        )
        record.invalidate_recordset()
        return record

    def _plan_records(self, now="2026-06-01 11:00"):
        counts = self.plans._cron_plan_records(now=local(now))
        return counts, self.tasks.search([("service_record_id", "!=", False)], order="due_at")

    def test_who_asked_and_has_not_booked_is_called_on_day_1_and_3(self):
        """FUP-01: the second call; planned once."""
        record = self._record()
        counts, tasks = self._plan_records()
        self.assertEqual(counts["created"], 2)
        self.assertEqual(tasks.service_record_id, record)
        self.assertEqual([shown(task.not_before)[:10] for task in tasks], ["2026-06-02", "2026-06-04"])
        self.assertFalse(tasks.visit_id)
        self.assertEqual(self._plan_records()[0]["created"], 0)
        with freeze_time(local("2026-06-02 14:40")):
            self.assertEqual(self.tasks.with_user(self.user_followup)._claim_next(), tasks[0])

    def test_who_books_meanwhile_is_not_called(self):
        self._record()
        __, tasks = self._plan_records()
        visit = self._make_visit(
            state="planned", planned_at=local("2026-06-09 09:00"), amount_known=False, amount_spent=0
        )
        with freeze_time(local("2026-06-02 14:40")):
            tasks[0].with_user(self.user_followup).action_dial()
        self.assertEqual((tasks[0].state, tasks[0].cancel_reason), ("cancelled", "booked"))
        self._plan_records("2026-06-02 15:00")
        self.assertEqual(tasks.mapped("cancel_reason"), ["booked", "booked"])
        visit.state = "cancelled"
        self._plan_records("2026-06-02 15:10")
        self.assertEqual(tasks[1].state, "open")

    def test_requests_without_a_number_and_old_ones_are_left_out(self):
        self._record(patient_id=False)
        self._record(opened="2026-04-01 10:00")
        counts, tasks = self._plan_records()
        self.assertFalse(counts["created"] or tasks)

    def test_shipped_plan(self):
        plan = self.env.ref("hospital_customer_service.hcs_followup_plan_consulted")
        self.assertEqual(plan.step_ids.mapped("offset"), [1, 3])
        self.assertFalse(plan.replan_needed)
        with self.assertRaises(ValidationError):
            plan.domain = "nonsense("
