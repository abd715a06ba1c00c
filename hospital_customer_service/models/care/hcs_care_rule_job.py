import logging

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

PLAN_BATCH = 5_000
SEND_BATCH = 200


class HcsCareRule(models.Model):
    """The job of every hour: who is written to today is planned in one statement, then sent in batches.

    It may run twice, at the same moment too, or stop anywhere: one line per person and occasion is all there can be.
    """

    _inherit = "hcs.care.rule"

    @api.model
    def _cron_run(self, plan_batch=PLAN_BATCH, send_batch=SEND_BATCH):
        now = fields.Datetime.now()
        cron = self.env["ir.cron"]
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            while planned := self._plan(company, company._hcs_local_date(now), plan_batch):
                if not cron._commit_progress(planned):
                    return
                if planned < plan_batch:
                    break
        messages = self.env["hcs.care.message"].sudo()
        while batch := messages._next_batch(send_batch):
            batch._send(now)
            if not cron._commit_progress(len(batch), remaining=messages.search_count(messages._unsent_domain())):
                return

    @api.model
    def _of_company(self, company):
        """The active rules of a hospital, first those that go before others."""
        return self.sudo().search([("company_id", "in", (company.id, False))])

    @api.model
    def _plan(self, company, day, limit=PLAN_BATCH):
        """Make the lines of everybody who is to be written to on ``day``.

        People who did not agree, or died, get no line: they are not the audience, and may agree later today.

        :return: number of lines
        """
        rules = self._of_company(company)
        candidates = self._candidates_sql(
            company, {rule: rule._occasions_of(company, day, late=True) for rule in rules}
        )
        if candidates is None:
            return 0
        values = SQL(
            """
            INSERT INTO hcs_care_message (company_id, rule_id, patient_id, occasion, occasion_key, occasion_on,
                                          send_on, channel, state, create_uid, create_date, write_uid, write_date)
            SELECT %(company)s, found.rule_id, found.patient_id, r.occasion, found.occasion_key, found.occasion_on,
                   %(day)s, r.channel, 'queued', %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM (SELECT DISTINCT ON (c.patient_id, c.occasion_key) c.*
                      FROM (%(candidates)s) c
                     WHERE NOT c.blocked AND NOT c.done
                     ORDER BY c.patient_id, c.occasion_key, c.rank
                     LIMIT %(limit)s) found
              JOIN hcs_care_rule r ON r.id = found.rule_id
            ON CONFLICT (patient_id, occasion_key) DO NOTHING
            RETURNING id
            """,
            company=company.id,
            day=day,
            uid=self.env.uid,
            now=fields.Datetime.now(),
            candidates=candidates,
            limit=limit,
        )
        return len(self.env.execute_query(values))

    def _send_at(self, company, day):
        """The moment from which a message of ``day`` may go out, naive UTC."""
        return company._hcs_to_utc(day, self.hour)

    def _values_of(self, occasion_on):
        """What fills the places of the text, beside the names of the patient and the hospital."""
        return {"date": fields.Date.to_string(occasion_on)}
