"""SVC-04: who sees and does what with results, and where they stand in the patient's history."""

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .results import ResultCase, local


@tagged("post_install", "-at_install", "hcs_desk")
@freeze_time(local("2026-06-01 15:30"))
class TestResultRoles(ResultCase):
    def test_outside_the_centre_nobody_reads(self):
        order = self._order(("Blood", "final", "2026-06-01 15:00"))
        for user in (self.user_department, self.user_executive, self.user_his, self.user_outsider):
            for record in (order, order.item_ids):
                with self.subTest(user=user.login, model=record._name), self.assertRaises(AccessError):
                    record.with_user(user).read()
            with self.assertRaises(AccessError):
                order.with_user(user).action_deliver("desk", recipient="Somebody")

    def test_every_agent_delivers(self):
        for user in (self.user_agent, self.user_followup, self.user_vip, self.user_leader):
            order = self._order(("Blood", "final", "2026-06-01 15:00"), user=user)
            order.with_user(user).action_deliver("desk", recipient="Zhang San")
            self.assertEqual((order.state, order.delivered_by_id), ("collected", user))

    def test_rules_are_the_directors(self):
        values = {"name": "Rule", "notice": True}
        with self.assertRaises(AccessError):
            self.as_user(self.user_leader, "hcs.result.rule").create(values)
        self.as_user(self.user_director, "hcs.result.rule").create(values)

    def test_the_timeline_shows_it(self):
        order = self._order(("Blood", "final", "2026-06-01 15:00"))
        order.action_deliver("mail", tracking_number="SF1")
        page = self.patient.with_user(self.user_agent).get_timeline(kinds=["result"])
        self.assertEqual([entry["res_id"] for entry in page["entries"]], [order.id])
        self.assertIn("SF1", page["entries"][0]["subtitle"])
        self.assertNotIn("Blood", str(page["entries"]))
        self.assertEqual((self.patient.result_count, self.patient.result_todo_count), (1, 0))

    def test_an_opened_result_is_a_look(self):
        order = self._order(("Blood", "final", "2026-06-01 15:00"))
        log = self.env["hcs.access.log"]
        before = log.search_count([("patient_id", "=", self.patient.id)])
        order.web_read({"state": {}, "order_ref": {}})
        self.assertEqual(log.search_count([("patient_id", "=", self.patient.id)]), before + 1)

    def test_the_number_in_full_for_the_call_in_hand_only(self):
        order = self._order(("Blood", "final", "2026-06-01 15:00"), flagged_by="patient", notice=True)
        seen = order.with_user(self.user_pii)
        self.assertFalse(seen.dial_number)
        seen.action_dial()
        self.assertEqual(seen.dial_number, self.phone.sudo().number)
        self.assertFalse(order.with_user(self._make_user("other_pii", "group_hcs_agent", "group_hcs_pii")).dial_number)
        self.assertNotIn("1381234", order.dial_number_masked)
        with self.assertRaises(AccessError):
            order.with_user(self.user_agent).read(["dial_number"])

    def test_no_name_outside(self):
        order = self._order(("Blood", "final", "2026-06-01 15:00"))
        self.assertNotIn("Zhang", order.display_name)
        self.assertNotIn("Zhang", order._message_compute_subject())

    def test_the_service_record(self):
        order = self._order(("Blood", "final", "2026-06-01 15:00"))
        action = order.action_open_service()
        record = order.service_record_id
        self.assertEqual((action["res_id"], record.type_id.code), (record.id, "result_delivery"))
        self.assertEqual((record.patient_id, record.department_id), (self.patient, self.lab))
        order.action_open_service()
        self.assertEqual(order.service_record_id, record)
