"""Who calls: by load, on duty, the same agent for the same patient (FUP-14)."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from . import FollowupCase, local

NOW = "2026-06-01 19:05"


@tagged("post_install", "-at_install", "hcs_followup")
class TestDealing(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agents = cls.env["res.users"].concat(
            *(cls._make_user(f"hcs_deal_{number}", "group_hcs_followup") for number in range(3))
        )
        cls.team = cls.tasks._get_followup_team(cls.company)
        cls.team.write({"assignment": "balanced", "member_ids": [Command.set((cls.agents | cls.user_agent).ids)]})

    def _tasks(self, count, **values):
        return self.tasks.concat(
            *(self._make_task(patient_id=self._make_patient().id, **values) for __ in range(count))
        )

    def _deal(self, now=NOW):
        return self.tasks._cron_deal(now=local(now))

    def _leave(self, user, start="2026-06-01 00:00", end="2026-06-02 00:00"):
        resource = self.env["resource.resource"].create({"name": user.name, "user_id": user.id})
        self.env["resource.calendar.leaves"].create(
            {"resource_id": resource.id, "date_from": local(start), "date_to": local(end), "calendar_id": False}
        )

    def _shares(self, tasks):
        return sorted(len(tasks.filtered(lambda task, user=user: task.user_id == user)) for user in self.agents)

    def test_calls_of_the_window_are_shared_evenly_and_only_once(self):
        """SD9: nobody without the right, spread of one at most; run again, nothing moves."""
        tasks = self._tasks(7)
        self.assertEqual(self._deal()["dealt"], 7)
        self.assertEqual(self._shares(tasks), [2, 2, 3])
        before = tasks.mapped("user_id")
        self.assertEqual(self._deal(), {"taken_back": 0, "dealt": 0})
        self.assertEqual(tasks.mapped("user_id"), before)
        self.assertNotIn(self.user_agent, before)

    def test_what_an_agent_holds_counts(self):
        held = self._tasks(3)
        held.sudo().user_id = self.agents[0]
        tasks = self._tasks(3)
        self._deal()
        self.assertEqual(self._shares(held | tasks), [1, 2, 3])

    def test_capacity_is_kept_and_the_rest_stays_everybodys(self):
        self.team.capacity = 1
        tasks = self._tasks(5)
        self.assertEqual(self._deal()["dealt"], 3)
        self.assertEqual(len(tasks.filtered(lambda task: not task.user_id)), 2)

    def test_teams_that_deal_by_hand_are_left_alone(self):
        self.team.assignment = "manual"
        tasks = self._tasks(2)
        self.assertEqual(self._deal()["dealt"], 0)
        self.assertFalse(tasks.user_id)

    def test_calls_of_later_windows_wait(self):
        task = self._make_task("2026-06-02 18:30", "2026-06-02 10:00")
        self.assertEqual(self._deal()["dealt"], 0)
        self.assertEqual(self._deal("2026-06-02 19:00")["dealt"], 1)
        self.assertTrue(task.user_id)

    def test_a_patient_stays_with_the_agent_who_called_last(self):
        """For so many days as the setting says, and all calls of a patient go to one agent."""
        patient = self._make_patient()
        first = self._make_task(patient_id=patient.id)
        with freeze_time(local(NOW)):
            first.with_user(self.agents[2]).action_record_attempt("answered")
        for days, anchor in ((30, "2026-06-04"), (1, "2026-06-08")):
            self.company.hcs_same_agent_days = days
            tasks = self.tasks.concat(
                *(self._make_task(f"{anchor} 18:30", f"{anchor} 18:40", patient_id=patient.id) for __ in range(3))
            )
            others = self._tasks(1, anchor=f"{anchor} 18:30", now=f"{anchor} 18:40")
            self._deal(f"{anchor} 19:05")
            self.assertEqual(len(tasks.user_id), 1)
            self.assertTrue(others.user_id)
            if days == 30:
                self.assertEqual(tasks.user_id, self.agents[2])

    def test_calls_of_the_absent_are_dealt_again(self):
        tasks = self._tasks(6)
        self._deal()
        away = self.agents[0]
        self._leave(away)
        stranger = self._tasks(1)
        stranger.sudo().user_id = self.user_followup  # not of the team: a leader's choice stands
        totals = self._deal()
        self.assertEqual((totals["taken_back"], totals["dealt"]), (2, 2))
        self.assertEqual(self._shares(tasks), [0, 3, 3])
        self.assertEqual(stranger.user_id, self.user_followup)

    def test_calls_of_those_who_left_are_dealt_again(self):
        tasks = self._tasks(3)
        self._deal()
        self.agents[1].active = False
        self._deal()
        self.assertNotIn(self.agents[1], tasks.user_id)
        self.assertTrue(all(tasks.mapped("user_id")))

    def test_with_nobody_there_nothing_is_lost(self):
        tasks = self._tasks(2)
        for agent in self.agents:
            self._leave(agent)
        self.assertEqual(self._deal()["dealt"], 0)
        self.assertFalse(tasks.user_id)

    def test_one_statement_deals_any_number(self):
        counts = []
        for size in (2, 30):
            self._tasks(size)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._deal()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    # ---------------------------------------------------------------- the leader

    def _wizard(self, **values):
        return self.env["hcs.followup.assign.wizard"].with_user(self.user_leader).create(values)

    def test_the_leader_moves_all_calls_of_an_agent(self):
        tasks = self._tasks(4)
        tasks.sudo().user_id = self.agents[0]
        wizard = self._wizard(from_user_id=self.agents[0].id, user_ids=self.agents[1:].ids)
        self.assertEqual(wizard.task_count, 4)
        wizard.action_assign()
        self.assertEqual(self._shares(tasks), [0, 2, 2])

    def test_the_leader_deals_selected_calls_by_load(self):
        tasks = self._tasks(6)
        tasks.sudo().user_id = self.agents[0]
        with freeze_time(local(NOW)):
            self._wizard(task_ids=tasks.ids).action_deal()
        self.assertEqual(self._shares(tasks), [2, 2, 2])
        with self.assertRaises(AccessError):
            tasks.with_user(self.user_followup).action_deal()
