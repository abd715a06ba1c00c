from odoo import api, models
from odoo.tools import SQL

from ...tools.facts import ROWS, TOTAL, Fact, Measure, Part

INCIDENT = "hcs.incident"


class HcsFact(models.AbstractModel):
    """Incidents: what happened, how bad it was, reported in time or not, learned from or not (FRD-02)."""

    _inherit = "hcs.fact"

    @api.model
    def _facts(self):
        parts = ("incident_kind", "incident_level", "department")
        return {
            **super()._facts(),
            "incident": Fact(
                "incident", INCIDENT, "_incident_rows", parts=parts, flags=("near_miss", "closed", "reviewed")
            ),
            "incident_deadline": Fact(
                "incident", "hcs.clock", "_incident_deadline_rows", parts=("incident_kind",), flags=("met",)
            ),
        }

    @api.model
    def _fact_titles(self):
        return {
            **super()._fact_titles(),
            "incident": self.env._("Incidents"),
            "incident_deadline": self.env._("Deadlines of incidents"),
        }

    @api.model
    def _measures(self):
        parts = (TOTAL, "incident_kind", "incident_level", "department")
        return {
            **super()._measures(),
            "in_incidents": Measure("incident", ROWS, None, (*parts, "time")),
            "in_near_misses": Measure("incident", "near_miss", None, parts),
            "in_reviewed_rate": Measure("incident", "reviewed", ROWS, (TOTAL, "incident_kind")),
            "in_deadline_rate": Measure("incident_deadline", "met", ROWS, (TOTAL, "incident_kind")),
        }

    @api.model
    def _parts(self):
        return {**super()._parts(), "incident_kind": Part(), "incident_level": Part()}

    @api.model
    def _part_titles(self):
        return {
            **super()._part_titles(),
            "incident_kind": (self.env._("Kind of incident"), self.env._("By kind of incident")),
            "incident_level": (self.env._("Level of the incident"), self.env._("By level of the incident")),
        }

    @api.model
    def _part_labels(self, part, codes):
        names = {"incident_kind": "kind", "incident_level": "severity"}
        return self._choices(INCIDENT, names[part]) if part in names else super()._part_labels(part, codes)

    @api.model
    def _incident_rows(self, span):
        """Who reported anonymously and about whom stays in the incident: a row names a department at most."""
        return SQL(
            """
            SELECT i.id AS res_id, NULL::int AS patient_id, i.department_id, NULL::int AS user_id, %(day)s AS day,
                   i.write_date AS changed_at, i.kind AS incident_kind, i.severity AS incident_level,
                   i.near_miss IS TRUE AS near_miss, i.state IN ('closed', 'reviewed') AS closed,
                   i.state = 'reviewed' AS reviewed
              FROM hcs_incident i
             WHERE i.company_id = %(company)s AND i.occurred_at >= %(start)s AND i.occurred_at < %(end)s
            """,
            day=self._local_day(SQL("i.occurred_at"), span),
            company=span.company_id,
            start=span.start,
            end=span.end,
        )

    @api.model
    def _incident_deadline_rows(self, span):
        return self._clock_rows(
            span,
            "incident_id",
            SQL("r.department_id, NULL::int AS user_id, r.kind AS incident_kind"),
            SQL("JOIN hcs_incident r ON r.id = c.incident_id"),
        )
