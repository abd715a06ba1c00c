from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.visit_targets import OCCURRED_STATES

RISKS = [("0", "No sign"), ("1", "No visit for long"), ("2", "Low score"), ("3", "No visit and low score")]


class HcsKeyAccount(models.Model):
    """Signs that a key account may be lost: nobody came for long, or those who came were not content (KA3).

    Nothing of it is stored; it can be searched, sorted and grouped nevertheless.
    """

    _inherit = "hcs.key.account"

    last_visit_on = fields.Date("Last visit", compute="_compute_risk")
    score = fields.Float(
        "Satisfaction (%)", compute="_compute_risk", digits=(5, 1), aggregator=None,
        help="What people of this account said in follow-up calls and of services to members, in the days set in the "
        "settings: 100 is very satisfied. Empty answers do not count.",
    )  # fmt: skip
    score_count = fields.Integer("Answers", compute="_compute_risk", aggregator=None)
    risk = fields.Selection(RISKS, "Risk of loss", compute="_compute_risk", search="_search_risk")

    @api.depends_context("hcs_as_of", "company")
    @api.depends("quiet_days", "managed_since", "patient_id", "member_ids.date_from", "member_ids.date_to")
    def _compute_risk(self):
        rows = {}
        if self.ids:
            self.env.flush_all()
            columns = [self._risk_sql("account", name) for name in ("last_visit_on", "score", "score_count", "risk")]
            rows = {
                row[0]: row[1:]
                for row in self.env.execute_query(
                    SQL(
                        "SELECT account.id, %s FROM hcs_key_account account WHERE account.id = ANY(%s)",
                        SQL(", ").join(columns),
                        list(self.ids),
                    )
                )
            }
        for account in self:
            visit, score, count, risk = rows.get(account._origin.id, (False, 0, 0, "0"))
            account.last_visit_on, account.score = visit or False, float(score or 0)
            account.score_count, account.risk = count, risk

    def _search_risk(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = tuple(risk for risk in value if risk)
        if not wanted:
            return Domain.FALSE
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL("%s IN %s", model._field_to_sql(alias, "risk", query), wanted),
            predicate=lambda account: account.risk in wanted,
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr in ("last_visit_on", "score", "score_count", "risk"):
            self.flush_model()
            for model in (
                "hcs.visit",
                "hcs.key.account.member",
                "hcs.vip.service",
                "hcs.followup.satisfaction",
                "hcs.followup.task",
            ):
                self.env[model].flush_model()
            return self._risk_sql(alias, field_expr)
        return super()._field_to_sql(alias, field_expr, query)

    @api.model
    def _risk_sql(self, alias, name):
        """One of the figures of the account ``alias``, as an expression."""
        company = self.env.company
        today = self._today()
        account = SQL.identifier(alias)
        people = SQL(
            """(SELECT member.patient_id FROM hcs_key_account_member member
                 WHERE member.account_id = %(account)s.id AND member.date_from <= %(today)s
                   AND (member.date_to IS NULL OR member.date_to >= %(today)s)
                UNION ALL SELECT %(account)s.patient_id)""",
            account=account,
            today=today,
        )
        until = company._hcs_to_utc(today + timedelta(days=1), 0.0)
        visited = SQL(
            """(SELECT max((%(at)s AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date) FROM hcs_visit visit
                 WHERE visit.patient_id IN %(people)s AND visit.state IN %(states)s AND %(at)s < %(until)s)""",
            at=self.env["hcs.visit"]._visit_at_sql("visit"),
            tz=company.hcs_tz,
            people=people,
            states=tuple(OCCURRED_STATES),
            until=until,
        )
        if name == "last_visit_on":
            return visited
        answers = SQL(
            """(SELECT %(figure)s FROM (
                SELECT (service.rating::int - 1) * 25.0 AS points FROM hcs_vip_service service
                 WHERE service.patient_id IN %(people)s AND service.rating IS NOT NULL AND service.state = 'done'
                   AND service.done_at >= %(since)s AND service.done_at < %(until)s
                UNION ALL
                SELECT (answer.level::int - 1) * 100.0 / 3 FROM hcs_followup_satisfaction answer
                  JOIN hcs_followup_task task ON task.id = answer.task_id
                 WHERE task.patient_id IN %(people)s AND answer.level IN ('1', '2', '3', '4')
                   AND task.closed_at >= %(since)s AND task.closed_at < %(until)s
               ) answers)""",
            figure=SQL("count(*)") if name == "score_count" else SQL("avg(points)"),
            people=people,
            since=until - timedelta(days=company.hcs_key_score_days),
            until=until,
        )
        if name in ("score", "score_count"):
            return answers
        return SQL(
            """(CASE WHEN %(account)s.quiet_days > 0
                      AND COALESCE(%(visited)s, %(account)s.managed_since) < %(today)s - %(account)s.quiet_days
                     THEN 1 ELSE 0 END
              + CASE WHEN %(score)s < %(low)s THEN 2 ELSE 0 END)::varchar""",
            account=account,
            visited=visited,
            score=answers,
            today=today,
            low=company.hcs_key_low_score,
        )
