from odoo import api, models
from odoo.tools import SQL

# what is assumed as long as nobody was a patient a year ago
ASSUMED_RETENTION = 0.5
# shares of the money at which the classes of the 80/20 rule end
FIRST, NEXT = 0.80, 0.95


class HcsPatientValue(models.Model):
    """The statement that makes the values of a hospital, put together of its parts."""

    _inherit = "hcs.patient.value"

    @api.model
    def _scores_sql(self, company, day):
        """``(R, F, M)`` in SQL: fifths in which equals stay together, or the limits of the hospital."""
        limits = company._hcs_value_limits()
        if not limits:
            lower = (SQL("rank() OVER by_day"), SQL("rank() OVER by_days"), SQL("count_all - at_least + 1"))
            return [SQL("1 + 5 * (%s - 1) / count_all", place) for place in lower]
        days, times, money = limits
        return [
            SQL("5 - width_bucket((%s::date - last_day - 1)::numeric, %s::numeric[])", day, days),
            SQL("1 + width_bucket(days_12m::numeric, %s::numeric[])", times),
            SQL("1 + width_bucket(money_12m::numeric, %s::numeric[])", money),
        ]

    @api.model
    def _values_sql(self, company, day, window, now):
        """The one statement: paid days, patients, their places among each other, written."""
        since, before = window["since_day"], window["before_day"]
        digits = company.currency_id.decimal_places
        r_score, f_score, m_score = self._scores_sql(company, day)
        columns = {
            "patient_id": SQL("patient_id"),
            "company_id": SQL("%s", company.id),
            "as_of": SQL("%s", day),
            "computed_at": SQL("%s", now),
            "first_paid_on": SQL("first_day"),
            "last_paid_on": SQL("last_day"),
            "paid_days_12m": SQL("days_12m"),
            "paid_days_total": SQL("days"),
            "average_interval_days": SQL("ROUND((last_day - first_day)::numeric / NULLIF(days - 1, 0), 1)"),
            "paid_12m": SQL("paid_12m"),
            "paid_before_12m": SQL("paid_before"),
            "paid_total": SQL("paid"),
            "compensation_12m": SQL("back_12m"),
            "compensation_total": SQL("back"),
            "money_12m": SQL("money_12m"),
            "money_total": SQL("paid - back"),
            "margin": SQL("margin"),
            "upkeep_cost": SQL("upkeep"),
            "acquisition_cost": SQL("winning"),
            "years": SQL("years"),
            "retention": SQL("retention"),
            "retention_basis": SQL("basis"),
            "discount": SQL("discount"),
            "expected_lifetime_value": SQL(
                "ROUND((margin - upkeep) / years * retention / (1 + discount - retention) - winning, %s)", digits
            ),
            "r_score": SQL("r"),
            "f_score": SQL("f"),
            "m_score": SQL("m"),
            "rfm": SQL("r::text || f::text || m::text"),
            "top_percent": SQL("top"),
            "pareto": SQL("pareto"),
            "sign_frequent": SQL("frequent"),
            "sign_refers": SQL("refers"),
            "sign_recommends": SQL("recommends"),
            "sign_stays": SQL("stays"),
            "loyal_signs": SQL("frequent::int + refers::int + recommends::int + stays::int"),
        }
        names = SQL(", ").join(SQL.identifier(name) for name in columns)
        return SQL(
            """
    WITH days AS (%(days)s),
    people AS MATERIALIZED (
        SELECT patient_id, MIN(day) AS first_day, MAX(day) AS last_day, COUNT(*)::int AS days,
               (COUNT(*) FILTER (WHERE day >= %(since)s))::int AS days_12m,
               COUNT(*) FILTER (WHERE day >= %(before)s AND day < %(since)s) AS days_before,
               SUM(paid) AS paid, COALESCE(SUM(paid) FILTER (WHERE day >= %(since)s), 0) AS paid_12m,
               COALESCE(SUM(paid) FILTER (WHERE day >= %(before)s AND day < %(since)s), 0) AS paid_before,
               SUM(margin) AS margin, SUM(upkeep) AS upkeep, COALESCE((MIN(winning))[3], 0) AS winning
          FROM days GROUP BY patient_id
    ),
    kept AS (
        SELECT COUNT(*) FILTER (WHERE days_before > 0) AS before,
               COUNT(*) FILTER (WHERE days_before > 0 AND days_12m > 0) AS stayed FROM people
    ),
    told AS (%(retention)s),
    signs AS (
        SELECT patient_id, bool_or(kind = 'refers') AS refers, bool_or(kind = 'recommends') AS recommends,
               bool_or(kind = 'stays') AS stays FROM (%(signs)s) one GROUP BY patient_id
    ),
    summed AS (
        SELECT p.patient_id, p.first_day, p.last_day, p.days, p.days_12m, p.paid, p.paid_12m, p.paid_before,
               COALESCE(back.total, 0) AS back, COALESCE(back.of_year, 0) AS back_12m,
               p.paid_12m - COALESCE(back.of_year, 0) AS money_12m,
               ROUND(p.margin - COALESCE(back.total, 0), %(digits)s) AS margin,
               ROUND(p.upkeep + COALESCE(service.cost, 0), %(digits)s) AS upkeep,
               ROUND(p.winning::numeric, %(digits)s) AS winning,
               ROUND(GREATEST(1, (%(day)s::date - p.first_day) / 365.25), 2) AS years,
               p.days_12m >= %(frequent)s AS frequent, COALESCE(signs.refers, FALSE) AS refers,
               COALESCE(signs.recommends, FALSE) AS recommends, COALESCE(signs.stays, FALSE) AS stays
          FROM people p
          LEFT JOIN (%(given_back)s) back ON back.patient_id = p.patient_id
          LEFT JOIN (%(services)s) service ON service.patient_id = p.patient_id
          LEFT JOIN signs ON signs.patient_id = p.patient_id
    ),
    placed AS (
        SELECT s.*, COUNT(*) OVER () AS count_all, COUNT(*) OVER by_money AS at_least,
               ROW_NUMBER() OVER by_place AS place, RANK() OVER by_money AS money_rank,
               GREATEST(s.money_12m, 0) AS counted, SUM(GREATEST(s.money_12m, 0)) OVER by_money AS money_so_far,
               SUM(GREATEST(s.money_12m, 0)) OVER () AS money_all,
               COUNT(*) FILTER (WHERE s.money_12m > 0) OVER () AS payers
          FROM summed s
        WINDOW by_money AS (ORDER BY s.money_12m DESC), by_place AS (ORDER BY s.money_12m DESC, s.patient_id)
    ),
    scored AS (
        SELECT placed.*, %(r_score)s AS r, %(f_score)s AS f, %(m_score)s AS m,
               CASE WHEN money_12m > 0 THEN CEIL(100.0 * place / payers)::int ELSE 0 END AS top,
               CASE WHEN money_12m <= 0 THEN NULL
                    WHEN money_so_far - counted * (at_least - money_rank + 1) < %(first)s * money_all THEN 'a'
                    WHEN money_so_far - counted * (at_least - money_rank + 1) < %(next)s * money_all THEN 'b'
                    ELSE 'c' END AS pareto
          FROM placed
        WINDOW by_day AS (ORDER BY last_day), by_days AS (ORDER BY days_12m)
    ),
    gone AS (
        DELETE FROM hcs_patient_value v
         WHERE v.company_id = %(company)s AND NOT EXISTS (SELECT FROM people p WHERE p.patient_id = v.patient_id)
    )
    INSERT INTO hcs_patient_value (%(names)s)
    SELECT %(columns)s FROM scored CROSS JOIN told
        ON CONFLICT (patient_id, company_id) DO UPDATE SET %(updates)s
            """,
            company=company.id,
            days=self._days_sql(company, window),
            since=since,
            before=before,
            day=day,
            digits=digits,
            retention=self._retention_sql(company),
            signs=SQL(" UNION ALL ").join(self._sign_sources(company, window)),
            frequent=company.hcs_value_frequent_days,
            given_back=self._given_back_sql(company, window),
            services=self._services_sql(company, window),
            r_score=r_score,
            f_score=f_score,
            m_score=m_score,
            first=FIRST,
            next=NEXT,
            names=names,
            columns=SQL(", ").join(columns.values()),
            updates=SQL(", ").join(
                SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name)) for name in columns
            ),
        )

    @api.model
    def _retention_sql(self, company):
        """One row: the retention that counts, where it comes from, and the discount."""
        discount = company.hcs_value_discount / 100
        if company.hcs_value_retention:
            share, basis = SQL("%s::numeric", company.hcs_value_retention / 100), SQL("'set'")
        else:
            share = SQL("COALESCE(ROUND(stayed::numeric / NULLIF(before, 0), 4), %s)", ASSUMED_RETENTION)
            basis = SQL("CASE WHEN before > 0 THEN 'measured' ELSE 'assumed' END")
        return SQL("SELECT %s AS retention, %s AS basis, %s::numeric AS discount FROM kept", share, basis, discount)
