from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.hospital_customer_service.models.common.arguments import a_day, arguments, some_texts

from ...tools import periods

LONGEST = timedelta(days=3660)
GROUPS = ("week", "department", "plan", "agent", "outcome", "state")
RESULTS = [
    ("completed", "Completed"),
    ("refused", "Refused"),
    ("unreachable", "Unreachable"),
    ("expired", "Expired"),
    ("open", "Still open"),
]
# somebody answered, on the last call or on an earlier one
REACHED = SQL(
    "(t.state = 'done' OR EXISTS (SELECT FROM hcs_followup_attempt a JOIN hcs_call_outcome r ON r.id = a.outcome_id"
    " WHERE a.task_id = t.id AND r.reached))"
)
RESULT = SQL(
    "CASE t.state WHEN 'done' THEN 'completed' WHEN 'expired' THEN 'expired'"
    " WHEN 'unsuccessful' THEN CASE WHEN o.do_not_call THEN 'refused' ELSE 'unreachable' END ELSE 'open' END"
)


class HcsFollowupAnalysis(models.Model):
    """The follow-ups as facts for pivot, graph and list: no patient, no number, no text."""

    _name = "hcs.followup.analysis"
    _description = "Follow-up analysis"
    _inherit = ["hcs.analysis.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _auto = False
    _analysed = "task_id"
    _order = "due_at desc, id desc"
    _rec_name = "id"
    _depends = {
        "hcs.followup.task": ["department_id", "user_id", "company_id", "state", "due_at", "first_attempt_at",
                              "last_outcome", "attempt_count", "failed_count", "step_id", "closed_at"],
        "hcs.followup.plan.step": ["plan_id"],
        "hcs.followup.attempt": ["task_id", "outcome_id"],
        "hcs.call.outcome": ["code", "reached", "do_not_call"],
    }  # fmt: skip

    task_id = fields.Many2one("hcs.followup.task", "Follow-up", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    department_id = fields.Many2one("hcs.department", readonly=True)
    plan_id = fields.Many2one("hcs.followup.plan", readonly=True)
    step_id = fields.Many2one("hcs.followup.plan.step", readonly=True)
    user_id = fields.Many2one("res.users", "Agent", readonly=True)
    due_at = fields.Datetime("Due", readonly=True)
    closed_at = fields.Datetime("Closed", readonly=True)
    state = fields.Selection(
        selection=lambda self: self.env["hcs.followup.task"]._fields["state"]._description_selection(self.env),
        readonly=True,
    )
    outcome = fields.Char("Last outcome", readonly=True)
    attempt_count = fields.Integer("Attempts", readonly=True)
    attempted = fields.Float("Follow-up rate", aggregator="avg", readonly=True)
    on_time = fields.Float("On-time rate", aggregator="avg", readonly=True)
    reached = fields.Float("Effective rate", aggregator="avg", readonly=True)
    unsuccessful = fields.Integer("Unsuccessful follow-ups", readonly=True)
    # The funnel: each step is part of the one before it, and the results add up to what was due
    due_count = fields.Integer("1 Due", readonly=True, help="Follow-ups due in the period, without cancelled ones.")
    attempted_count = fields.Integer("2 Attempted", readonly=True, help="Of these, called at least once.")
    reached_count = fields.Integer("3 Reached", readonly=True, help="Of these, somebody answered for the patient.")
    completed_count = fields.Integer("4 Completed", readonly=True, help="Of these, the follow-up was done.")
    refused_count = fields.Integer("Refused", readonly=True)
    unreachable_count = fields.Integer("Unreachable", readonly=True, help="Ended without success after the retries.")
    expired_count = fields.Integer("Expired", readonly=True)
    open_count = fields.Integer("Still open", readonly=True)
    result = fields.Selection(RESULTS, readonly=True, help="Every follow-up that was due has exactly one of these.")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT t.id, t.id AS task_id, t.company_id, t.department_id, s.plan_id, t.step_id, t.user_id, t.due_at,
                   t.closed_at, t.state, t.last_outcome AS outcome, t.attempt_count,
                   (t.first_attempt_at IS NOT NULL)::int::float AS attempted,
                   COALESCE(t.first_attempt_at <= t.due_at, FALSE)::int::float AS on_time,
                   (t.state = 'done')::int::float AS reached,
                   (t.state = 'unsuccessful')::int AS unsuccessful, 1 AS due_count,
                   (t.first_attempt_at IS NOT NULL OR %(reached)s)::int AS attempted_count,
                   (%(reached)s)::int AS reached_count,
                   (t.state = 'done')::int AS completed_count,
                   (%(result)s = 'refused')::int AS refused_count,
                   (%(result)s = 'unreachable')::int AS unreachable_count,
                   (t.state = 'expired')::int AS expired_count,
                   (t.state IN ('open', 'in_progress'))::int AS open_count,
                   %(result)s AS result
              FROM hcs_followup_task t
              JOIN hcs_followup_plan_step s ON s.id = t.step_id
              LEFT JOIN hcs_call_outcome o ON o.code = t.last_outcome
             WHERE t.state <> 'cancelled'
            """,
            reached=REACHED,
            result=RESULT,
        )

    @api.model
    @api.readonly
    @arguments(date_from=a_day, date_to=a_day, by=some_texts)
    def get_breakdown(self, date_from, date_to, by=("week", "department", "outcome")):
        """Follow-ups due from ``date_from`` to ``date_to`` (local days) by any of week, department, plan, agent, …

        One pass over the tasks of the reader's hospital, for dashboards and trends: rows of (group values…, events,
        attempted, on time, reached). Weeks are local Mondays, found by their place among precomputed borders, which is
        several times faster than turning every date into local time.
        """
        self.check_access("read")
        unknown = [name for name in by or () if name not in GROUPS]
        if unknown or not by:
            raise UserError(self.env._("Follow-ups cannot be grouped by %(names)s.", names=", ".join(unknown)))
        company = self.env.company
        if not date_from or not date_to or not timedelta() <= date_to - date_from <= LONGEST:
            raise UserError(self.env._("Choose a first and a last day, at most ten years apart."))
        start, end = periods.bounds_utc(date_from, date_to, company.hcs_tz)
        weeks = periods.week_starts_utc(date_from, date_to, company.hcs_tz)
        rows = self.env.execute_query(self._breakdown_query(company, start, end, by, [at for _day, at in weeks]))
        if "week" in by:
            place, days = list(by).index("week"), [day for day, _at in weeks]
            rows = [(*row[:place], days[row[place] - 1], *row[place + 1 :]) for row in rows]
        return [tuple(value.isoformat() if hasattr(value, "isoformat") else value for value in row) for row in rows]

    def _breakdown_query(self, company, start, end, by, borders):
        self.env["hcs.followup.task"].flush_model()
        columns = {
            "week": SQL("width_bucket(t.due_at, %s::timestamp[])", borders),
            "department": SQL("t.department_id"),
            "plan": SQL("s.plan_id"),
            "agent": SQL("t.user_id"),
            "outcome": SQL("t.last_outcome"),
            "state": SQL("t.state"),
        }
        groups = SQL(", ").join(columns[name] for name in by)
        step = SQL("JOIN hcs_followup_plan_step s ON s.id = t.step_id") if "plan" in by else SQL()
        return SQL(
            """
            SELECT %(groups)s, COUNT(*), COUNT(t.first_attempt_at),
                   COUNT(*) FILTER (WHERE t.first_attempt_at <= t.due_at), COUNT(*) FILTER (WHERE t.state = 'done')
              FROM hcs_followup_task t %(step)s
             WHERE t.company_id = %(company)s AND t.due_at >= %(start)s AND t.due_at < %(end)s
               AND t.state <> 'cancelled'
          GROUP BY %(places)s
            """,
            groups=groups,
            step=step,
            company=company.id,
            start=start,
            end=end,
            places=SQL(", ").join(SQL(str(place)) for place in range(1, len(by) + 1)),
        )
