from odoo import api, models
from odoo.tools import SQL

from ...tools.facts import ROWS, TOTAL, Fact, Measure, Part

TASK = "hcs.followup.task"


class HcsFact(models.AbstractModel):
    """Questionnaires of follow-ups, and whether people recommend us (SUR-01, DOMAIN §4.4).

    They count with their follow-up, in the period in which it was due.
    """

    _inherit = "hcs.fact"

    @api.model
    def _facts(self):
        return {
            **super()._facts(),
            "questionnaire": Fact(
                "followup", TASK, "_questionnaire_rows", parts=("department", "plan", "answered_by"),
                flags=("answered",),
            ),
            "recommendation": Fact(
                "followup", TASK, "_recommendation_rows", parts=("department", "plan"), amounts=("balance",)
            ),
        }  # fmt: skip

    @api.model
    def _fact_titles(self):
        return {
            **super()._fact_titles(),
            "questionnaire": self.env._("Questionnaires"),
            "recommendation": self.env._("Answers about recommending us"),
        }

    @api.model
    def _measures(self):
        return {
            **super()._measures(),
            "fu_questionnaires": Measure("questionnaire", "answered", None, (TOTAL, "answered_by")),
            "fu_questionnaire_rate": Measure("questionnaire", "answered", ROWS, (TOTAL, "answered_by")),
            "fu_nps": Measure("recommendation", "balance", ROWS, (TOTAL, "department", "plan")),
        }

    @api.model
    def _parts(self):
        return {**super()._parts(), "answered_by": Part()}

    @api.model
    def _part_titles(self):
        return {
            **super()._part_titles(),
            "answered_by": (self.env._("Answered by"), self.env._("Who answered questionnaires")),
        }

    @api.model
    def _part_labels(self, part, codes):
        if part == "answered_by":
            return self._choices("survey.user_input", "hcs_by")
        return super()._part_labels(part, codes)

    @api.model
    def _questionnaire_rows(self, span):
        """Questionnaires that were sent or begun; a follow-up has one at most."""
        return self._asked(
            span,
            SQL("u.hcs_by AS answered_by, u.state = 'done' AS answered"),
            SQL("u.write_date"),
        )

    @api.model
    def _recommendation_rows(self, span):
        """Answers from 0 to 10: 9 and 10 recommend us, up to 6 advise against, 7 and 8 do neither."""
        return self._asked(
            span,
            SQL("CASE WHEN l.value_scale >= 9 THEN 1 WHEN l.value_scale <= 6 THEN -1 ELSE 0 END AS balance"),
            SQL("l.write_date"),
            SQL(
                """
              JOIN survey_user_input_line l ON l.user_input_id = u.id AND l.answer_type = 'scale'
               AND l.skipped IS NOT TRUE AND l.value_scale BETWEEN 0 AND 10
              JOIN survey_question q ON q.id = l.question_id AND q.hcs_target = 'recommend'
                """
            ),
        )

    @api.model
    def _asked(self, span, columns, changed_at, joins=None):
        return SQL(
            """
            SELECT t.id AS res_id, t.patient_id, t.department_id, t.user_id, %(day)s AS day,
                   GREATEST(t.write_date, %(changed_at)s) AS changed_at, s.plan_id AS plan, %(columns)s
              FROM hcs_followup_task t
              JOIN hcs_followup_plan_step s ON s.id = t.step_id
              JOIN LATERAL (SELECT * FROM survey_user_input i WHERE i.hcs_task_id = t.id AND i.test_entry IS NOT TRUE
                            ORDER BY i.id DESC LIMIT 1) u ON TRUE
             %(joins)s
             WHERE t.company_id = %(company)s AND t.state <> 'cancelled'
               AND t.due_at >= %(start)s AND t.due_at < %(end)s
            """,
            day=self._local_day(SQL("t.due_at"), span),
            changed_at=changed_at,
            columns=columns,
            joins=joins or SQL(""),
            company=span.company_id,
            start=span.start,
            end=span.end,
        )
