from odoo import Command
from odoo.tests import tagged

from tests.tours.test_followup_tours import FollowupTourCase


@tagged("post_install", "-at_install", "hcs_tours")
class TestConsoleQuestionsTour(FollowupTourCase):
    """FUP-07, FUP-13, FU8: one call, two follow-ups, their questions, a browser that dies and a lost connection."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tasks.search([("visit_id", "in", cls.visits.ids)]).unlink()
        first = cls._survey("Wound")
        cls.wound = cls._question(first, "How is the wound?", "simple_choice", ["Dry", "Sore"])
        cls.where = cls._question(first, "Where does it hurt?", "text_box")
        cls.where.triggering_answer_ids = cls.wound.suggested_answer_ids[1]
        cls.pain = cls._question(first, "How much?", "scale", scale_min=0, scale_max=10)
        second = cls._survey("Stay")
        cls.stay = cls._question(second, "Was the ward quiet?", "simple_choice", ["Yes", "No"])
        plan = cls.plans.search([])
        plan.questionnaire_id = first
        other = plan.copy({"name": "Tour 2", "code": "tour_2", "questionnaire_id": second.id})
        cls.plans._plan_visits(cls.visits[1])
        cls.calls = cls.tasks.search([("visit_id", "=", cls.visits[1].id)]).sorted("id")
        assert len(cls.calls) == 2 and other

    @classmethod
    def _survey(cls, title):
        return cls.env["survey.survey"].create(
            {"title": title, "hcs_questionnaire": True, "questions_layout": "page_per_question"}
        )

    @classmethod
    def _question(cls, survey, title, kind, options=(), **values):
        return cls.env["survey.question"].create(
            {
                "survey_id": survey.id,
                "title": title,
                "question_type": kind,
                "sequence": 10 * (1 + len(survey.question_ids)),
                "suggested_answer_ids": [Command.create({"value": option}) for option in options],
                **values,
            }
        )

    def _check_call(self):
        self.assertEqual(self.calls.mapped("state"), ["done", "done"])
        self.assertEqual(len(self.calls.attempt_ids), 2, "one line for each follow-up, none twice")
        contacts = self.env["hcs.contact"].search([("patient_id", "=", self.calls.patient_id.id)])
        self.assertEqual(len(contacts), 1, "one call")
        self.assertEqual(self.calls.opinion_ids.mapped("text"), ["More chairs"])
        answers = self.calls.answers_ids
        self.assertEqual(answers.mapped("state"), ["done", "done"], "what the agent typed counts as answered")
        self.assertEqual(answers.mapped("hcs_by"), ["agent", "agent"])
        lines = answers.user_input_line_ids
        self.assertEqual(
            lines.suggested_answer_id, self.wound.suggested_answer_ids[1] | self.stay.suggested_answer_ids[0]
        )
        self.assertEqual(lines.filtered(lambda line: line.question_id == self.where).value_text_box, "the knee hurts")
        self.assertEqual(lines.filtered(lambda line: line.question_id == self.pain).value_scale, 7)

    def test_questions(self):
        self.start_tour("/odoo/hcs-console?debug=1", "hcs_call_console_questions", login=self.user_pii.login)
        self._check_call()

    def test_questions_in_chinese(self):
        self._in_chinese(self.user_pii)
        self.start_tour("/odoo/hcs-console", "hcs_call_console_questions", login=self.user_pii.login)
        self._check_call()
