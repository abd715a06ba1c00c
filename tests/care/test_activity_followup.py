"""CRM-04: those who came to an activity are called afterwards, by the plan it names; others are not."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from tests.care.test_activity_outcome import AFTER, OutcomeCase


@tagged("post_install", "-at_install", "hcs_care")
class TestActivityFollowup(OutcomeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env.ref("hospital_customer_service.hcs_followup_plan_attended")
        cls.activity.write({"hcs_followup_plan_id": cls.plan.id, "hcs_department_id": cls.department.id})

    def _tasks(self):
        tasks = self.env["hcs.followup.task"].search([("step_id.plan_id", "=", self.plan.id)])
        return tasks.sorted(lambda task: self.people.ids.index(task.patient_id.id))

    def _close(self):
        with freeze_time(AFTER):
            self.activity.with_user(self.user_leader).action_hcs_close()

    def test_those_who_came_are_called(self):
        """The lecture was on a Saturday: the call is due within three days, at the hours of calling."""
        self._came(self.people[:2])
        self._register(self.people[2])
        self.assertFalse(self._tasks(), "as long as the list is open nobody is sure who came")
        self._close()
        tasks = self._tasks()
        self.assertEqual(tasks.patient_id, self.people[:2])
        self.assertEqual(set(tasks.mapped("anchor_at")), {self.activity.date_end})
        self.assertTrue(all(task.not_before >= self.at("2026-03-22 00:00") for task in tasks))
        self.assertTrue(all(task.due_at <= self.at("2026-03-24 23:59") for task in tasks))
        self.assertEqual((tasks.department_id, tasks.company_id), (self.department, self.company))
        self.assertEqual(self.activity.hcs_followup_count, 2)
        action = self.activity.with_user(self.user_agent).action_hcs_open_followups()
        found = self.env["hcs.followup.task"].with_user(self.user_agent).search(action["domain"])
        self.assertEqual(found, tasks)
        self.assertEqual(tasks[0].with_user(self.user_agent).activity_event_id, self.activity)
        self.assertEqual(tasks[0].with_user(self.user_agent)._console_visit()["kind"], self.activity.name)

    def test_twice_changes_nothing(self):
        self._came(self.people[:2])
        self._close()
        before = self._tasks()
        self.activity._hcs_plan_followup()
        self.env["hcs.followup.plan"]._plan_visits(self.env["hcs.visit"].search([]))
        self.assertEqual(self._tasks(), before)
        self.assertEqual(set(before.mapped("state")), {"open"})

    def test_who_was_ticked_by_mistake_is_not_called(self):
        registrations = self._came(self.people[:2])
        self._close()
        with freeze_time(AFTER):
            self.activity.with_user(self.user_leader).action_hcs_open_again()
            registrations[0].action_hcs_not_here()
        self._close()
        self.assertEqual(self._tasks().mapped("state"), ["cancelled", "open"])
        self.assertEqual(self._tasks()[0].cancel_reason, "not_there")
        # and was there after all
        with freeze_time(AFTER):
            self.activity.with_user(self.user_leader).action_hcs_open_again()
            registrations[0].action_hcs_attend()
        self._close()
        self.assertEqual(self._tasks().mapped("state"), ["open", "open"])

    def test_without_a_plan_nobody_is_called(self):
        self.activity.hcs_followup_plan_id = False
        self._came(self.people[:2])
        self._close()
        self.assertFalse(self._tasks())
        # named later it is caught up with, taken away it ends
        with freeze_time(AFTER):
            self.activity.with_user(self.user_leader).hcs_followup_plan_id = self.plan
            self.assertEqual(self._tasks().mapped("state"), ["open", "open"])
            self.activity.with_user(self.user_leader).hcs_followup_plan_id = False
        self.assertEqual(set(self._tasks().mapped("cancel_reason")), {"target_changed"})

    def test_who_wants_no_calls_gets_none(self):
        self.env["hcs.consent"].create(
            {"patient_id": self.people[0].id, "purpose": "followup", "channel": "any", "state": "withdrawn"}
        )
        self.people[1].deceased = False
        self._came(self.people[:2])
        self.people[1].deceased = True
        self._close()
        self.assertFalse(self._tasks())

    def test_a_visit_is_never_planned_by_it(self):
        visit = self.env["hcs.visit"].create(
            {"patient_id": self.people[0].id, "state": "completed", "arrived_at": self.at("2026-03-16 09:00")}
        )
        self.plan._plan_visits(visit)
        self.assertFalse(self._tasks())

    def test_only_such_plans_and_only_by_leaders(self):
        with self.assertRaisesRegex(ValidationError, "activit"):
            self.activity.hcs_followup_plan_id = self.env.ref("hospital_customer_service.hcs_followup_plan_consulted")
        with self.assertRaises(AccessError):
            self.activity.with_user(self.user_agent).hcs_followup_plan_id = False
