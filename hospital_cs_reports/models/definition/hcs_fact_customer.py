from odoo import api, models
from odoo.tools import SQL

from odoo.addons.hospital_customer_service.tools.visit_targets import OCCURRED_STATES

from ...tools.facts import ROWS, TOTAL, Fact, Measure, Part


class HcsFact(models.AbstractModel):
    """Customers who come and stay, key customers and who refers patients to us (CRM-01…03, DOMAIN §4.4)."""

    _inherit = "hcs.fact"

    @api.model
    def _facts(self):
        return {
            **super()._facts(),
            # One row per customer of a year: in the summaries of months and quarters only
            "customer": Fact(
                "customer", "hcs.patient", "_customer_rows", flags=("at_start", "at_end", "is_new", "kept", "lost"),
                amounts=("recency_days", "paid_days", "spending"), is_stock=True, kinds=("month", "quarter"),
            ),
            "key_contact": Fact(
                "customer", "hcs.key.account.plan", "_key_contact_rows", parts=("agent",), flags=("in_time",)
            ),
            "referral": Fact(
                "customer", "hcs.referral", "_referral_rows", parts=("referrer", "department"), flags=("thanked",)
            ),
        }  # fmt: skip

    @api.model
    def _fact_titles(self):
        return {
            **super()._fact_titles(),
            "customer": self.env._("Customers of the last twelve months"),
            "key_contact": self.env._("Contacts with key customers"),
            "referral": self.env._("Referrals"),
        }

    @api.model
    def _measures(self):
        return {
            **super()._measures(),
            "cu_active": Measure("customer", "at_end"),
            "cu_new": Measure("customer", "is_new"),
            "cu_retention_rate": Measure("customer", "kept", "at_start"),
            "cu_churn_rate": Measure("customer", "lost", "at_start"),
            "cu_recency_mean": Measure("customer", "recency_days", "at_end"),
            "cu_paid_days_mean": Measure("customer", "paid_days", "at_end"),
            "cu_spending_mean": Measure("customer", "spending", "at_end"),
            "ka_contacts": Measure("key_contact", ROWS, None, (TOTAL, "agent")),
            "ka_contact_rate": Measure("key_contact", "in_time", ROWS, (TOTAL, "agent")),
            "cu_referrals": Measure("referral", ROWS, None, (TOTAL, "referrer", "department")),
            "cu_thanked_rate": Measure("referral", "thanked", ROWS),
        }

    @api.model
    def _parts(self):
        return {**super()._parts(), "referrer": Part("hcs.referral.source")}

    @api.model
    def _part_titles(self):
        return {**super()._part_titles(), "referrer": (self.env._("Referred by"), self.env._("By who referred"))}

    @api.model
    def _customer_rows(self, span):
        """Patients with a paid visit in the twelve months up to the eve or the last day of the period. Active at a
        time is who paid within the twelve months before it; new is whose first paid visit lies in the period. Two
        paid visits on one day are one day.
        """
        moment = self.env["hcs.visit"]._visit_at_sql("v")
        return SQL(
            """
            SELECT patient_id AS res_id, patient_id, NULL::int AS department_id, NULL::int AS user_id,
                   %(last)s AS day, changed_at, at_start, at_end, is_new, at_start AND at_end AS kept,
                   at_start AND NOT at_end AS lost,
                   CASE WHEN at_end THEN %(last)s - last_day END AS recency_days, paid_days, spending
              FROM (SELECT v.patient_id, MAX(v.write_date) AS changed_at,
                           bool_or(%(moment)s < %(start)s AND %(moment)s >= %(start)s - interval '12 months')
                               AS at_start,
                           bool_or(%(moment)s >= %(end)s - interval '12 months') AS at_end,
                           MIN(%(moment)s) >= %(start)s AS is_new, MAX(%(local)s) AS last_day,
                           COUNT(DISTINCT %(local)s) FILTER (WHERE %(moment)s >= %(end)s - interval '12 months')
                               AS paid_days,
                           SUM(v.amount_spent) FILTER (WHERE %(moment)s >= %(end)s - interval '12 months')
                               AS spending
                      FROM hcs_visit v
                     WHERE v.company_id = %(company)s AND v.amount_known AND v.amount_spent > 0
                       AND v.state IN %(occurred)s AND %(moment)s < %(end)s
                  GROUP BY v.patient_id
                    HAVING MAX(%(moment)s) >= %(start)s - interval '12 months') c
            """,
            start=SQL("%s::timestamp", span.start),
            end=SQL("%s::timestamp", span.end),
            last=SQL("%s::date", span.date_to),
            moment=moment,
            local=self._local_day(moment, span),
            occurred=tuple(sorted(OCCURRED_STATES)),
            company=span.company_id,
        )

    @api.model
    def _key_contact_rows(self, span):
        """Contacts with key customers that were planned for the period."""
        return SQL(
            """
            SELECT p.id AS res_id, NULL::int AS patient_id, NULL::int AS department_id, p.user_id, p.due_on AS day,
                   p.write_date AS changed_at,
                   COALESCE(p.state = 'done' AND p.done_on <= p.due_on, FALSE) AS in_time
              FROM hcs_key_account_plan p
             WHERE p.state <> 'dropped' AND p.company_id = %s AND p.due_on BETWEEN %s AND %s
            """,
            span.company_id,
            span.date_from,
            span.date_to,
        )

    @api.model
    def _referral_rows(self, span):
        return SQL(
            """
            SELECT r.id AS res_id, r.patient_id, r.department_id, NULL::int AS user_id, %(day)s AS day,
                   r.write_date AS changed_at, r.source_id AS referrer, r.thanked_at IS NOT NULL AS thanked
              FROM hcs_referral r
             WHERE r.company_id = %(company)s AND r.at >= %(start)s AND r.at < %(end)s
            """,
            day=self._local_day(SQL("r.at"), span),
            company=span.company_id,
            start=span.start,
            end=span.end,
        )
