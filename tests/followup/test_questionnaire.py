from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from tests.common import MODULE
from tests.followup import FollowupCase, local

CALL = "2026-06-01 19:10"


@tagged("post_install", "-at_install", "hcs_followup")
class TestQuestionnaire(FollowupCase):
    """FUP-07, FUP-04, SUR-01: asked by plan, saved by answer, filled in once, versions kept, answered alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env.ref(f"{MODULE}.survey_hcs_visit_paid")
        cls.plan = cls.env.ref(f"{MODULE}.hcs_followup_plan_paid")

    def setUp(self):
        super().setUp()
        self.task = self._make_task()
        self.mine = self.task.with_user(self.user_followup)

    def question(self, name):
        return self.env.ref(f"{MODULE}.survey_hcs_visit_paid_{name}")

    def option(self, name, number):
        return self.env.ref(f"{MODULE}.survey_hcs_visit_paid_{name}_{number}")

    def answer(self, name, *numbers):
        return self.mine.action_answer(self.question(name).id, [self.option(name, number).id for number in numbers])

    def shown(self, result, name):
        return next(item for item in result["questions"] if item["id"] == self.question(name).id)

    # ------------------------------------------------------------ what is asked

    def test_each_plan_asks_its_own_questions(self):
        plans = self.env["hcs.followup.plan"].search([("target", "not in", ("consulted", "agreed", "attended"))])
        self.assertTrue(all(plan.questionnaire_id for plan in plans))
        paid, unpaid = (self.env.ref(f"{MODULE}.hcs_followup_plan_{name}") for name in ("paid", "unpaid"))
        self.assertNotEqual(paid.questionnaire_id, unpaid.questionnaire_id, "paid and unpaid visits differ")

    def test_every_call_covers_assessment_guidance_and_people(self):
        names = {"condition", "medication", "habits", "life_effect", "mood", "knowledge", "guidance"}
        names |= {f"aspect_{name}" for name in ("consultant", "doctor", "nurse", "overall")}
        guides = {"guide_explanation", "guide_diet", "guide_activity", "guide_rest", "guide_revisit"}
        surveys = self.env["hcs.followup.plan"].search([]).questionnaire_id
        self.assertEqual(len(surveys), 7)
        for survey in surveys:
            self.assertLessEqual(names, set(survey.question_ids.mapped("hcs_target")), survey.title)
            guidance = survey.question_ids.filtered(lambda question: question.hcs_target == "guidance")
            self.assertEqual(set(guidance.suggested_answer_ids.mapped("hcs_value")), guides)
            self.assertTrue(survey.question_ids.suggested_answer_ids.filtered("hcs_red_flag"), survey.title)

    def test_a_step_may_ask_something_else(self):
        other = self.env.ref(f"{MODULE}.survey_hcs_outpatient_satisfaction")
        self.task.step_id.questionnaire_id = other
        self.assertEqual(self.mine.questionnaire_id, other)

    # ------------------------------------------------------------ answers

    def test_answers_are_kept_at_once_and_fill_the_card(self):
        result = self.answer("condition", 2)
        self.assertEqual(self.task.condition, "better")
        self.assertEqual(self.shown(result, "condition")["answer"], self.option("condition", 2).ids)
        self.answer("guidance", 1, 3)
        self.assertEqual((self.task.guide_explanation, self.task.guide_diet, self.task.guide_activity), (1, 0, 1))
        self.answer("guidance", 2)
        self.assertEqual((self.task.guide_explanation, self.task.guide_diet), (False, True))
        self.answer("doctor", 1)
        self.answer("nurse", 5)
        levels = {line.aspect: line.level for line in self.task.satisfaction_ids}
        self.assertEqual((levels["doctor"], levels["nurse"]), ("4", "na"))
        self.answer("condition")
        self.assertFalse(self.task.condition, "an answer can be taken back")

    def test_a_dropped_call_goes_on_at_its_question(self):
        first = self.mine.get_questionnaire()
        self.assertEqual(first["state"], "new")
        begun = self.answer("effect", 1)
        self.assertEqual(begun["next_id"], self.question("condition").id)
        again = self.task.with_user(self.user_leader).get_questionnaire()
        self.assertEqual((again["state"], again["next_id"]), ("in_progress", self.question("condition").id))

    def test_questions_follow_from_answers(self):
        """Who is dissatisfied is asked why; who says otherwise is not, and what was said for it goes."""
        self.assertFalse(self.shown(self.mine.get_questionnaire(), "reason")["visible"])
        self.assertTrue(self.shown(self.answer("doctor", 3), "reason")["visible"])
        self.mine.action_answer(self.question("reason").id, "等了很久")
        line = self.task.satisfaction_ids.filtered(lambda line: line.aspect == "doctor")
        self.assertEqual(line.reason, "等了很久")
        self.assertFalse(self.shown(self.answer("doctor", 1), "reason")["visible"])
        self.assertFalse(self.task.answers_ids._hcs_value(self.question("reason")))

    def test_what_is_not_offered_is_refused(self):
        with self.assertRaises(UserError):
            self.mine.action_answer(self.question("condition").id, [self.option("mood", 1).id])
        with self.assertRaises(UserError):
            self.mine.action_answer(self.question("condition").id, self.option("condition", 1).question_id
                                    .suggested_answer_ids.ids)  # fmt: skip
        with self.assertRaises(UserError):
            self.mine.action_answer(self.env.ref(f"{MODULE}.survey_hcs_discharge_mood").id, [])
        with self.assertRaises(UserError):
            self.mine.action_answer(self.question("revisit").id, "morgen")
        with self.assertRaises(UserError):
            self.mine.action_answer(self.question("help_note").id, "x" * 2001)
        with self.assertRaises(AccessError):
            self.task.with_user(self.user_department).action_answer(self.question("condition").id, [])
        with self.assertRaises(AccessError):
            self.task.with_user(self.user_outsider).get_questionnaire()

    def test_a_scale_has_ends(self):
        self.task.step_id.questionnaire_id = self.env.ref(f"{MODULE}.survey_hcs_outpatient_surgery")
        pain = self.env.ref(f"{MODULE}.survey_hcs_outpatient_surgery_pain")
        for wrong in (11, -1, "viel", True):
            with self.assertRaises(UserError):
                self.mine.action_answer(pain.id, wrong)
        result = self.mine.action_answer(pain.id, 0)
        self.assertEqual(next(item["answer"] for item in result["questions"] if item["id"] == pain.id), 0)

    # ------------------------------------------------------------ versions

    def test_answered_questions_stay_as_they_were_asked(self):
        self.answer("condition", 1)
        with self.assertRaises(UserError):
            self.question("condition").title = "Better?"
        with self.assertRaises(UserError):
            self.option("condition", 1).hcs_value = "same"
        with self.assertRaises(UserError):
            self.question("condition").unlink()
        self.survey.with_user(self.user_director).action_hcs_new_version()
        new = self.plan.questionnaire_id
        self.assertEqual((new.hcs_previous_id, new.hcs_version, self.survey.active), (self.survey, 2, False))
        self.assertEqual(new.title, self.survey.title)
        new.question_ids[1].title = "Another question"
        self.assertEqual(self.mine.questionnaire_id, self.survey, "what was begun is finished as it was begun")
        self.assertEqual(
            len(new.question_ids.triggering_answer_ids), len(self.survey.question_ids.triggering_answer_ids)
        )
        self.assertFalse(new.question_ids.triggering_answer_ids & self.survey.question_ids.suggested_answer_ids)

    def test_a_value_must_fit_the_card(self):
        with self.assertRaises(ValidationError):
            self.option("condition", 1).hcs_value = "fine"

    # ------------------------------------------------------------ who sees answers

    def test_answers_stay_inside_the_centre(self):
        self.answer("condition", 1)
        answers = self.task.answers_ids
        marketing = new_test_user(self.env, login="hcs_survey_maker", groups="survey.group_survey_manager")
        self.assertFalse(answers.with_user(marketing).search([("id", "in", answers.ids)]))
        self.assertFalse(self.env["survey.user_input.line"].with_user(marketing).search(
            [("user_input_id", "in", answers.ids)]))  # fmt: skip
        agent = answers.with_user(self.user_agent)
        self.assertEqual(agent.search([("id", "in", answers.ids)]), answers)
        foreign = self.env["survey.survey"].create({"title": "Canteen"})
        self.assertFalse(foreign.with_user(self.user_agent).search([("id", "=", foreign.id)]))
        with self.assertRaises(AccessError):
            agent.write({"state": "done"})

    # ------------------------------------------------------------ answered alone

    def _by_link(self):
        self.company.phone = "021-12345678"
        self.task.step_id.channel = "sms"
        self.env["hcs.consent"].create({"patient_id": self.patient.id, "purpose": "survey", "state": "given"})

    @freeze_time(local(CALL))
    def test_an_answered_link_completes_the_task(self):
        self._by_link()
        self.task._ask_by_link(local(CALL))
        self.assertTrue(self.task.link_sent_at)
        self.assertEqual(self.task.next_try_at, local("2026-06-02 19:10"), "silence is a call a day later")
        answers = self.task.answers_ids
        answers._save_lines(self.question("condition"), str(self.option("condition", 1).id))
        answers._mark_in_progress()
        answers._mark_done()
        self.assertEqual((self.task.state, self.task.condition), ("done", "recovered"))
        self.assertEqual(self.task.last_outcome, "self_answered")
        self.assertEqual(self.task.attempt_ids.counted, False)

    @freeze_time(local(CALL))
    def test_without_consent_it_is_a_call_at_once(self):
        self.task.step_id.channel = "sms"
        self.task._ask_by_link(local(CALL))
        self.assertFalse(self.task.link_sent_at)
        self.assertEqual((self.task.call_instead, self.task._step_channel()), (True, "call"))
        self.assertEqual(self.task.next_try_at, local(CALL))
        with self.assertRaises(UserError):
            self.mine.action_send_link()

    @freeze_time(local(CALL))
    def test_the_link_is_the_last_resort(self):
        self._by_link()
        self.task._write_flow({"state": "unsuccessful"})
        self.mine.action_send_link()
        answers = self.task.answers_ids
        answers._mark_done()
        self.assertEqual(self.task.state, "done")

    def test_the_last_failure_offers_the_link(self):
        """FUP-06: after the third failure, where there are questions and a number; not after a wrong number."""
        self._by_link()
        self.task.step_id.channel = "call"
        for day in ("2026-06-01", "2026-06-02"):
            with freeze_time(local(f"{day} 19:10")):
                self.assertIs(self.mine.action_outcome("no_answer"), True)
        with freeze_time(local("2026-06-03 19:10")):
            offer = self.mine.action_outcome("no_answer")
            self.assertEqual(self.task.state, "unsuccessful")
            self.assertEqual(offer["tag"], "display_notification")
            self.assertTrue(self.mine.may_send_link)
            self.mine.action_send_link()
            self.assertFalse(self.mine.may_send_link, "once")
        self.task._write_flow({"link_sent_at": False})
        self.assertTrue(self.task.may_send_link)
        self.patient.phone_ids.wrong = True
        self.task.invalidate_recordset()
        self.assertFalse(self.task.may_send_link)

    def test_silence_is_dealt_like_any_call(self):
        """FUP-04: the step that nobody answered is the next call of an agent, and joins the call of another one."""
        self._by_link()
        with freeze_time(local(CALL)):
            self.assertNotEqual(self.tasks.with_user(self.user_followup)._claim_next(), self.task)
            self.task._ask_by_link(local(CALL))
            self.assertTrue(self.task.link_sent_at)
        self.task.user_id = False
        with freeze_time(local("2026-06-02 19:00")):
            self.assertNotEqual(self.tasks.with_user(self.user_followup)._claim_next(), self.task, "still waiting")
        with freeze_time(local("2026-06-02 19:15")):
            self.assertEqual(self.tasks.with_user(self.user_followup)._claim_next(), self.task)

    def test_questions_nobody_answered_in_the_hospital_become_a_call(self):
        self.task.step_id.channel = "questionnaire"
        due = self.task.next_try_at
        self.assertFalse(self.tasks._call_the_silent(due - timedelta(minutes=1)))
        self.assertTrue(self.tasks._call_the_silent(due))
        self.assertTrue(self.task.call_instead)
        self.assertGreaterEqual(self.task.next_try_at, due + timedelta(hours=self.company.hcs_link_wait_hours))
        self.assertFalse(self.task.link_sent_at)

    def test_the_tablet_opens_the_same_questions(self):
        action = self.mine.action_open_tablet()
        self.assertIn(self.task.answers_ids.access_token, action["url"])
        self.assertEqual(self.task.answers_ids.hcs_by, "desk")
        self.assertFalse(self.task.answers_ids.partner_id, "no contact is made of a patient")
