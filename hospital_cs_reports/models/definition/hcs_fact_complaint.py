from odoo import api, models
from odoo.tools import SQL

from ...tools.facts import ROWS, TOTAL, Fact, Measure, Part

TICKET = "hcs.complaint.ticket"
SERIOUS = SQL("('complaint', 'dispute')")


class HcsFact(models.AbstractModel):
    """Complaints, disputes, suggestions and praise, with the visits they are set against (RPT-02, DOMAIN §4.4)."""

    _inherit = "hcs.fact"

    @api.model
    def _facts(self):
        return {
            **super()._facts(),
            "complaint": Fact(
                "complaint",
                TICKET,
                "_complaint_rows",
                parts=("severity", "source", "department"),
                flags=(
                    "counted", "serious", "on_the_spot", "reopened", "satisfied", "asked", "praise", "suggestion",
                    "adopted", "decided",
                ),
            ),
            "allegation": Fact(
                "complaint",
                "hcs.complaint.allegation",
                "_allegation_rows",
                parts=("category", "department", "cause"),
                flags=("upheld", "found"),
            ),
            "visit": Fact("complaint", "hcs.visit", "_visit_rows", parts=("department",)),
        }  # fmt: skip

    @api.model
    def _fact_titles(self):
        return {
            **super()._fact_titles(),
            "complaint": self.env._("Complaints, suggestions, praise"),
            "allegation": self.env._("Allegations"),
            "visit": self.env._("Visits and discharges"),
        }

    @api.model
    def _measures(self):
        """Shares by category, department and cause count allegations, everything else counts complaints."""
        issues = ("category", "department", "cause")
        return {
            **super()._measures(),
            "cp_complaints": Measure(
                "complaint", "counted", None, (TOTAL, "severity", "source", "department", "time")
            ),
            "cp_rate": Measure("complaint", "counted", ROWS, (TOTAL, "department"), base="visit"),
            "cp_on_the_spot": Measure("complaint", "on_the_spot", None, (TOTAL, "department")),
            "cp_satisfied_rate": Measure("complaint", "satisfied", "asked", (TOTAL, "department")),
            "cp_reopened_rate": Measure("complaint", "reopened", "serious", (TOTAL, "severity")),
            "cp_praise": Measure("complaint", "praise", None, (TOTAL, "department")),
            "cp_suggestions": Measure("complaint", "suggestion", None, (TOTAL, "department")),
            "cp_adopted_rate": Measure("complaint", "adopted", "decided"),
            "cp_allegations": Measure("allegation", ROWS, None, (TOTAL, *issues)),
            "cp_category_share": Measure("allegation", ROWS, ROWS, issues, whole=True),
            "cp_upheld_rate": Measure("allegation", "upheld", "found", (TOTAL, *issues)),
        }

    @api.model
    def _parts(self):
        return {
            **super()._parts(),
            "severity": Part(),
            "source": Part(),
            "category": Part("hcs.complaint.category"),
            "cause": Part("hcs.complaint.cause"),
        }

    @api.model
    def _part_titles(self):
        return {
            **super()._part_titles(),
            "severity": (self.env._("Severity"), self.env._("By severity")),
            "source": (self.env._("Source"), self.env._("By source")),
            "category": (self.env._("Category"), self.env._("By category")),
            "cause": (self.env._("Cause"), self.env._("By cause")),
        }

    @api.model
    def _part_labels(self, part, codes):
        if part in ("severity", "source"):
            return self._choices(TICKET, part)
        return super()._part_labels(part, codes)

    @api.model
    def _complaint_rows(self, span):
        """Tickets by the day they came in. What repeats the same matter or was settled at once is not counted."""
        return SQL(
            """
            SELECT t.id AS res_id, t.patient_id, t.department_id, NULL::int AS user_id, %(day)s AS day,
                   t.write_date AS changed_at, CASE WHEN x.serious THEN t.severity END AS severity, t.source,
                   x.serious, x.serious AND t.on_the_spot IS TRUE AS on_the_spot,
                   x.serious AND t.on_the_spot IS NOT TRUE AND t.duplicate_of_id IS NULL AS counted,
                   x.serious AND COALESCE(t.reopened_count, 0) > 0 AS reopened,
                   x.serious AND t.satisfaction IN ('satisfied', 'partly') AS satisfied,
                   x.serious AND t.satisfaction IN ('satisfied', 'partly', 'dissatisfied') AS asked,
                   t.kind = 'praise' AS praise, t.kind = 'suggestion' AS suggestion,
                   COALESCE(t.decision IN ('adopted', 'partly'), FALSE) AS adopted, t.decision IS NOT NULL AS decided
              FROM hcs_complaint_ticket t
        CROSS JOIN LATERAL (SELECT t.kind IN %(serious)s AS serious) x
             WHERE t.active AND t.company_id = %(company)s
               AND t.received_at >= %(start)s AND t.received_at < %(end)s
            """,
            day=self._local_day(SQL("t.received_at"), span),
            serious=SERIOUS,
            company=span.company_id,
            start=span.start,
            end=span.end,
        )

    @api.model
    def _allegation_rows(self, span):
        """What was said in the complaints that came in: a complaint has as many allegations as it has matters."""
        return SQL(
            """
            SELECT a.id AS res_id, NULL::int AS patient_id, NULL::int AS user_id,
                   COALESCE(a.department_id, t.department_id) AS department_id,
                   %(day)s AS day, GREATEST(a.write_date, t.write_date) AS changed_at,
                   a.category_id AS category, a.cause_id AS cause,
                   a.finding IS NOT NULL AS found, COALESCE(a.finding IN ('upheld', 'partly'), FALSE) AS upheld
              FROM hcs_complaint_allegation a
              JOIN hcs_complaint_ticket t ON t.id = a.ticket_id
             WHERE t.active AND t.kind IN %(serious)s AND t.company_id = %(company)s
               AND t.received_at >= %(start)s AND t.received_at < %(end)s
            """,
            day=self._local_day(SQL("t.received_at"), span),
            serious=SERIOUS,
            company=span.company_id,
            start=span.start,
            end=span.end,
        )

    @api.model
    def _visit_rows(self, span):
        """Outpatient and emergency visits that arrived, and discharges."""
        moment = SQL("CASE WHEN v.kind = 'inpatient' THEN v.discharged_at ELSE v.arrived_at END")
        return SQL(
            """
            SELECT v.id AS res_id, v.patient_id, v.department_id, NULL::int AS user_id, %(day)s AS day,
                   v.write_date AS changed_at
              FROM hcs_visit v
             WHERE v.company_id = %(company)s
               AND (v.kind IN ('outpatient', 'emergency') AND v.arrived_at >= %(start)s AND v.arrived_at < %(end)s
                    OR v.kind = 'inpatient' AND v.discharged_at >= %(start)s AND v.discharged_at < %(end)s)
            """,
            day=self._local_day(moment, span),
            company=span.company_id,
            start=span.start,
            end=span.end,
        )
