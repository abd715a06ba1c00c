from odoo import api, models
from odoo.tools import SQL

from ...tools.facts import ROWS, TOTAL, Fact, Measure


class HcsFact(models.AbstractModel):
    """Deadlines of complaints, and the measures that follow from them (RPT-02, CMP-05)."""

    _inherit = "hcs.fact"

    @api.model
    def _facts(self):
        ticket, action = "hcs.complaint.ticket", "hcs.corrective.action"
        return {
            **super()._facts(),
            "complaint_answer": Fact(
                "complaint", ticket, "_complaint_answer_rows", parts=("severity", "department"), flags=("on_time",)
            ),
            "complaint_closing": Fact(
                "complaint",
                ticket,
                "_complaint_closing_rows",
                parts=("severity", "department"),
                flags=("closed_on_time",),
            ),
            "complaint_notice": Fact("complaint", "hcs.clock", "_complaint_notice_rows", flags=("met",)),
            "measure": Fact("complaint", action, "_measure_rows", parts=("department",), flags=("done_in_time",)),
            "measure_review": Fact(
                "complaint",
                "hcs.corrective.action.review",
                "_measure_review_rows",
                parts=("department",),
                flags=("effective",),
            ),
        }

    @api.model
    def _fact_titles(self):
        return {
            **super()._fact_titles(),
            "complaint_answer": self.env._("Complaints to be answered"),
            "complaint_closing": self.env._("Complaints to be closed"),
            "complaint_notice": self.env._("Complaints to be acknowledged"),
            "measure": self.env._("Measures due"),
            "measure_review": self.env._("Reviews of measures"),
        }

    @api.model
    def _measures(self):
        by_department = (TOTAL, "department")
        return {
            **super()._measures(),
            "cp_on_time_rate": Measure("complaint_answer", "on_time", ROWS, (TOTAL, "severity", "department")),
            "cp_closed_rate": Measure("complaint_closing", "closed_on_time", ROWS, (TOTAL, "severity", "department")),
            "cp_acknowledged_rate": Measure("complaint_notice", "met", ROWS),
            "cp_measures_due": Measure("measure", ROWS, None, by_department),
            "cp_measures_done_rate": Measure("measure", "done_in_time", ROWS, by_department),
            "cp_measures_effective_rate": Measure("measure_review", "effective", ROWS, by_department),
        }

    @api.model
    def _complaint_answer_rows(self, span):
        """Complaints by the first deadline of their answer: all deadlines met, or one that is over."""
        return SQL(
            """
            SELECT t.id AS res_id, t.patient_id, t.department_id, NULL::int AS user_id, %(day)s AS day,
                   GREATEST(t.write_date, k.changed_at) AS changed_at, t.severity, k.on_time
              FROM (SELECT k.complaint_ticket_id AS ticket_id, MIN(k.due_at) AS due_at,
                           MAX(k.write_date) AS changed_at,
                           CASE WHEN bool_or(k.state = 'met_late' OR k.state = 'running' AND k.due_at < %(now)s)
                                THEN FALSE
                                WHEN bool_and(k.state = 'met') THEN TRUE END AS on_time
                      FROM hcs_clock k JOIN hcs_clock_policy p ON p.id = k.policy_id
                     WHERE k.complaint_ticket_id IS NOT NULL AND k.state <> 'cancelled' AND p.stop_event = 'answered'
                       AND k.round = 1 AND k.company_id = %(company)s
                  GROUP BY k.complaint_ticket_id) k
              JOIN hcs_complaint_ticket t ON t.id = k.ticket_id
             WHERE t.active AND t.kind IN ('complaint', 'dispute') AND k.on_time IS NOT NULL
               AND t.company_id = %(company)s AND k.due_at >= %(start)s AND k.due_at < %(end)s
            """,
            day=self._local_day(SQL("k.due_at"), span),
            now=span.now,
            company=span.company_id,
            start=span.start,
            end=span.end,
        )

    @api.model
    def _complaint_closing_rows(self, span):
        """Complaints by the last deadline of their answer: closed by then, or over. One is closed only when every
        allegation has its finding; taken back or not taken up it is not closed.
        """
        return SQL(
            """
            SELECT t.id AS res_id, t.patient_id, t.department_id, NULL::int AS user_id, %(day)s AS day,
                   GREATEST(t.write_date, k.changed_at) AS changed_at, t.severity,
                   COALESCE(t.closed_at <= k.due_at, FALSE) AS closed_on_time
              FROM (SELECT k.complaint_ticket_id AS ticket_id, MAX(k.due_at) AS due_at,
                           MAX(k.write_date) AS changed_at
                      FROM hcs_clock k JOIN hcs_clock_policy p ON p.id = k.policy_id
                     WHERE k.complaint_ticket_id IS NOT NULL AND k.state <> 'cancelled' AND p.stop_event = 'answered'
                       AND k.round = 1 AND k.company_id = %(company)s
                  GROUP BY k.complaint_ticket_id) k
              JOIN hcs_complaint_ticket t ON t.id = k.ticket_id
             WHERE t.active AND t.kind IN ('complaint', 'dispute') AND t.state NOT IN ('withdrawn', 'not_accepted')
               AND (t.closed_at IS NOT NULL OR k.due_at < %(now)s)
               AND t.company_id = %(company)s AND k.due_at >= %(start)s AND k.due_at < %(end)s
            """,
            day=self._local_day(SQL("k.due_at"), span),
            now=span.now,
            company=span.company_id,
            start=span.start,
            end=span.end,
        )

    @api.model
    def _complaint_notice_rows(self, span):
        """The deadlines for telling the person that the complaint has come in."""
        return self._clock_rows(
            span,
            "complaint_ticket_id",
            SQL("NULL::int AS department_id, NULL::int AS user_id"),
            SQL("JOIN hcs_clock_policy p ON p.id = c.policy_id"),
            where=SQL("p.stop_event = 'acknowledged'"),
        )

    @api.model
    def _measure_rows(self, span):
        """Measures by their last day, those of incidents too."""
        done_on = self._local_day(SQL("m.done_at"), span)
        return SQL(
            """
            SELECT m.id AS res_id, NULL::int AS patient_id, m.department_id, NULL::int AS user_id, m.due_on AS day,
                   m.write_date AS changed_at,
                   COALESCE(m.state IN ('done', 'effective') AND %(done_on)s <= m.due_on, FALSE) AS done_in_time
              FROM hcs_corrective_action m
             WHERE m.state <> 'cancelled' AND m.company_id = %(company)s
               AND m.due_on >= %(first)s AND m.due_on <= %(last)s
            """,
            done_on=done_on,
            company=span.company_id,
            first=span.date_from,
            last=span.date_to,
        )

    @api.model
    def _measure_review_rows(self, span):
        """Whether measures helped, by the day somebody looked."""
        return SQL(
            """
            SELECT w.id AS res_id, NULL::int AS patient_id, m.department_id, NULL::int AS user_id, %(day)s AS day,
                   GREATEST(w.create_date, m.write_date) AS changed_at, w.effective IS TRUE AS effective
              FROM hcs_corrective_action_review w
              JOIN hcs_corrective_action m ON m.id = w.action_id
             WHERE m.company_id = %(company)s AND w.at >= %(start)s AND w.at < %(end)s
            """,
            day=self._local_day(SQL("w.at"), span),
            company=span.company_id,
            start=span.start,
            end=span.end,
        )
