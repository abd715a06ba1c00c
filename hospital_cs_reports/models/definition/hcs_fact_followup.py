from odoo import api, models
from odoo.tools import SQL

from ...tools.facts import PERSONS, ROWS, TOTAL, Fact, Measure, Part

WORK = (TOTAL, "department", "plan", "agent", "time")
RATED = (TOTAL, "department", "plan", "agent", "aspect", "practitioner")
HIDDEN_BELOW = 5


class HcsFact(models.AbstractModel):
    """Follow-ups due in the period, and what patients answered about satisfaction (RPT-01, DOMAIN §4.4)."""

    _inherit = "hcs.fact"

    @api.model
    def _facts(self):
        return {
            **super()._facts(),
            "followup": Fact(
                "followup",
                "hcs.followup.task",
                "_followup_rows",
                parts=("department", "plan", "agent", "outcome"),
                flags=("attempted", "on_time", "reached", "reached_attempted", "unsuccessful", "lost"),
                amounts=("opinions", "suggestions", "needs"),
                persons=True,
            ),
            "answer": Fact(
                "followup",
                "hcs.followup.satisfaction",
                "_answer_rows",
                parts=("department", "plan", "agent", "aspect", "practitioner"),
                flags=("satisfied", "very_satisfied"),
                amounts=("points",),
            ),
        }

    @api.model
    def _fact_titles(self):
        return {
            **super()._fact_titles(),
            "followup": self.env._("Follow-ups due"),
            "answer": self.env._("Answers about satisfaction"),
        }

    @api.model
    def _measures(self):
        """Rates count events: an event is one due follow-up."""
        by_department = (TOTAL, "department")
        return {
            **super()._measures(),
            "fu_persons": Measure("followup", PERSONS, None, WORK),
            "fu_events": Measure("followup", ROWS, None, WORK),
            "fu_attempted_rate": Measure("followup", "attempted", ROWS, WORK),
            "fu_on_time_rate": Measure("followup", "on_time", ROWS, WORK),
            "fu_success_rate": Measure("followup", "reached_attempted", "attempted", WORK),
            "fu_effective_rate": Measure("followup", "reached", ROWS, WORK),
            "fu_lost_rate": Measure("followup", "lost", ROWS, WORK),
            "fu_unsuccessful": Measure("followup", "unsuccessful", None, (TOTAL, "outcome")),
            "fu_reason_share": Measure("followup", "unsuccessful", "unsuccessful", ("outcome",), whole=True),
            "fu_opinions": Measure("followup", "opinions", None, by_department),
            "fu_suggestions": Measure("followup", "suggestions", None, by_department),
            "fu_needs": Measure("followup", "needs", None, by_department),
            "fu_satisfaction_rate": Measure("answer", "satisfied", ROWS, RATED),
            "fu_top_box_rate": Measure("answer", "very_satisfied", ROWS, (TOTAL, "department", "aspect")),
            "fu_satisfaction_mean": Measure("answer", "points", ROWS, RATED),
        }

    @api.model
    def _parts(self):
        return {
            **super()._parts(),
            "plan": Part("hcs.followup.plan"),
            "practitioner": Part("hcs.practitioner", hidden_below=HIDDEN_BELOW),
            "outcome": Part(),
            "aspect": Part(),
        }

    @api.model
    def _part_titles(self):
        return {
            **super()._part_titles(),
            "plan": (self.env._("Plan"), self.env._("By plan")),
            "practitioner": (self.env._("Doctor"), self.env._("By doctor")),
            "outcome": (self.env._("Reason"), self.env._("Why follow-ups were unsuccessful")),
            "aspect": (self.env._("Aspect"), self.env._("Satisfaction by aspect")),
        }

    @api.model
    def _part_labels(self, part, codes):
        if part == "outcome":
            outcomes = self.env["hcs.call.outcome"].sudo().with_context(active_test=False)
            return {outcome.code: outcome.name for outcome in outcomes.search_fetch([], ["code", "name"])}
        if part == "aspect":
            return self._choices("hcs.followup.satisfaction", "aspect")
        return super()._part_labels(part, codes)

    @api.model
    def _followup_rows(self, span):
        """A follow-up is cancelled when the event falls away, the patient died or wants no calls (DOMAIN §4.4)."""
        company = self.env["res.company"].browse(span.company_id)
        return SQL(
            """
            SELECT t.id AS res_id, t.patient_id, COALESCE(t.patient_id, -t.service_record_id) AS person,
                   t.department_id, t.user_id, %(day)s AS day, t.write_date AS changed_at, s.plan_id AS plan,
                   CASE WHEN t.state = 'unsuccessful' THEN t.last_outcome END AS outcome,
                   t.first_attempt_at IS NOT NULL AS attempted,
                   COALESCE(t.first_attempt_at <= t.due_at, FALSE) AS on_time,
                   t.state = 'done' AS reached,
                   t.state = 'done' AND t.first_attempt_at IS NOT NULL AS reached_attempted,
                   t.state = 'unsuccessful' AS unsuccessful,
                   t.state = 'unsuccessful' AND t.failed_count >= %(failures)s AS lost,
                   o.opinions, o.suggestions, o.needs
              FROM hcs_followup_task t
              JOIN hcs_followup_plan_step s ON s.id = t.step_id
         LEFT JOIN (SELECT res_id, COUNT(*) FILTER (WHERE kind = 'opinion') AS opinions,
                           COUNT(*) FILTER (WHERE kind = 'suggestion') AS suggestions,
                           COUNT(*) FILTER (WHERE kind = 'need') AS needs
                      FROM hcs_opinion WHERE res_model = 'hcs.followup.task' GROUP BY res_id) o ON o.res_id = t.id
             WHERE t.company_id = %(company)s AND t.state <> 'cancelled'
               AND t.due_at >= %(start)s AND t.due_at < %(end)s
            """,
            day=self._local_day(SQL("t.due_at"), span),
            failures=company.hcs_max_failures,
            company=span.company_id,
            start=span.start,
            end=span.end,
        )

    @api.model
    def _answer_rows(self, span):
        """The answers of those follow-ups; "not applicable" and empty ones stay out of every rate."""
        return SQL(
            """
            SELECT a.id AS res_id, NULL::int AS patient_id, t.department_id, t.user_id, %(day)s AS day,
                   a.write_date AS changed_at, s.plan_id AS plan, a.aspect, v.practitioner_id AS practitioner,
                   a.level IN ('3', '4') AS satisfied, a.level = '4' AS very_satisfied, a.level::int AS points
              FROM hcs_followup_satisfaction a
              JOIN hcs_followup_task t ON t.id = a.task_id
              JOIN hcs_followup_plan_step s ON s.id = t.step_id
         LEFT JOIN hcs_visit v ON v.id = t.visit_id
             WHERE a.level IN ('1', '2', '3', '4') AND t.company_id = %(company)s AND t.state <> 'cancelled'
               AND t.due_at >= %(start)s AND t.due_at < %(end)s
            """,
            day=self._local_day(SQL("t.due_at"), span),
            company=span.company_id,
            start=span.start,
            end=span.end,
        )
