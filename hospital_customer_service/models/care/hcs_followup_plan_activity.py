from odoo import api, fields, models
from odoo.tools import SQL

from ..followup.hcs_followup_planner import COUNTERS

ATTENDED = "attended"
NOT_THERE = "not_there"


class HcsFollowupPlan(models.Model):
    """Calls after an activity to those who came, by the plan that the activity names (CRM-04)."""

    _inherit = "hcs.followup.plan"

    target = fields.Selection(selection_add=[(ATTENDED, "Came to an activity")], ondelete={ATTENDED: "cascade"})

    @api.model
    def _targets_without_visit(self):
        return (*super()._targets_without_visit(), ATTENDED)

    @api.model
    def _automatic_causes(self):
        return (*super()._automatic_causes(), NOT_THERE)

    @api.model
    def _plan_registrations(self, registrations, now=None):
        """Make, move and cancel the tasks of registrations, as :meth:`_plan_visits` does for visits."""
        # sudo: planning is the same whoever starts it
        plans = self.sudo().search([("target", "=", ATTENDED)]).filtered("step_ids")
        if not plans or not registrations:
            return dict.fromkeys(COUNTERS, 0)
        self.env.flush_all()
        ids = registrations.ids
        return self._run_plan(plans, ids, self._registration_source(plans, ids), now, False)

    def _registration_source(self, plans, registration_ids):
        """What the statement of the planner reads when it plans registrations."""
        return {
            "key": SQL("activity_registration_id"),
            "conflict": SQL(
                "(activity_registration_id, step_id, occurrence) WHERE activity_registration_id IS NOT NULL"
            ),
            "scope": SQL(
                "SELECT r.id, COALESCE(p.merged_into_id, p.id) AS patient_id, e.hcs_department_id AS department_id,"
                " e.company_id, r.state, e.date_end, e.hcs_closed_at, e.hcs_followup_plan_id"
                " FROM event_registration r JOIN event_event e ON e.id = r.event_id"
                " JOIN hcs_patient p ON p.id = r.hcs_patient_id WHERE r.id = ANY(%s)",
                self._array_sql(registration_ids),
            ),
            "matched": SQL(" UNION ALL ").join(self._matched_registration_sql(plan) for plan in plans),
            "cause": SQL(
                "(SELECT CASE WHEN er.state <> 'done' THEN %s END FROM event_registration er"
                " WHERE er.id = t.activity_registration_id)",
                NOT_THERE,
            ),
        }

    def _matched_registration_sql(self, plan):
        match = SQL(
            "v.hcs_followup_plan_id = %s AND v.state = 'done' AND v.hcs_closed_at IS NOT NULL AND %s",
            plan.id,
            SQL("v.company_id = %s", plan.company_id.id) if plan.company_id else SQL("TRUE"),
        )
        return self._planned_rows_sql(plan, SQL("v.date_end"), SQL("FALSE"), match)
