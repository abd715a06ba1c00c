from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from tests.common import HcsCase


@tagged("post_install", "-at_install", "hcs_followup")
class TestPlans(HcsCase):
    """FUP-01, ADM-03: a plan of the hospital's own needs few words."""

    def test_a_plan_of_few_values(self):
        plan = self.env["hcs.followup.plan"].create(
            {
                "name": "Second call",
                "target": "discharge",
                "anchor": "discharge",
                "step_ids": [(0, 0, {"offset": 5}), (0, 0, {"offset": 6, "unit": "hour", "latest": 8})],
            }
        )
        self.assertEqual(plan.code, "discharge_1")
        self.assertEqual(plan.step_ids.mapped("name"), ["Day 5", "Hour 6"])
        self.assertEqual(plan.step_ids.mapped("latest"), [5, 8])

    def test_codes_left_out_are_free_ones(self):
        values = {"name": "Mine", "target": "no_show"}
        plans = self.env["hcs.followup.plan"].create([values, {**values, "code": "no_show_1"}, values])
        plans += self.env["hcs.followup.plan"].create(values)
        self.assertEqual(plans.mapped("code"), ["no_show_2", "no_show_1", "no_show_3", "no_show_4"])
        script = self.env["hcs.script"].create({"name": "Mine", "situation": "refusal"})
        self.assertEqual(script.code, "refusal_1")

    @freeze_time("2026-06-01 02:00:00")
    def test_a_task_made_by_hand_is_due_at_the_end_of_the_first_window(self):
        patient = self.env["hcs.patient"].create({"name": "Patient by hand"})
        step = self.env.ref("hospital_customer_service.hcs_followup_plan_step_paid_same_evening")
        task = self.env["hcs.followup.task"].create({"patient_id": patient.id, "step_id": step.id})
        self.assertEqual(task.due_at, datetime(2026, 6, 1, 8, 30))  # 16:30 there
        self.assertEqual((task.late_at, task.state), (task.due_at, "open"))

    def test_a_new_task_may_name_the_values_it_starts_with_and_no_results(self):
        patient = self.env["hcs.patient"].create({"name": "Patient by hand"})
        step = self.env.ref("hospital_customer_service.hcs_followup_plan_step_paid_same_evening")
        tasks = self.as_user(self.user_leader, "hcs.followup.task")
        values = {"patient_id": patient.id, "step_id": step.id}
        self.assertEqual(tasks.create({**values, "state": "open", "failed_count": 0}).state, "open")
        for forged in ({"state": "done"}, {"attempt_count": 1}):
            with self.subTest(forged=forged), self.assertRaises(AccessError):
                tasks.create({**values, **forged})
