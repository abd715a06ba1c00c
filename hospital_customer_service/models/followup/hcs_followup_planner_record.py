from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .hcs_followup_planner import CHUNK, COUNTERS

ASKED_DAYS = timedelta(days=31)


class HcsFollowupPlan(models.Model):
    """The second call to people who asked before a visit and have not booked (FUP-01)."""

    _inherit = "hcs.followup.plan"

    @api.model
    def _plan_records(self, records, now=None):
        """Make, move and cancel the tasks of service records, as :meth:`_plan_visits` does for visits."""
        totals = dict.fromkeys(COUNTERS, 0)
        plans = self.sudo() or self.sudo().search([("target", "=", "consulted")])
        plans = plans.filtered(lambda plan: plan.target == "consulted" and plan.step_ids)
        self.env.flush_all()
        for start in range(0, len(records) if plans else 0, CHUNK):
            ids = records[start : start + CHUNK].ids
            self._add_counts(totals, self._run_plan(plans, ids, self._record_source(plans, ids), now, False))
        return totals

    @api.model
    def _cron_plan_records(self, now=None):
        """Plan the requests of the last weeks, and ask again for those whose follow-up is open."""
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT r.id FROM hcs_service_record r
                    WHERE COALESCE(r.patient_id::text, r.caller_digits) IS NOT NULL AND r.phase = 'pre'
                      AND r.opened_at >= %s
                    UNION
                   SELECT t.service_record_id FROM hcs_followup_task t
                    WHERE t.service_record_id IS NOT NULL AND t.state = 'open'""",
                now - ASKED_DAYS,
            )
        )
        return self._plan_records(self.env["hcs.service.record"].browse(row[0] for row in rows), now=now)

    @api.model
    def _booked_sql(self, alias):
        """Condition in SQL: the person of the service record came to a visit or an appointment since.

        A caller without a card did when anybody did who can be reached at this number.
        """
        return SQL(
            "EXISTS (SELECT FROM hcs_visit b WHERE b.patient_id IN (SELECT %(patient)s UNION ALL"
            " SELECT ph.patient_id FROM hcs_patient_phone ph WHERE %(patient)s IS NULL"
            " AND reverse(ph.digits) = reverse(%(digits)s)) AND b.state <> 'cancelled'"
            " AND COALESCE(b.arrived_at, b.admitted_at, b.planned_at, b.create_date) >= %(since)s)",
            patient=SQL.identifier(alias, "patient_id"),
            digits=SQL.identifier(alias, "caller_digits"),
            since=SQL.identifier(alias, "opened_at"),
        )

    @api.model
    def _caller_blocked_sql(self, alias):
        """Condition in SQL: the caller has no card, and the number asked not to be called."""
        number = SQL("'+' || %s", SQL.identifier(alias, "caller_digits"))
        return SQL(
            "(%s IS NULL AND %s)",
            SQL.identifier(alias, "patient_id"),
            self.env["hcs.contact.guard"]._blocked_number_sql(number),
        )

    def _record_source(self, plans, record_ids):
        """What the statement of the planner reads when it plans service records."""
        return {
            "key": SQL("service_record_id"),
            "conflict": SQL("(service_record_id, step_id, occurrence) WHERE service_record_id IS NOT NULL"),
            "scope": SQL(
                "SELECT r.id, r.patient_id, r.department_id, r.company_id, r.state, r.opened_at, r.type_group,"
                " r.phase, r.caller_digits FROM hcs_service_record r"
                " WHERE (r.patient_id IS NOT NULL OR r.caller_digits IS NOT NULL) AND r.id = ANY(%s)",
                self._array_sql(record_ids),
            ),
            "matched": SQL(" UNION ALL ").join(self._matched_record_sql(plan) for plan in plans),
            "cause": SQL(
                "(SELECT CASE WHEN %s THEN 'booked' WHEN %s THEN 'number_blocked' END FROM hcs_service_record sr"
                " WHERE sr.id = t.service_record_id)",
                self._booked_sql("sr"),
                self._caller_blocked_sql("sr"),
            ),
        }

    def _matched_record_sql(self, plan):
        departments = SQL("TRUE")
        if plan.department_ids:
            own = self.env["hcs.department"].sudo().search([("id", "child_of", plan.department_ids.ids)])
            departments = SQL("v.department_id = ANY(%s)", own.ids)
        match = SQL(
            "v.phase = 'pre' AND v.type_group <> 'booking' AND v.state <> 'cancelled'"
            " AND NOT %s AND NOT %s AND %s AND %s",
            self._booked_sql("v"),
            self._caller_blocked_sql("v"),
            SQL("v.company_id = %s", plan.company_id.id) if plan.company_id else SQL("TRUE"),
            departments,
        )
        return self._planned_rows_sql(plan, SQL("v.opened_at"), SQL("FALSE"), match)
