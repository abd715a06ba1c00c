from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .hcs_followup_satisfaction import ASPECTS, LEVELS

ASSESSMENTS = ("condition", "medication", "habits", "life_effect", "mood", "knowledge")
GUIDANCE = ("guide_explanation", "guide_diet", "guide_activity", "guide_rest", "guide_revisit")
TARGETS = [
    ("condition", "Condition"),
    ("medication", "Medication"),
    ("habits", "Daily habits"),
    ("life_effect", "Effect on life"),
    ("mood", "Mood"),
    ("knowledge", "Knowledge of the illness"),
    ("guidance", "Guidance given"),
    ("health_note", "Health notes"),
    ("revisit_on", "Revisit on"),
    *((f"aspect_{code}", f"Satisfaction: {label}") for code, label in ASPECTS),
    ("dissatisfied_reason", "Reason of dissatisfaction"),
    ("recommend", "Would recommend us, 0 to 10"),
]
# what decides the meaning of an answer; wording in another language may be mended
MEANING = {
    "title", "question_type", "survey_id", "suggested_answer_ids", "hcs_target", "hcs_red_from", "scale_min",
    "scale_max", "triggering_answer_ids", "value", "question_id", "hcs_value", "hcs_red_flag", "hcs_not_applicable",
}  # fmt: skip


class SurveyQuestion(models.Model):
    """What a question of a follow-up questionnaire means for the task."""

    _inherit = "survey.question"

    hcs_target = fields.Selection(
        TARGETS,
        "Written to",
        help="The entry of the follow-up that the answer fills in, so that it is not asked twice.",
    )
    hcs_red_from = fields.Integer(
        "Red flag from", aggregator=None, help="On a scale: from this value on the doctor is told at once. 0: never."
    )

    @api.model_create_multi
    def create(self, vals_list):
        surveys = self.env["survey.survey"].browse(vals["survey_id"] for vals in vals_list if vals.get("survey_id"))
        surveys._hcs_check_unanswered()
        return super().create(vals_list)

    def write(self, vals):
        if MEANING & vals.keys() and (self.env.lang or "en_US") == "en_US":
            self.survey_id._hcs_check_unanswered()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        self.survey_id._hcs_check_unanswered()


class SurveyQuestionAnswer(models.Model):
    """What an answer of a follow-up questionnaire means."""

    _inherit = "survey.question.answer"

    hcs_value = fields.Char(
        "Value", export_string_translation=False, help="What is written to the follow-up for this answer."
    )
    hcs_red_flag = fields.Boolean("Red Flag", help="The attending doctor is told while the patient is on the line.")
    hcs_not_applicable = fields.Boolean("Not Applicable", help="Left out of every figure.")

    @api.constrains("hcs_value", "question_id")
    def _check_hcs_value(self):
        task = self.env["hcs.followup.task"]
        for answer in self.filtered("hcs_value"):
            target = answer.question_id.hcs_target
            if target in ASSESSMENTS:
                allowed = dict(task._fields[target].selection)
            elif target == "guidance":
                allowed = GUIDANCE
            elif target and target.startswith("aspect_"):
                allowed = dict(LEVELS)
            else:
                continue
            if answer.hcs_value not in allowed:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” cannot be written to the follow-up. Possible values: %(allowed)s.",
                        value=answer.hcs_value,
                        allowed=", ".join(allowed),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        questions = self.env["survey.question"].browse(
            vals["question_id"] for vals in vals_list if vals.get("question_id")
        )
        questions.survey_id._hcs_check_unanswered()
        return super().create(vals_list)

    def write(self, vals):
        if MEANING & vals.keys() and (self.env.lang or "en_US") == "en_US":
            self.question_id.survey_id._hcs_check_unanswered()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        self.question_id.survey_id._hcs_check_unanswered()
