"""SVC-04: one hour from the last part, only for those who are to be told, ended by proof only."""

from odoo import fields
from odoo.tests import freeze_time, tagged

from .results import ResultCase, local


@tagged("post_install", "-at_install", "hcs_desk")
@freeze_time(local("2026-06-01 15:30"))
class TestResultClock(ResultCase):
    def _clocks(self, order):
        order.invalidate_recordset()
        return [(clock.state, clock.started_at, clock.due_at) for clock in order.sudo().clock_ids.sorted("id")]

    def test_one_hour_from_the_last_part(self):
        order = self._order(("Blood", "final", "2026-06-01 14:00"), ("Urine", "registered", None), notice=True)
        self.assertEqual(self._clocks(order), [])
        self._final(order.item_ids[1], "2026-06-01 15:10")
        self.assertEqual(self._clocks(order), [("running", local("2026-06-01 15:10"), local("2026-06-01 16:10"))])
        self.assertEqual(order.next_due_at, local("2026-06-01 16:10"))
        self.assertFalse(order.is_overdue)
        with freeze_time(local("2026-06-01 16:11")):
            order.invalidate_recordset()
            self.assertTrue(order.is_overdue)
            self.assertIn(order, self.as_user(self.user_agent, order._name).search([("is_overdue", "=", True)]))

    def test_nobody_asked_no_clock(self):
        """The rest waits for pick-up without a clock."""
        order = self._order(("Blood", "final", "2026-06-01 15:10"))
        self.assertEqual((order.state, self._clocks(order), order.next_due_at), ("ready", [], False))

    def test_asked_for_later(self):
        """Nobody is late before somebody wanted it."""
        order = self._order(("Blood", "final", "2026-06-01 12:00"))
        order.action_flag("doctor")
        self.assertEqual(self._clocks(order), [("running", local("2026-06-01 15:30"), local("2026-06-01 16:30"))])
        order.action_unflag()
        self.assertEqual(self._clocks(order)[0][0], "cancelled")
        self.assertFalse(order.next_due_at)
        order.action_flag("patient")
        self.assertEqual([state for state, _start, _due in self._clocks(order)], ["cancelled", "running"])

    def test_flagged_before_it_is_ready(self):
        """What the feed tells late was ready when it was ready."""
        order = self._order(("Blood", "registered", None), notice=True)
        with freeze_time(local("2026-06-01 18:00")):
            self._final(order.item_ids, "2026-06-01 15:20")
            self.assertEqual(self._clocks(order), [("running", local("2026-06-01 15:20"), local("2026-06-01 16:20"))])
            self.assertTrue(order.is_overdue)

    def test_stopped_by_proof_only(self):
        order = self._order(("Blood", "registered", None), notice=True)
        self._final(order.item_ids, "2026-06-01 15:30")
        for minute, code in ((35, "no_answer"), (40, "busy")):
            with freeze_time(local(f"2026-06-01 15:{minute}")):
                order.action_call_outcome(code)
            self.assertEqual(self._clocks(order)[0][0], "running")
        with freeze_time(local("2026-06-01 16:30")):
            order.action_call_outcome("answered")
        clock = order.sudo().clock_ids
        self.assertEqual((clock.state, clock.met_at), ("met", local("2026-06-01 16:30")))
        self.assertFalse(order.next_due_at)

    def test_late_by_a_minute(self):
        order = self._order(("Blood", "registered", None), notice=True)
        self._final(order.item_ids, "2026-06-01 15:30")
        with freeze_time(local("2026-06-01 16:31")):
            order.action_deliver("mail", tracking_number="SF1")
        self.assertEqual(order.sudo().clock_ids.state, "met_late")

    def test_over_midnight(self):
        """Elapsed minutes, also at night."""
        with freeze_time(local("2026-06-01 23:40")):
            order = self._order(("Blood", "final", "2026-06-01 23:40"), notice=True)
            self.assertEqual(order.next_due_at, local("2026-06-02 00:40"))
        with freeze_time(local("2026-06-02 00:39")):
            order.action_call_outcome("answered")
        self.assertEqual(order.sudo().clock_ids.state, "met")

    def test_not_at_night_by_setting(self):
        """The policy is data: in working minutes the hour runs in the hours of the hospital."""
        policy = self.env.ref("hospital_customer_service.hcs_clock_policy_result")
        policy.write({"unit": "working_minute", "target": 30})
        with freeze_time(local("2026-06-01 23:40")):
            order = self._order(("Blood", "final", "2026-06-01 23:40"), notice=True)
        self.assertEqual(order.next_due_at, local("2026-06-02 08:30"))

    # HOLD
    def test_a_hold_stops_the_clock_with_its_reason(self):
        order = self._order(("Blood", "registered", None), notice=True)
        self._final(order.item_ids, "2026-06-01 15:30")
        with freeze_time(local("2026-06-01 15:50")):
            order.action_hold("unpaid")
        clock = order.sudo().clock_ids
        self.assertEqual((clock.state, order.next_due_at), ("paused", False))
        self.assertIn("Not paid yet", clock.pause_reason)
        with freeze_time(local("2026-06-01 18:50")):
            order.action_release()
            self.assertEqual(self._clocks(order), [("running", local("2026-06-01 15:30"), local("2026-06-01 19:30"))])
        self.assertEqual(order.next_due_at, local("2026-06-01 19:30"))

    def test_held_from_the_start(self):
        order = self._order(("Blood", "registered", None), notice=True, hold="doctor_first")
        with freeze_time(local("2026-06-01 15:40")):
            self._final(order.item_ids, "2026-06-01 15:40")
        self.assertEqual((order.state, order.sudo().clock_ids.state), ("held", "paused"))
        with freeze_time(local("2026-06-02 09:00")):
            order.action_release()
        self.assertEqual(order.next_due_at, local("2026-06-02 10:00"))

    # ROUNDS
    def test_a_corrected_result_has_a_clock_of_its_own(self):
        order = self._order(("Blood", "registered", None), notice=True)
        self._final(order.item_ids, "2026-06-01 15:30")
        with freeze_time(local("2026-06-01 15:40")):
            order.action_deliver("mail", tracking_number="SF1")
        first = order.sudo().clock_ids.read(["state", "met_at", "due_at"])
        with freeze_time(local("2026-06-03 10:05")):
            self._final(order.item_ids, "2026-06-03 10:00", "corrected")
        self.assertEqual(order.state, "ready")
        self.assertEqual([state for state, _start, _due in self._clocks(order)], ["met", "running"])
        self.assertEqual(order.next_due_at, local("2026-06-03 11:00"))
        self.assertEqual(order.sudo().clock_ids.sorted("id")[0].read(["state", "met_at", "due_at"]), first)

    def test_corrected_before_the_patient_was_told(self):
        """The first promise ends without a result; what was late by then stays late in its journal."""
        order = self._order(("Blood", "registered", None), notice=True)
        self._final(order.item_ids, "2026-06-01 15:30")
        with freeze_time(local("2026-06-01 15:50")):
            self._final(order.item_ids, "2026-06-01 15:50", "amended")
        self.assertEqual([state for state, _start, _due in self._clocks(order)], ["cancelled", "running"])
        self.assertEqual(order.next_due_at, local("2026-06-01 16:50"))

    def test_corrected_by_rule(self):
        """Whoever fetched a result that was corrected since is told, asked or not."""
        self.env["hcs.result.rule"].create({"name": "Corrected", "corrected": True, "notice": True})
        order = self._order(("Blood", "final", "2026-06-01 15:00"))
        self.assertFalse(order.notice)
        order.action_deliver("desk", recipient="Zhang San")
        self._final(order.item_ids, "2026-06-01 15:20", "corrected")
        self.assertEqual((order.state, order.notice, order.flagged_by), ("ready", True, "rule"))
        self.assertEqual(order.next_due_at, local("2026-06-01 16:20"))

    def test_cancelled_ends_it(self):
        order = self._order(("Blood", "final", "2026-06-01 15:30"), notice=True)
        order.action_cancel()
        self.assertEqual((order.sudo().clock_ids.state, order.next_due_at), ("cancelled", False))

    def test_a_part_more_ends_the_promise(self):
        order = self._order(("Blood", "final", "2026-06-01 15:30"), notice=True)
        self.env["hcs.result.item"].create({"delivery_id": order.id, "name": "Urine"})
        self.assertEqual((order.state, order.sudo().clock_ids.state), ("waiting", "cancelled"))
        with freeze_time(local("2026-06-01 16:00")):
            order.item_ids[1].write({"status": "final"})
        self.assertEqual(order.next_due_at, local("2026-06-01 17:00"))

    # MANY
    def test_the_board_shows_the_least_time_left_first(self):
        late = self._order(("Blood", "final", "2026-06-01 15:20"), notice=True)
        early = self._order(("Blood", "final", "2026-06-01 14:00"), notice=True)
        for order, at in ((late, "2026-06-01 15:20"), (early, "2026-06-01 14:00")):
            order.sudo().clock_ids.due_at  # noqa: B018
            self.env.cr.execute(
                "UPDATE hcs_result_delivery SET next_due_at = %s WHERE id = %s",
                [fields.Datetime.add(local(at), hours=1), order.id],
            )
        unflagged = self._order(("Blood", "final", "2026-06-01 13:00"))
        found = self.as_user(self.user_agent, late._name).search(
            [("id", "in", (late | early | unflagged).ids)], order="next_due_at, id desc"
        )
        self.assertEqual(found.ids, [early.id, late.id, unflagged.id])

    def test_many_cost_what_one_costs(self):
        """Parts of fifty orders at once: no query per order but those that write it."""
        orders = self.env["hcs.result.delivery"].browse()
        for _number in range(12):
            orders |= self._order(("Blood", "registered", None), notice=True)
        self.env.flush_all()
        orders.item_ids.write({"status": "final", "issued_at": local("2026-06-01 15:30")})
        self.assertEqual(set(orders.mapped("state")), {"ready"})
        self.assertEqual(set(orders.sudo().clock_ids.mapped("state")), {"running"})
        self.assertEqual(len(orders.sudo().clock_ids), 12)
