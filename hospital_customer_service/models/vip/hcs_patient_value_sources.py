from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.visit_targets import OCCURRED_STATES
from ..visit.hcs_visit import VISIT_KINDS

READ = {
    "hcs.visit": ("patient_id", "company_id", "department_id", "kind", "state", "amount_spent", "amount_known"),
    "hcs.compensation": ("ticket_id", "state", "amount", "currency_id", "paid_at", "submitted_at", "company_id"),
    "hcs.complaint.ticket": ("patient_id",),
    "hcs.vip.service": ("patient_id", "company_id", "state", "cost", "done_at"),
    "hcs.value.setting": None,
    "hcs.loyal.sign": None,
    "hcs.patient.relation": ("patient_id", "relation", "related_patient_id"),
    "hcs.patient": ("merged_into_id",),
}


class HcsPatientValue(models.Model):
    """What the statement of the values reads: visits with their margins, money given back, services, signs.

    The price of a membership is not counted as money of the patient: recency, frequency and money are all three of
    paid visits (DOMAIN §4.4), each figure opens the visits it was made of, and a fee that raised the class would let
    the hospital call a customer good because it sold the card. What membership costs the hospital is deducted
    (:meth:`_services_sql`), what it brings shows in more visits.
    """

    _inherit = "hcs.patient.value"

    @api.model
    def _flush_read(self):
        for name, columns in READ.items():
            self.env[name].flush_model(columns)

    @api.model
    def _days_sql(self, company, window):
        """One row per patient and day with a paid visit: money, margin and upkeep of the day."""
        day = self._local_day_sql(self._moment_sql("v"), company)
        amount = self._in_company_currency_sql(company, "v", "amount_spent", day)
        return SQL(
            """
            SELECT v.patient_id, %(day)s AS day, SUM(%(amount)s) AS paid, SUM(%(amount)s * rate.margin) AS margin,
                   SUM(rate.upkeep) AS upkeep, %(winning)s AS winning
              FROM hcs_visit v
              LEFT JOIN (%(rates)s) rate ON rate.department_id = COALESCE(v.department_id, 0) AND rate.kind = v.kind
             WHERE %(paid)s
             GROUP BY 1, 2
            """,
            day=day,
            amount=amount,
            rates=self._rates_sql(company),
            winning=self._winning_sql(company),
            paid=self._paid_sql(company, window),
        )

    @api.model
    def _paid_days_sql(self, company, window):
        """The days alone."""
        return SQL(
            "SELECT v.patient_id, %s AS day FROM hcs_visit v WHERE %s GROUP BY 1, 2",
            self._local_day_sql(self._moment_sql("v"), company),
            self._paid_sql(company, window),
        )

    @api.model
    def _paid_sql(self, company, window):
        """Which visits count: those that took place and whose amount is known and more than nothing."""
        return SQL(
            "v.company_id = %s AND v.state IN %s AND v.amount_known AND v.amount_spent > 0 AND %s < %s",
            company.id,
            tuple(sorted(OCCURRED_STATES)),
            self._moment_sql("v"),
            window["until"],
        )

    @api.model
    def _paid_domain(self, since=None, until=None):
        """The same visits as a domain, for the lists behind the figures."""
        domain = Domain("state", "in", sorted(OCCURRED_STATES))
        domain &= Domain("amount_known", "=", True) & Domain("amount_spent", ">", 0)
        if since:
            domain &= Domain("visit_at", ">=", since)
        return domain & Domain("visit_at", "<", until) if until else domain

    @api.model
    def _moment_sql(self, alias):
        return self.env["hcs.visit"]._visit_at_sql(alias)

    @api.model
    def _local_day_sql(self, moment, company):
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, company.hcs_tz)

    @api.model
    def _in_company_currency_sql(self, company, alias, column, day):
        """An amount as it is, or at the rates of its day where it was in another currency."""
        amount, currency = SQL.identifier(alias, column), SQL.identifier(alias, "currency_id")
        own = SQL("%s", company.currency_id.id)
        return SQL(
            "CASE WHEN %(currency)s = %(own)s THEN %(amount)s ELSE %(amount)s * %(to_rate)s / %(from_rate)s END",
            currency=currency,
            own=own,
            amount=amount,
            to_rate=self._rate_sql(company, own, day),
            from_rate=self._rate_sql(company, currency, day),
        )

    @api.model
    def _rate_sql(self, company, currency, day):
        """The rate of a currency on a day, as the framework finds it."""
        rates = SQL(
            "SELECT r.rate FROM res_currency_rate r"
            " WHERE r.currency_id = %s AND (r.company_id IS NULL OR r.company_id = %s)",
            currency,
            company.root_id.id,
        )
        return SQL(
            "COALESCE((%s AND r.name <= %s ORDER BY r.company_id, r.name DESC LIMIT 1),"
            " (%s ORDER BY r.company_id, r.name LIMIT 1), 1)",
            rates,
            day,
            rates,
        )

    @api.model
    def _rates_sql(self, company):
        """Margin and costs of every department and kind of visit, from the line that fits best."""
        return SQL(
            """
            SELECT COALESCE(place.id, 0) AS department_id, way.kind, COALESCE(line.margin_percent, 0) / 100 AS margin,
                   COALESCE(line.upkeep_cost, 0) AS upkeep, COALESCE(line.acquisition_cost, 0) AS acquisition
              FROM (SELECT id FROM hcs_department UNION ALL SELECT NULL) place
             CROSS JOIN unnest(%(kinds)s) AS way(kind)
              LEFT JOIN LATERAL (
                   SELECT s.* FROM hcs_value_setting s
                    WHERE (s.company_id IS NULL OR s.company_id = %(company)s)
                      AND (s.department_id IS NULL OR s.department_id = place.id)
                      AND (s.channel IS NULL OR s.channel = way.kind)
                    ORDER BY s.department_id IS NULL, s.channel IS NULL, s.company_id IS NULL
                    LIMIT 1) line ON TRUE
            """,
            kinds=[kind for kind, _label in VISIT_KINDS],
            company=company.id,
        )

    @api.model
    def _winning_sql(self, company):
        """The first visit of the day and what it cost to win its patient: the smallest of all days tells."""
        if not self.env["hcs.value.setting"].sudo().search_count([("acquisition_cost", ">", 0)], limit=1):
            return SQL("NULL::float8[]")
        return SQL("MIN(ARRAY[EXTRACT(EPOCH FROM %s)::float8, v.id, rate.acquisition])", self._moment_sql("v"))

    @api.model
    def _given_back_sql(self, company, window):
        """What was paid to patients after complaints, whole and of the last twelve months."""
        day = SQL("COALESCE(c.submitted_at, c.paid_at)::date")
        amount = self._in_company_currency_sql(company, "c", "amount", day)
        return SQL(
            """
            SELECT COALESCE(p.merged_into_id, p.id) AS patient_id, SUM(%(amount)s) AS total,
                   COALESCE(SUM(%(amount)s) FILTER (WHERE c.paid_at >= %(since)s), 0) AS of_year
              FROM hcs_compensation c
              JOIN hcs_complaint_ticket t ON t.id = c.ticket_id
              JOIN hcs_patient p ON p.id = t.patient_id
             WHERE c.state = 'paid' AND c.company_id = %(company)s AND c.paid_at < %(until)s
             GROUP BY 1
            """,
            amount=amount,
            company=company.id,
            **window,
        )

    @api.model
    def _services_sql(self, company, window):
        """What the services given to members cost the hospital."""
        return SQL(
            """
            SELECT s.patient_id, SUM(s.cost) AS cost FROM hcs_vip_service s
             WHERE s.company_id = %s AND s.state = 'done' AND s.cost > 0 AND s.done_at < %s GROUP BY 1
            """,
            company.id,
            window["until"],
        )

    @api.model
    def _sign_sources(self, company, window):
        """Statements with rows ``(patient_id, kind)``, kind as in ``hcs.loyal.sign``; higher rooms add theirs."""
        return [
            SQL(
                """
                SELECT COALESCE(p.merged_into_id, p.id) AS patient_id, s.kind
                  FROM hcs_loyal_sign s JOIN hcs_patient p ON p.id = s.patient_id
                 WHERE s.company_id = %s AND s.at < %s
                """,
                company.id,
                window["until"],
            ),
            # whoever stands on the card of somebody else as the one who referred them brought others
            SQL(
                """
                SELECT COALESCE(p.merged_into_id, p.id) AS patient_id, 'refers' AS kind
                  FROM hcs_patient_relation r
                  JOIN hcs_patient p ON p.id = r.related_patient_id
                  JOIN hcs_patient brought ON brought.id = r.patient_id
                 WHERE r.relation = 'referrer' AND p.company_id = %s
                   AND COALESCE(brought.merged_into_id, brought.id) <> COALESCE(p.merged_into_id, p.id)
                """,
                company.id,
            ),
        ]
