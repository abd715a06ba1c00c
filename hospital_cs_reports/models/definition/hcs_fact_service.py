from odoo import api, models
from odoo.tools import SQL

from ...tools.facts import ROWS, TOTAL, Fact, Measure, Part

RECORD = "hcs.service.record"
EVERY = (TOTAL, "type", "phase", "channel", "department", "agent", "time")


class HcsFact(models.AbstractModel):
    """The service desk: what was asked, how fast it was answered, what came of it (RPT-03)."""

    _inherit = "hcs.fact"

    @api.model
    def _facts(self):
        return {
            **super()._facts(),
            "service": Fact(
                "service",
                RECORD,
                "_service_rows",
                parts=("type", "phase", "channel", "department", "agent"),
                flags=("closed", "first_contact", "reopened", "handed_over", "enquiry", "converted", "showed_up"),
                spreads=("first_response", "answer"),
                persons=True,
            ),
            "service_deadline": Fact(
                "service", "hcs.clock", "_service_deadline_rows", parts=("type", "department"), flags=("met",)
            ),
            "result_notice": Fact(
                "service", "hcs.clock", "_result_notice_rows", parts=("department", "result_kind"), flags=("met",)
            ),
            "collaboration": Fact(
                "service", "hcs.clock", "_collaboration_rows", parts=("department",), flags=("met",)
            ),
        }

    @api.model
    def _fact_titles(self):
        return {
            **super()._fact_titles(),
            "service": self.env._("Requests to the service desk"),
            "service_deadline": self.env._("Deadlines of requests"),
            "result_notice": self.env._("Results to be told"),
            "collaboration": self.env._("Cross-department requests"),
        }

    @api.model
    def _measures(self):
        by_type, by_department = (TOTAL, "type", "channel"), (TOTAL, "department")
        return {
            **super()._measures(),
            "sv_records": Measure("service", ROWS, None, EVERY),
            "sv_persons": Measure("service", "persons"),
            "sv_response_median": Measure("service", "first_response_median", "first_response_count", by_type),
            "sv_response_p90": Measure("service", "first_response_p90", "first_response_count", by_type),
            "sv_answer_median": Measure("service", "answer_median", "answer_count", by_type),
            "sv_first_contact_rate": Measure("service", "first_contact", "closed", EVERY[:-1]),
            "sv_reopened_rate": Measure("service", "reopened", ROWS, EVERY[:-1]),
            "sv_handed_over_rate": Measure("service", "handed_over", ROWS, (TOTAL, "type", "agent")),
            "sv_conversion_rate": Measure(
                "service", "converted", "enquiry", (TOTAL, "channel", "agent", "department")
            ),
            "sv_show_up_rate": Measure("service", "showed_up", "converted", (TOTAL, "channel", "agent", "department")),
            "sv_deadline_rate": Measure("service_deadline", "met", ROWS, (TOTAL, "type", "department", "time")),
            "sv_result_rate": Measure("result_notice", "met", ROWS, (*by_department, "result_kind", "time")),
            "sv_collaboration_rate": Measure("collaboration", "met", ROWS, by_department),
        }

    @api.model
    def _parts(self):
        return {
            **super()._parts(),
            "type": Part("hcs.service.type"),
            "phase": Part(),
            "channel": Part(),
            "result_kind": Part(),
        }

    @api.model
    def _part_titles(self):
        return {
            **super()._part_titles(),
            "type": (self.env._("Service"), self.env._("By service")),
            "phase": (self.env._("Phase"), self.env._("By phase of the visit")),
            "channel": (self.env._("Channel"), self.env._("By channel")),
            "result_kind": (self.env._("Kind of result"), self.env._("By kind of result")),
        }

    @api.model
    def _part_labels(self, part, codes):
        if part in ("phase", "channel"):
            return self._choices(RECORD, part)
        if part == "result_kind":
            return self._choices("hcs.result.delivery", "kind")
        return super()._part_labels(part, codes)

    @api.model
    def _service_rows(self, span):
        """Records opened in the period; one that was merged into another is counted there. An enquiry is converted
        by a booking within 30 days, of itself or of the service that follows it. It was not settled at first contact
        when the same person asks the same of the same department again within seven days.
        """
        return SQL(
            """
            SELECT r.id AS res_id, r.patient_id, COALESCE(r.patient_id, -r.id) AS person, r.department_id, r.user_id,
                   %(day)s AS day, r.write_date AS changed_at, r.type_id AS type, r.phase, r.channel,
                   r.state = 'done' AS closed,
                   r.state = 'done' AND COALESCE(r.first_contact, FALSE) AND NOT EXISTS (
                       SELECT FROM hcs_service_record n
                        WHERE n.type_id = r.type_id AND n.company_id = r.company_id AND n.merged_into_id IS NULL
                          AND n.state <> 'cancelled' AND n.department_id IS NOT DISTINCT FROM r.department_id
                          AND (n.patient_id = r.patient_id OR reverse(n.caller_digits) = reverse(r.caller_digits))
                          AND (n.opened_at, n.id) > (r.opened_at, r.id)
                          AND n.opened_at <= r.opened_at + interval '7 days') AS first_contact,
                   COALESCE(r.reopened_count, 0) > 0 AS reopened,
                   COALESCE(r.handover_count, 0) > 0 AS handed_over,
                   x.enquiry, COALESCE(b.converted, FALSE) AS converted, COALESCE(b.came, FALSE) AS showed_up,
                   CASE WHEN r.first_response_at IS NOT NULL THEN r.first_response_minutes END AS first_response,
                   CASE WHEN r.answered_at IS NOT NULL THEN r.answer_minutes END AS answer
              FROM hcs_service_record r
         LEFT JOIN hcs_service_type y ON y.id = r.type_id
        CROSS JOIN LATERAL (SELECT y.counts_conversion IS TRUE AND r.state <> 'cancelled' AS enquiry) x
         LEFT JOIN LATERAL (
                   SELECT TRUE AS converted, bool_or(a.state IN ('arrived', 'done')) AS came
                     FROM hcs_appointment a
                    WHERE x.enquiry AND a.state <> 'waitlisted'
                      AND LEAST(a.create_date, a.start_at) <= r.opened_at + interval '30 days'
                      AND (a.service_record_id = r.id OR a.service_record_id IN (
                           SELECT f.id FROM hcs_service_record f WHERE f.predecessor_id = r.id))
                   HAVING COUNT(*) > 0) b ON TRUE
             WHERE r.merged_into_id IS NULL AND r.company_id = %(company)s
               AND r.opened_at >= %(start)s AND r.opened_at < %(end)s
            """,
            day=self._local_day(SQL("r.opened_at"), span),
            company=span.company_id,
            start=span.start,
            end=span.end,
        )

    @api.model
    def _service_deadline_rows(self, span):
        return self._clock_rows(
            span,
            "service_record_id",
            SQL("r.department_id, r.user_id, r.type_id AS type"),
            SQL("JOIN hcs_service_record r ON r.id = c.service_record_id AND r.merged_into_id IS NULL"),
        )

    @api.model
    def _result_notice_rows(self, span):
        """Results that were to be told, by the moment they were ready: within the hour that the policy gives."""
        return self._clock_rows(
            span,
            "result_delivery_id",
            SQL("r.department_id, r.user_id, r.kind AS result_kind"),
            SQL("JOIN hcs_result_delivery r ON r.id = c.result_delivery_id"),
            day=SQL("c.started_at"),
        )

    @api.model
    def _collaboration_rows(self, span):
        return self._clock_rows(
            span,
            "collaboration_id",
            SQL("r.department_id, NULL::int AS user_id"),
            SQL("JOIN hcs_collaboration r ON r.id = c.collaboration_id"),
        )
