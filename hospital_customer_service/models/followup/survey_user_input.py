from odoo import fields, models

from .hcs_followup_task import CENTRE


class SurveyUserInput(models.Model):
    """The answers of one follow-up. Who is asked is seen inside the centre only (DESIGN §6.2)."""

    _inherit = "survey.user_input"

    hcs_task_id = fields.Many2one(
        "hcs.followup.task", "Follow-up", readonly=True, index="btree_not_null", ondelete="restrict", groups=CENTRE
    )
    hcs_patient_id = fields.Many2one(
        "hcs.patient", "Patient", readonly=True, index="btree_not_null", ondelete="restrict", groups=CENTRE
    )
    hcs_by = fields.Selection(
        [("agent", "Typed by an agent"), ("link", "By the patient, through a link"), ("desk", "By the patient, here")],
        "Answered by",
        readonly=True,
        help="What an agent typed and what patients entered themselves are counted apart.",
    )

    def _mark_done(self):
        result = super()._mark_done()
        # sudo: the patient is nobody who may read follow-ups
        for answers in self.sudo().filtered("hcs_task_id"):
            answers.hcs_task_id._questionnaire_done(answers)
        return result

    def _hcs_selected(self, question):
        """The answers chosen for a question."""
        return self.user_input_line_ids.filtered(lambda line: line.question_id == question).suggested_answer_id

    def _hcs_value(self, question):
        """What was typed or chosen on a question without choices; None where it was not answered."""
        line = self.user_input_line_ids.filtered(lambda line: line.question_id == question and not line.skipped)[:1]
        return line._get_answer_value() if line else None
