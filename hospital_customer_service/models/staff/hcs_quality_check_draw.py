from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL


class HcsQualityCheck(models.Model):
    """The lot: so many calls of each agent and month, the same ones whoever draws and however often (FU13)."""

    _inherit = "hcs.quality.check"

    @api.model
    def _cron_draw(self, now=None):
        """Draw from the month of follow-up that closed last, in every hospital."""
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        cycles = self.env["hcs.followup.cycle"]
        drawn = 0
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            current = cycles._ensure(company, company._hcs_local_date(now))
            drawn += self._draw(cycles._ensure(company, current.date_from - timedelta(days=1)))
        return drawn

    @api.model
    def _draw(self, cycle):
        """Fill the sample of each agent up to its number; a second draw adds nothing.

        The lot of a call is a digest of hospital, month and call: nobody chooses, and anybody can draw it again.
        """
        company = cycle.company_id
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT user_id, id
                  FROM (SELECT a.user_id, a.id,
                               row_number() OVER (PARTITION BY a.user_id
                                                      ORDER BY md5(%(seed)s || a.id), a.id) AS place,
                               (SELECT COUNT(*) FROM hcs_quality_check q WHERE q.company_id = %(company)s
                                   AND q.agent_id = a.user_id AND q.month = %(month)s) AS drawn
                          FROM hcs_followup_attempt a
                          JOIN hcs_call_outcome o ON o.id = a.outcome_id
                         WHERE a.company_id = %(company)s AND a.started_at >= %(since)s AND a.started_at < %(until)s
                           AND a.channel = 'call' AND a.call_id IS NULL AND o.reached
                           AND NOT EXISTS (SELECT FROM hcs_quality_check q WHERE q.attempt_id = a.id)) lots
                 WHERE place <= %(sample)s - drawn
                 ORDER BY user_id, place
                """,
                seed=f"{company.id}/{cycle.month}/",
                company=company.id,
                month=cycle.month,
                since=company._hcs_to_utc(cycle.date_from),
                until=company._hcs_to_utc(cycle.date_to + timedelta(days=1)),
                sample=company.hcs_quality_sample,
            )
        )
        self.create(
            [
                {"attempt_id": attempt_id, "agent_id": user_id, "month": cycle.month, "company_id": company.id}
                for user_id, attempt_id in rows
            ]
        )
        return len(rows)
