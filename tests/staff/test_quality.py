"""Quality checks of calls: the lot, two scorers, the appeal (FU13)."""

from datetime import date

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.followup import FollowupCase, local

RESULT = "2026-06-27 10:00"


@tagged("post_install", "-at_install", "hcs_staff")
class TestQuality(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.hcs_quality_sample = 2
        cls.checks = cls.env["hcs.quality.check"]
        cls.other_leader = cls._make_user("hcs_leader_2", "group_hcs_leader")
        cls.third_leader = cls._make_user("hcs_leader_3", "group_hcs_leader")
        cls.cycle = cls.env["hcs.followup.cycle"]._ensure(cls.company, date(2026, 6, 10))
        cls.answered = cls.env.ref("hospital_customer_service.hcs_call_outcome_answered")
        cls.no_answer = cls.env.ref("hospital_customer_service.hcs_call_outcome_no_answer")
        cls.task = cls.tasks.create(
            {
                "patient_id": cls.patient.id,
                "visit_id": cls._make_visit(ended_at=local("2026-06-01 18:30")).id,
                "step_id": cls.env.ref("hospital_customer_service.hcs_followup_plan_paid").step_ids[0].id,
                "anchor_at": local("2026-06-01 18:30"),
                "not_before": local("2026-06-01 19:00"),
                "due_at": local("2026-06-01 20:00"),
                "next_try_at": local("2026-06-01 19:00"),
                "late_at": local("2026-06-01 20:00"),
            }
        )

    def _call(self, user=None, at="2026-06-10 19:05", outcome=None, **values):
        return self.env["hcs.followup.attempt"].create(
            {
                "task_id": self.task.id,
                "user_id": (user or self.user_followup).id,
                "started_at": local(at),
                "outcome_id": (outcome or self.answered).id,
                "company_id": self.company.id,
                **values,
            }
        )

    def _check(self):
        self._call()
        self.checks._draw(self.cycle)
        return self.checks.search([("agent_id", "=", self.user_followup.id)])

    def _score(self, check, user, level="2", note=False):
        mine = check.with_user(user)
        mine.action_take()
        turn = "first_ids" if check.state == "to_score" else "second_ids"
        lines = mine[turn]
        lines.write({"level": "2"})
        lines[0].write({"level": level, "note": note})
        mine.action_hand_in()

    def _result(self, first="2", second="2"):
        check = self._check()
        with freeze_time(local(RESULT)):
            self._score(check, self.user_leader, first, "Did not listen")
            self._score(check, self.other_leader, second, "Did not listen")
        return check

    # ------------------------------------------------------------ the lot

    def test_so_many_calls_of_each_agent(self):
        for __ in range(5):
            self._call()
        self._call(self.user_agent)
        self.assertEqual(self.checks._draw(self.cycle), 3)
        self.assertEqual(len(self.checks.search([("agent_id", "=", self.user_followup.id)])), 2)
        self.assertEqual(set(self.checks.search([]).mapped("state")), {"to_score"})

    def test_drawing_again_adds_nothing_and_changes_nothing(self):
        for __ in range(5):
            self._call()
        self.checks._draw(self.cycle)
        drawn = self.checks.search([]).attempt_id
        self.assertEqual(self.checks._draw(self.cycle), 0)
        self._call()
        self.assertEqual(self.checks._draw(self.cycle), 0, "a later call changes no sample")
        self.checks.search([]).unlink()
        self.env["hcs.followup.attempt"].browse(self._call().id)
        self.checks._draw(self.cycle)
        self.assertLessEqual(len(self.checks.search([]).attempt_id - drawn), 2)

    def test_anybody_draws_the_same_lot(self):
        for __ in range(8):
            self._call()
        self.checks._draw(self.cycle)
        drawn = self.checks.search([]).attempt_id
        self.checks.search([]).unlink()
        self.checks._draw(self.cycle)
        self.assertEqual(self.checks.search([]).attempt_id, drawn)

    def test_only_calls_of_the_month_in_which_somebody_spoke(self):
        lead = self._call(at="2026-06-25 19:05")
        self._call(at="2026-06-26 19:05")
        self._call(at="2026-05-25 19:05")
        self._call(outcome=self.no_answer)
        self._call(channel="web")
        self._call(call_id=lead.id)
        self.checks._draw(self.cycle)
        self.assertEqual(self.checks.search([]).attempt_id, lead)

    def test_the_schedule_draws_when_the_month_has_closed(self):
        self._call()
        self.checks._cron_draw(now=local("2026-06-25 12:00"))
        self.assertFalse(self.checks.search([]))
        self.checks._cron_draw(now=local("2026-06-26 02:00"))
        self.assertEqual(str(self.checks.search([]).month), "2026-06-01")
        self.company.hcs_quality_sample = 0
        self._call(self.user_agent)
        self.checks._cron_draw(now=local("2026-06-27 02:00"))
        self.assertEqual(len(self.checks.search([])), 1)

    @mute_logger("odoo.sql_db")
    def test_a_call_is_drawn_once(self):
        check = self._check()
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            check.copy({"attempt_id": check.attempt_id.id, "agent_id": check.agent_id.id, "month": check.month})

    # ------------------------------------------------------------ scoring

    def test_two_scores_that_agree_are_the_result(self):
        check = self._result("2", "1")
        self.assertEqual((check.first_score, check.state), (100.0, "final"))
        self.assertEqual(check.score, round((check.first_score + check.second_score) / 2, 1))
        self.assertLess(check.score, 100)

    def test_what_does_not_apply_is_left_out(self):
        check = self._result("na", "na")
        self.assertEqual(check.score, 100.0)

    def test_scores_far_apart_are_decided_by_somebody_else(self):
        self.company.hcs_quality_difference = 4
        check = self._result("2", "0")
        self.assertEqual(check.state, "dispute")
        self.assertFalse(check.final_at)
        for scorer in (self.user_leader, self.other_leader):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                check.with_user(scorer).write({"decided_score": 100, "decision": "I was right"})
        mine = check.with_user(self.third_leader)
        with self.assertRaisesRegex(UserError, "why you decide"):
            mine.action_decide()
        mine.write({"decided_score": 97, "decision": "Listened at the end"})
        mine.action_decide()
        self.assertEqual((check.state, check.score, check.decided_by_id), ("final", 97, self.third_leader))

    def test_nobody_scores_the_own_calls_or_twice(self):
        self._call(self.user_leader)
        self.checks._draw(self.cycle)
        own = self.checks.search([("agent_id", "=", self.user_leader.id)])
        with self.assertRaisesRegex(UserError, "own calls"):
            own.with_user(self.user_leader).action_take()
        self._score(own, self.other_leader)
        with self.assertRaisesRegex(UserError, "twice"):
            own.with_user(self.other_leader).action_take()
        with self.assertRaises(AccessError):
            own.with_user(self.user_agent).action_take()

    def test_the_second_scorer_does_not_see_the_first_sheet(self):
        check = self._check()
        self._score(check, self.user_leader, "1")
        blind = check.with_user(self.other_leader)
        blind.invalidate_recordset()
        self.assertFalse(blind.first_ids)
        self.assertEqual(blind.first_score, 0)
        self._score(check, self.other_leader, "1")
        blind.invalidate_recordset()
        self.assertTrue(blind.first_ids)
        self.assertGreater(blind.first_score, 0)

    def test_a_sheet_is_full_and_says_why(self):
        check = self._check().with_user(self.user_leader)
        check.action_take()
        with self.assertRaisesRegex(UserError, "every criterion"):
            check.action_hand_in()
        check.first_ids.write({"level": "0"})
        with self.assertRaisesRegex(UserError, "not met"):
            check.action_hand_in()
        check.first_ids.write({"level": "na"})
        with self.assertRaisesRegex(UserError, "applies"):
            check.action_hand_in()

    def test_a_sheet_belongs_to_its_scorer_until_handed_in(self):
        check = self._check()
        check.with_user(self.user_leader).action_take()
        line = check.first_ids[0]
        with self.assertRaises(AccessError):
            line.with_user(self.other_leader).write({"level": "2"})
        with self.assertRaises(AccessError):
            line.with_user(self.user_leader).write({"weight": 1})
        self.assertEqual(set(check.first_ids.with_user(self.user_leader).mapped("is_open")), {True})
        check.first_ids.with_user(self.user_leader).write({"level": "2"})
        check.with_user(self.user_leader).action_hand_in()
        with self.assertRaises(AccessError):
            line.with_user(self.user_leader).write({"level": "1"})

    def test_the_sheet_keeps_its_weights(self):
        check = self._check()
        self._score(check, self.user_leader)
        criterion = check.first_ids.criterion_id[0]
        criterion.weight = 99
        self.env["hcs.quality.criterion"].create({"name": "New one"})
        check.with_user(self.other_leader).action_take()
        self.assertEqual(check.second_ids.mapped("weight"), check.first_ids.mapped("weight"))
        with self.assertRaises(UserError):
            criterion.unlink()

    def test_results_are_not_written_by_hand(self):
        check = self._result()
        for user in (self.user_leader, self.user_director, self.user_followup):
            for vals in ({"score": 100}, {"state": "closed"}, {"agent_id": user.id}, {"decided_score": 1}):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    check.with_user(user).write(vals)

    # ------------------------------------------------------------ the agent

    def test_agents_see_the_results_of_their_own_calls(self):
        check = self._check()
        agent = self.as_user(self.user_followup, "hcs.quality.check")
        self.assertFalse(agent.search([]), "not before there is a result")
        with freeze_time(local(RESULT)):
            self._score(check, self.user_leader)
            self._score(check, self.other_leader)
        self.assertEqual(agent.search([]), check)
        self.assertTrue(check.with_user(self.user_followup).first_ids)
        self.assertFalse(self.as_user(self.user_agent, "hcs.quality.check").search([]))
        self.assertFalse(self.as_user(self.user_agent, "hcs.quality.score").search([]))

    def test_the_agent_appeals_and_somebody_else_answers(self):
        check = self._result("1", "1")
        mine = check.with_user(self.user_followup)
        with freeze_time(local("2026-06-30 10:00")):
            with self.assertRaisesRegex(UserError, "agree"):
                mine.action_appeal()
            mine.appeal_text = "The patient was deaf"
            with self.assertRaises(AccessError):
                check.with_user(self.user_leader).action_appeal()
            mine.action_appeal()
            for involved in (self.user_leader, self.other_leader):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    check.with_user(involved).write({"appeal_answer": "No"})
            answer = check.with_user(self.user_director)
            with self.assertRaisesRegex(UserError, "answer"):
                answer.action_answer_appeal()
            answer.write({"appeal_answer": "Right", "appeal_score": 98})
            answer.action_answer_appeal()
        self.assertEqual((check.state, check.score, check.answered_by_id), ("closed", 98, self.user_director))
        with self.assertRaises(UserError):
            mine.action_appeal()

    def test_appeals_have_a_last_day(self):
        check = self._result().with_user(self.user_followup)
        check.appeal_text = "Too strict"
        with freeze_time(local("2026-07-05 10:00")), self.assertRaisesRegex(UserError, "over"):
            check.action_appeal()

    def test_a_leader_answers_no_appeal_of_the_own_calls(self):
        self._call(self.third_leader)
        self.checks._draw(self.cycle)
        check = self.checks.search([("agent_id", "=", self.third_leader.id)])
        with freeze_time(local(RESULT)):
            self._score(check, self.user_leader)
            self._score(check, self.other_leader)
            check.with_user(self.third_leader).appeal_text = "No"
            check.with_user(self.third_leader).action_appeal()
        with self.assertRaises(UserError):
            check.with_user(self.third_leader).write({"appeal_answer": "Yes"})

    def test_opening_a_check_is_a_look_at_the_patient(self):
        """SEC-05."""
        check = self._result()
        logs = self.env["hcs.access.log"]
        before = logs.search_count([("patient_id", "=", self.patient.id)])
        check.with_user(self.user_leader).web_read({"score": {}})
        self.assertEqual(logs.search_count([("patient_id", "=", self.patient.id)]), before + 1)
