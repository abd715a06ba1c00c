from odoo import api, models
from odoo.tools import SQL

from ...tools.facts import ROWS, TOTAL, Fact, Measure, Part


class HcsFact(models.AbstractModel):
    """Care: greetings and reminders, health education, activities and who came to them (CRM-04)."""

    _inherit = "hcs.fact"

    @api.model
    def _facts(self):
        return {
            **super()._facts(),
            "care_message": Fact(
                "care", "hcs.care.message", "_care_message_rows", parts=("occasion",),
                flags=("sent", "delivered", "suppressed", "ended"),
            ),
            "education": Fact("care", "hcs.education.delivery", "_education_rows", parts=("channel",), persons=True),
            "activity": Fact("care", "event.event", "_activity_rows", parts=("activity_kind",)),
            "activity_place": Fact(
                "care", "event.registration", "_activity_place_rows", parts=("activity_kind",),
                flags=("came", "booked"),
            ),
        }  # fmt: skip

    @api.model
    def _fact_titles(self):
        return {
            **super()._fact_titles(),
            "care_message": self.env._("Care messages"),
            "education": self.env._("Health education given"),
            "activity": self.env._("Activities"),
            "activity_place": self.env._("Registrations for activities"),
        }

    @api.model
    def _measures(self):
        occasions, kinds = (TOTAL, "occasion"), (TOTAL, "activity_kind")
        return {
            **super()._measures(),
            "ca_messages": Measure("care_message", "sent", None, (*occasions, "time")),
            "ca_delivered_rate": Measure("care_message", "delivered", "ended", occasions),
            "ca_suppressed": Measure("care_message", "suppressed", None, occasions),
            "ca_education": Measure("education", ROWS, None, (TOTAL, "channel")),
            "ca_education_persons": Measure("education", "persons", None),
            "ca_activities": Measure("activity", ROWS, None, kinds),
            "ca_places": Measure("activity_place", ROWS, None, kinds),
            "ca_came_rate": Measure("activity_place", "came", ROWS, kinds),
            "ca_booked_rate": Measure("activity_place", "booked", "came", kinds),
        }

    @api.model
    def _parts(self):
        return {**super()._parts(), "occasion": Part(), "activity_kind": Part()}

    @api.model
    def _part_titles(self):
        return {
            **super()._part_titles(),
            "occasion": (self.env._("Occasion"), self.env._("By occasion")),
            "activity_kind": (self.env._("Kind of activity"), self.env._("By kind of activity")),
        }

    @api.model
    def _part_labels(self, part, codes):
        if part == "occasion":
            return self._choices("hcs.care.message", "occasion")
        if part == "activity_kind":
            return self._choices("event.event", "hcs_kind")
        return super()._part_labels(part, codes)

    @api.model
    def _care_message_rows(self, span):
        """Messages by the day on which they were to go out."""
        return SQL(
            """
            SELECT m.id AS res_id, m.patient_id, NULL::int AS department_id, NULL::int AS user_id, m.send_on AS day,
                   m.write_date AS changed_at, m.occasion, m.state IN ('sent', 'delivered', 'failed') AS sent,
                   m.state = 'delivered' AS delivered, m.state = 'suppressed' AS suppressed,
                   m.state IN ('delivered', 'failed') AS ended
              FROM hcs_care_message m
             WHERE m.state <> 'cancelled' AND m.company_id = %s AND m.send_on BETWEEN %s AND %s
            """,
            span.company_id,
            span.date_from,
            span.date_to,
        )

    @api.model
    def _education_rows(self, span):
        return SQL(
            """
            SELECT d.id AS res_id, d.patient_id, d.patient_id AS person, NULL::int AS department_id, d.user_id,
                   %(day)s AS day, d.create_date AS changed_at, d.channel
              FROM hcs_education_delivery d
             WHERE d.company_id = %(company)s AND d.at >= %(start)s AND d.at < %(end)s
            """,
            day=self._local_day(SQL("d.at"), span),
            company=span.company_id,
            start=span.start,
            end=span.end,
        )

    @api.model
    def _activity_rows(self, span):
        """Activities that ended in the period and were not called off."""
        return SQL(
            """
            SELECT e.id AS res_id, NULL::int AS patient_id, e.hcs_department_id AS department_id,
                   NULL::int AS user_id, %(day)s AS day, e.write_date AS changed_at, e.hcs_kind AS activity_kind
              FROM event_event e
             WHERE e.hcs_kind IS NOT NULL AND e.hcs_cancelled_at IS NULL AND e.active
               AND e.company_id = %(company)s AND e.date_end >= %(start)s AND e.date_end < %(end)s
            """,
            day=self._local_day(SQL("e.date_end"), span),
            company=span.company_id,
            start=span.start,
            end=span.end,
        )

    @api.model
    def _activity_place_rows(self, span):
        """Places taken at those activities; a cancelled registration and one on the waiting list is none."""
        return SQL(
            """
            SELECT r.id AS res_id, r.hcs_patient_id AS patient_id, e.hcs_department_id AS department_id,
                   NULL::int AS user_id, %(day)s AS day, GREATEST(r.write_date, e.write_date) AS changed_at,
                   e.hcs_kind AS activity_kind, r.state = 'done' AS came,
                   r.state = 'done' AND r.hcs_appointment_id IS NOT NULL AS booked
              FROM event_registration r JOIN event_event e ON e.id = r.event_id
             WHERE r.state IN ('open', 'done') AND r.active AND e.hcs_kind IS NOT NULL AND e.hcs_cancelled_at IS NULL
               AND e.active AND e.company_id = %(company)s AND e.date_end >= %(start)s AND e.date_end < %(end)s
            """,
            day=self._local_day(SQL("e.date_end"), span),
            company=span.company_id,
            start=span.start,
            end=span.end,
        )
