from odoo import api, models
from odoo.tools import SQL

from ...tools.facts import ROWS, TOTAL, Fact, Measure


class HcsFact(models.AbstractModel):
    """Bookings: who came, who did not, who came back, how long they waited (RPT-03, APT-04)."""

    _inherit = "hcs.fact"

    @api.model
    def _facts(self):
        return {
            **super()._facts(),
            "appointment": Fact(
                "service",
                "hcs.appointment",
                "_appointment_rows",
                parts=("department", "channel"),
                flags=("kept", "missed", "expected", "recall_asked", "recalled"),
                spreads=("waiting",),
            ),
        }

    @api.model
    def _fact_titles(self):
        return {
            **super()._fact_titles(),
            "appointment": self.env._("Bookings"),
        }

    @api.model
    def _measures(self):
        parts = (TOTAL, "department", "channel")
        return {
            **super()._measures(),
            "ap_bookings": Measure("appointment", ROWS, None, (*parts, "time")),
            "ap_no_show_rate": Measure("appointment", "missed", "expected", (*parts, "time")),
            "ap_recall_rate": Measure("appointment", "recalled", "recall_asked"),
            "ap_waiting_median": Measure("appointment", "waiting_median", "waiting_count", (TOTAL, "department")),
            "ap_waiting_p90": Measure("appointment", "waiting_p90", "waiting_count", (TOTAL, "department")),
        }

    @api.model
    def _appointment_rows(self, span):
        """Bookings whose time lies in the period. What was cancelled or moved in time is no no-show, and a place on
        the waiting list no booking. Whoever missed and was called is won back by a visit kept within 30 days.
        """
        return SQL(
            """
            SELECT a.id AS res_id, a.patient_id, a.department_id, NULL::int AS user_id, %(day)s AS day,
                   a.write_date AS changed_at, a.channel,
                   a.state IN ('arrived', 'done') AS kept,
                   a.state = 'no_show' AS missed,
                   a.state IN ('arrived', 'done', 'no_show') AS expected,
                   a.state = 'no_show' AND called.done AS recall_asked,
                   a.state = 'no_show' AND called.done AND EXISTS (
                       SELECT FROM hcs_appointment n
                        WHERE n.patient_id = a.patient_id AND n.state IN ('arrived', 'done')
                          AND n.start_at > a.start_at AND n.start_at <= a.start_at + interval '30 days') AS recalled,
                   CASE WHEN a.called_at >= a.arrived_at
                        THEN (EXTRACT(EPOCH FROM a.called_at - a.arrived_at) / 60)::float8 END AS waiting
              FROM hcs_appointment a
        CROSS JOIN LATERAL (SELECT a.state = 'no_show' AND EXISTS (
                       SELECT FROM hcs_followup_task t
                        WHERE t.visit_id = a.visit_id AND t.first_attempt_at IS NOT NULL) AS done) called
             WHERE a.state <> 'waitlisted' AND a.company_id = %(company)s
               AND a.start_at >= %(start)s AND a.start_at < %(end)s
            """,
            day=self._local_day(SQL("a.start_at"), span),
            company=span.company_id,
            start=span.start,
            end=span.end,
        )
