from odoo.tests import tagged

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
