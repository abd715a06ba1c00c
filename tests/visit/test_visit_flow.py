from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged, users

from tests.visit import VisitCase


@tagged("post_install", "-at_install", "hcs_visit")
class TestVisitFlow(VisitCase):
    """VIS-01: what people may do with a visit, and when."""

    @users("hcs_agent")
    @freeze_time("2026-03-02 02:00:00")
    def test_an_outpatient_comes_and_leaves(self):
        visit = self._make_visit(planned_at="2026-03-02 01:30:00").with_env(self.env)
        visit.action_arrive()
        self.assertEqual((visit.state, str(visit.arrived_at)), ("arrived", "2026-03-02 02:00:00"))
        self.assertFalse(visit.admitted_at)
        with freeze_time("2026-03-02 02:40:00"):
            visit.action_complete()
        self.assertEqual((visit.state, str(visit.ended_at)), ("completed", "2026-03-02 02:40:00"))
        self.assertFalse(visit.discharged_at)

    @freeze_time("2026-03-02 02:00:00")
    def test_a_stay_is_admitted_and_discharged(self):
        visit = self._make_visit(kind="inpatient")
        visit.action_arrive()
        self.assertEqual(str(visit.admitted_at), "2026-03-02 02:00:00")
        with freeze_time("2026-03-09 02:00:00"):
            visit.action_complete()
        self.assertEqual(str(visit.discharged_at), "2026-03-09 02:00:00")
        self.assertEqual(visit.target_codes, "discharge")

    @freeze_time("2026-03-02 02:00:00")
    def test_times_that_are_known_are_kept(self):
        visit = self._make_visit(arrived_at="2026-03-02 01:10:00")
        visit.action_arrive()
        self.assertEqual(str(visit.arrived_at), "2026-03-02 01:10:00")

    @freeze_time("2026-03-02 02:00:00")
    def test_nobody_is_missed_before_the_time(self):
        with self.assertRaisesRegex(UserError, "not come yet"):
            self._make_visit(planned_at="2026-03-02 02:00:01").action_no_show()
        with self.assertRaisesRegex(UserError, "not come yet"):
            self._make_visit().action_no_show()
        visit = self._make_visit(planned_at="2026-03-02 01:59:00")
        visit.action_no_show()
        self.assertEqual(visit.target_codes, "no_show")

    def test_every_button_refuses_the_states_it_is_not_for(self):
        allowed = {
            "action_arrive": {"planned", "no_show"},
            "action_complete": {"arrived", "in_progress"},
            "action_no_show": {"planned"},
            "action_interrupt": {"arrived", "in_progress", "completed"},
            "action_go_on": {"interrupted"},
            "action_cancel": {"planned", "no_show", "arrived"},
            "action_plan_again": {"cancelled", "no_show"},
        }
        states = [state for state, _label in self.env["hcs.visit"]._fields["state"].selection]
        for action, good in allowed.items():
            for state in states:
                visit = self._make_visit(state=state, planned_at="2026-03-02 01:00:00")
                with self.subTest(action=action, state=state):
                    if state in good:
                        getattr(visit, action)()
                        self.assertNotEqual(visit.state, state)
                    else:
                        with self.assertRaises(UserError):
                            getattr(visit, action)()
                        self.assertEqual(visit.state, state)

    def test_one_wrong_visit_stops_the_whole_selection(self):
        visits = self._make_visit() | self._make_visit(state="completed")
        with self.assertRaises(UserError):
            visits.action_arrive()
        self.assertEqual(visits.mapped("state"), ["planned", "completed"])

    @freeze_time("2026-03-02 02:00:00")
    def test_interrupting_keeps_the_moment(self):
        visit = self._make_visit(state="arrived", arrived_at="2026-03-01 02:00:00")
        visit.action_interrupt()
        self.assertEqual(str(visit.interrupted_at), "2026-03-02 02:00:00")
        self.assertEqual(visit.target_codes, "interrupted")

    def test_an_interruption_is_taken_back(self):
        for ended_at, expected in ((False, "in_progress"), ("2026-03-01 03:00:00", "completed")):
            visit = self._make_visit(state="arrived", arrived_at="2026-03-01 02:00:00", ended_at=ended_at)
            visit.action_interrupt()
            visit.action_go_on()
            self.assertEqual((visit.state, visit.interrupted_at), (expected, False))

    def test_an_outsider_presses_no_button(self):
        visit = self._make_visit()
        for user in (self.user_outsider, self.user_department, self.user_executive):
            with self.assertRaises(AccessError):
                visit.with_user(user).action_arrive()
