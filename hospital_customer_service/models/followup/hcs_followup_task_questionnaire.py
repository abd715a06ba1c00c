from odoo import fields, models
from odoo.exceptions import UserError

from .hcs_followup_satisfaction import BAD_LEVELS
from .hcs_followup_task import CENTRE, TODO_STATES
from .survey_question import ASSESSMENTS, GUIDANCE


class HcsFollowupTask(models.Model):
    """The questionnaire beside the script: saved answer by answer, so that a dropped call goes on at its question."""

    _inherit = "hcs.followup.task"

    questionnaire_id = fields.Many2one("survey.survey", compute="_compute_questionnaire_id", groups=CENTRE)
    answers_ids = fields.One2many(
        "survey.user_input", "hcs_task_id", readonly=True, groups=CENTRE, export_string_translation=False
    )

    def _compute_questionnaire_id(self):
        for task in self:
            task.questionnaire_id = task._get_questionnaire()

    def _get_questionnaire(self):
        """What is asked: the questions that were begun, else those of the step or of its plan today."""
        self.ensure_one()
        # sudo: which questions are asked is no secret to whoever has the task
        answers = self.sudo().answers_ids[:1]
        return answers.survey_id or self.step_id.sudo()._get_questionnaire()

    def _get_answers(self, by="agent"):
        """The answers of this task, opened when the first is given."""
        self.ensure_one()
        task = self.sudo()  # sudo: answers are written through the task, never by hand
        answers = task.answers_ids[:1]
        survey = task._get_questionnaire()
        if not answers and survey:
            answers = survey._create_answer(
                check_attempts=False, hcs_task_id=task.id, hcs_patient_id=task.patient_id.id, hcs_by=by
            )
        return answers

    # ---------------------------------------------------------------- the call console

    def get_questionnaire(self):
        """Questions, answers so far and where to go on, for the card and the call console.

        :return: False without a questionnaire, else ``{"id", "title", "state", "questions", "next_id"}``; each
            question has ``id, title, help, type, page, mandatory, visible, options, answer`` and, for a scale,
            ``min``, ``max`` and ``red_from``
        """
        self.ensure_one()
        self.check_access("read")
        survey = self._get_questionnaire()
        if not survey:
            return False
        answers = self.sudo().answers_ids[:1]
        hidden = self._hidden_questions(survey, answers)
        questions = [self._describe_question(question, answers, hidden) for question in survey.question_ids]
        waiting = [
            question["id"] for question in questions if question["visible"] and question["answer"] in (None, [])
        ]
        return {
            "id": survey.id,
            "title": survey.title,
            "state": answers.state or "new",
            "questions": questions,
            "next_id": waiting[0] if waiting else False,
        }

    def _hidden_questions(self, survey, answers):
        """Questions that no answer given so far has led to."""
        if answers:
            return answers._get_inactive_conditional_questions()
        return survey.question_ids.filtered("triggering_answer_ids")

    def _describe_question(self, question, answers, hidden):
        choice = question.question_type in ("simple_choice", "multiple_choice")
        described = {
            "id": question.id,
            "title": question.title,
            "help": question.question_placeholder or "",
            "type": question.question_type,
            "page": question.page_id.title or "",
            "mandatory": question.constr_mandatory,
            "visible": question not in hidden,
            "options": [
                {"id": option.id, "label": option.value, "red": option.hcs_red_flag}
                for option in question.suggested_answer_ids
            ],
            "answer": None,
        }
        if question.question_type == "scale":
            described |= {"min": question.scale_min, "max": question.scale_max, "red_from": question.hcs_red_from}
        if answers:
            described["answer"] = answers._hcs_selected(question).ids if choice else answers._hcs_value(question)
        return described

    def action_answer(self, question_id, value):
        """Save one answer at once; a red flag tells the doctor while the patient is on the line.

        :param value: ids of the chosen answers, or what was typed; empty takes the answer back
        :return: what :meth:`get_questionnaire` returns, with ``alert_id`` of the red flag this answer raised
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in TODO_STATES:
            raise UserError(self.env._("This follow-up is closed. Ask the team leader to open it again."))
        self._check_mine()
        answers = self._get_answers()
        question = answers.survey_id.question_ids.filtered(lambda question: question.id == question_id)
        if not question:
            raise UserError(self.env._("This question is not part of the questionnaire any more. Reload the page."))
        if answers.state == "new":
            # a link may have been sent, but it is the agent who types
            answers.hcs_by = "agent"
            answers._mark_in_progress()
        answers._save_lines(question, self._clean_answer(question, value))
        answers._clear_inactive_conditional_answers()
        self.sudo()._apply_answer(question, answers)
        alert = self._raise_red_flag(question, answers)
        return {**self.get_questionnaire(), "alert_id": alert.id or False}

    def _clean_answer(self, question, value):
        """An answer as the survey keeps it; what the question does not offer is refused."""
        kind = question.question_type
        if kind in ("simple_choice", "multiple_choice"):
            chosen = value if isinstance(value, list) else [value] if value else []
            known = question.suggested_answer_ids.ids
            if not set(chosen) <= set(known) or (kind == "simple_choice" and len(chosen) > 1):
                raise UserError(self.env._("This answer is not offered by the question. Reload the page."))
            return [str(answer_id) for answer_id in chosen]
        if value is None or value is False or value == "":
            return ""
        if kind == "scale":
            if isinstance(value, bool) or not str(value).isdecimal():
                raise UserError(self.env._("Enter a number of the scale."))
            if not question.scale_min <= int(value) <= question.scale_max:
                raise UserError(
                    self.env._(
                        "Enter a number between %(low)s and %(high)s.", low=question.scale_min, high=question.scale_max
                    )
                )
            return str(value)
        if problem := question.validate_question(str(value)):
            raise UserError(next(iter(problem.values())))
        if problem := self._input_text_problem(str(value), 2_000):
            raise UserError(problem)
        return str(value)

    # ---------------------------------------------------------------- what answers fill in

    def _apply_answer(self, question, answers):
        """Write an answer where the follow-up keeps it, so that figures and card need not read surveys."""
        target = question.hcs_target
        chosen = answers._hcs_selected(question)
        if target in ASSESSMENTS:
            self.write({target: chosen[:1].hcs_value or False})
        elif target == "guidance":
            given = set(chosen.mapped("hcs_value"))
            offered = set(question.suggested_answer_ids.mapped("hcs_value"))
            self.write({name: name in given for name in GUIDANCE if name in offered})
        elif target in ("health_note", "revisit_on"):
            self.write({target: answers._hcs_value(question) or False})
        elif target == "dissatisfied_reason":
            for line in self.satisfaction_ids.filtered(lambda line: line.level in BAD_LEVELS):
                line.reason = answers._hcs_value(question) or line.reason
        elif target and target.startswith("aspect_"):
            self._apply_level(target.removeprefix("aspect_"), chosen[:1].hcs_value)

    def _apply_level(self, aspect, level):
        line = self.satisfaction_ids.filtered(lambda line: line.aspect == aspect)
        if line:
            line.level = level or False
        elif level:
            self.env["hcs.followup.satisfaction"].create({"task_id": self.id, "aspect": aspect, "level": level})

    def _questionnaire_done(self, answers):
        """The patient sent the answers: they are filled in, and a step that waited for them is completed (FUP-04)."""
        for question in answers.survey_id.question_ids:
            self._apply_answer(question, answers)
            self._raise_red_flag(question, answers)
        # the link is also the last resort after calls in vain
        if answers.hcs_by != "agent" and self.state in (*TODO_STATES, "unsuccessful"):
            self._complete_by_answers(answers.end_datetime or fields.Datetime.now())

    def _close(self, state, at, outcome, **vals):  # pylint: disable=missing-return
        """What an agent has typed during a call that is over counts as answered: nothing more comes (FUP-07)."""
        super()._close(state, at, outcome, **vals)
        if state == "done":
            answers = self.sudo().answers_ids  # sudo: answers are written through the task, never by hand
            answers.filtered(lambda item: item.state == "in_progress" and item.user_input_line_ids)._mark_done()

    def _complete_by_answers(self, at):
        outcome = self.env.ref("hospital_customer_service.hcs_call_outcome_self_answered")
        self.env["hcs.followup.attempt"].create(
            {
                "task_id": self.id,
                "user_id": self.env.ref("base.user_root").id,
                "channel": self.step_id.channel if self.step_id.channel != "call" else "web",
                "started_at": at,
                "ended_at": at,
                "outcome_id": outcome.id,
                "counted": False,
                "company_id": self.company_id.id,
            }
        )
        self._close("done", at, outcome, last_outcome=outcome.code, attempt_count=self.attempt_count)
