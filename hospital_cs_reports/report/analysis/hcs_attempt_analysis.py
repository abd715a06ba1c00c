from odoo import fields, models
from odoo.tools import SQL

ATTEMPT = "hcs.followup.attempt"


class HcsAttemptAnalysis(models.Model):
    """The calls of the follow-up as facts: when somebody answers, how long it takes. Nobody is named (RPT-01)."""

    _name = "hcs.attempt.analysis"
    _description = "Call analysis"
    _inherit = ["hcs.analysis.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _auto = False
    _analysed = "task_id"
    _order = "started_at desc, id desc"
    _rec_name = "id"
    _depends = {
        ATTEMPT: ["task_id", "company_id", "user_id", "outcome_id", "channel", "incoming", "counted", "started_at",
                  "ended_at"],
        "hcs.followup.task": ["department_id", "step_id"],
        "hcs.followup.plan.step": ["plan_id"],
        "hcs.call.outcome": ["reached"],
    }  # fmt: skip

    task_id = fields.Many2one("hcs.followup.task", "Follow-up", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    department_id = fields.Many2one("hcs.department", readonly=True)
    plan_id = fields.Many2one("hcs.followup.plan", readonly=True)
    user_id = fields.Many2one("res.users", "Agent", readonly=True)
    outcome_id = fields.Many2one("hcs.call.outcome", readonly=True)
    channel = fields.Selection(selection=lambda self: self._choices_of(ATTEMPT, "channel"), readonly=True)
    incoming = fields.Boolean("Called back by the patient", readonly=True)
    started_at = fields.Datetime("When", readonly=True)
    hour = fields.Integer("Hour of the day", aggregator=None, readonly=True)
    attempts = fields.Integer("Calls", readonly=True)
    reached = fields.Integer("Somebody answered", readonly=True)
    reached_rate = fields.Float("Answer rate", aggregator="avg", readonly=True, help="Calls that somebody answered.")
    minutes = fields.Float("Minutes on the phone", aggregator="avg", readonly=True, help="Of the calls answered.")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT a.id, a.task_id, a.company_id, t.department_id, s.plan_id, a.user_id, a.outcome_id, a.channel,
                   a.incoming IS TRUE AS incoming, a.started_at, 1 AS attempts,
                   EXTRACT(HOUR FROM a.started_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::int AS hour,
                   (o.reached IS TRUE)::int AS reached, (o.reached IS TRUE)::int::float8 AS reached_rate,
                   CASE WHEN o.reached AND a.ended_at >= a.started_at
                        THEN (EXTRACT(EPOCH FROM a.ended_at - a.started_at) / 60)::float8 END AS minutes
              FROM hcs_followup_attempt a
              JOIN hcs_followup_task t ON t.id = a.task_id
              JOIN hcs_followup_plan_step s ON s.id = t.step_id
         LEFT JOIN hcs_call_outcome o ON o.id = a.outcome_id
            """,
            self.env.company.hcs_tz,
        )
