"""SVC-04, SVC-01: a result that was delivered with proof is done at the desk too; deadlines of results climb."""

from odoo import Command
from odoo.tests import freeze_time, tagged

from .results import ResultCase, local


@tagged("post_install", "-at_install", "hcs_desk")
@freeze_time(local("2026-06-01 15:30"))
class TestResultService(ResultCase):
    def _with_record(self, **values):
        order = self._order(("Blood", "final", "2026-06-01 15:00"), notice=True, **values)
        order.action_open_service()
        return order, order.service_record_id

    def test_a_delivery_ticks_the_steps_and_ends_the_record(self):
        """SVC-01: nobody ticks at the desk what the proof of the result says already."""
        order, record = self._with_record()
        self.assertTrue(record.step_ids.filtered("mandatory"))
        order.action_deliver("phone", proof="told the patient")
        self.assertEqual(set(record.step_ids.mapped("state")), {"done"})
        self.assertTrue(all(order.reference in step.proof for step in record.step_ids))
        self.assertFalse(any("told the patient" in step.proof for step in record.step_ids))
        self.assertEqual((record.state, record.closing_id.code), ("done", "delivered"))
        self.assertEqual(record.document_ref, order.reference)

    def test_fetched_at_the_desk_ends_as_collected(self):
        order, record = self._with_record()
        order.action_deliver("desk", recipient="Zhang Hong")
        self.assertEqual((record.state, record.closing_id.code), ("done", "collected"))

    def test_a_certificate_is_the_service_for_certificates(self):
        order, record = self._with_record(kind="certificate")
        self.assertEqual(record.type_id.code, "certificate")
        order.action_deliver("desk", recipient="Zhang Hong")
        self.assertEqual((record.state, record.closing_id.code), ("done", "handed"))

    def test_what_else_is_missing_keeps_the_record_open(self):
        """A step that a delivery does not settle stays the agent's."""
        order, record = self._with_record()
        record.write({"step_ids": [Command.create({"name": "Invoice sent", "mandatory": True})]})
        order.action_deliver("phone", proof="told")
        self.assertEqual(record.state, "in_progress" if record.user_id and record.held_since else "new")
        self.assertEqual(record.step_ids.filtered(lambda step: step.state == "todo").mapped("name"), ["Invoice sent"])

    def test_a_corrected_result_takes_the_record_up_again(self):
        """SVC-04: it has to be told again."""
        order, record = self._with_record()
        order.action_deliver("phone", proof="told")
        self._final(order.item_ids, "2026-06-01 15:25", status="corrected")
        self.assertEqual((order.state, order.round), ("ready", 2))
        self.assertEqual((record.state, record.reopened_count), ("in_progress", 1))
        open_steps = record.step_ids.filtered(lambda step: step.state == "todo")
        self.assertEqual(open_steps.mapped("code"), ["delivered"])
        order.action_deliver("phone", proof="told again")
        self.assertEqual(record.state, "done")

    def test_long_after_a_new_record_follows(self):
        order, record = self._with_record()
        order.action_deliver("phone", proof="told")
        with freeze_time(local("2026-06-20 10:00")):
            self._final(order.item_ids, "2026-06-20 09:50", status="corrected")
            self.assertEqual(record.state, "done")
            self.assertEqual(order.service_record_id, record.successor_id)
            self.assertNotEqual(order.service_record_id, record)

    def test_the_hour_has_a_ladder(self):
        """SD7: the agent is told before the hour is over, then the leader, then the director."""
        policy = self.env.ref("hospital_customer_service.hcs_clock_policy_result")
        self.assertEqual(
            [(rung.percent, rung.notify) for rung in policy.escalation_ids],
            [(75, "owner"), (100, "team_leader"), (150, "director")],
        )

    def test_every_shipped_policy_has_a_ladder(self):
        """SD7: a deadline that nobody is told of is none; whoever breaks it, somebody hears of it."""
        ids = self.env["ir.model.data"].search(
            [("module", "=", "hospital_customer_service"), ("model", "=", "hcs.clock.policy")]
        )
        policies = self.env["hcs.clock.policy"].browse(ids.mapped("res_id")).exists()
        self.assertGreaterEqual(len(policies), 20)
        for policy in policies:
            with self.subTest(policy=policy.code):
                self.assertTrue(policy.escalation_ids)
                self.assertTrue(policy.escalation_ids.filtered(lambda rung: rung.percent <= 100))
                self.assertTrue(0 <= policy.warn_percent < 100)

    def test_the_clock_is_the_team_s_of_the_service(self):
        team = self.env["hcs.team"].create({"name": "Results", "leader_id": self.user_leader.id})
        self.env.ref("hospital_customer_service.hcs_service_type_result_delivery").team_id = team
        order = self._order(("Blood", "final", "2026-06-01 15:00"), notice=True)
        self.assertEqual(order.sudo().clock_ids.team_id, team)
