from odoo import api, models
from odoo.tools import SQL

from ...tools.facts import ROWS, TOTAL, Fact, Measure, Part


class HcsFact(models.AbstractModel):
    """Members by tier, who joined, renewed and left, and the benefits they used (RPT-03, VIP)."""

    _inherit = "hcs.fact"

    @api.model
    def _facts(self):
        return {
            **super()._facts(),
            "member": Fact(
                "vip",
                "hcs.vip.membership",
                "_member_rows",
                parts=("tier",),
                flags=("at_start", "at_end", "joined", "renewed", "kept", "lost"),
                is_stock=True,
            ),
            "benefit_use": Fact(
                "vip", "hcs.vip.service", "_benefit_use_rows", parts=("benefit", "tier"), flags=("rated", "liked")
            ),
        }

    @api.model
    def _fact_titles(self):
        return {
            **super()._fact_titles(),
            "member": self.env._("Members"),
            "benefit_use": self.env._("Benefits used"),
        }

    @api.model
    def _measures(self):
        by_tier = (TOTAL, "tier")
        return {
            **super()._measures(),
            "vm_members": Measure("member", "at_end", None, by_tier),
            "vm_joined": Measure("member", "joined", None, by_tier),
            "vm_renewed": Measure("member", "renewed", None, by_tier),
            "vm_lost": Measure("member", "lost", None, by_tier),
            "vm_retention_rate": Measure("member", "kept", "at_start", by_tier),
            "vm_churn_rate": Measure("member", "lost", "at_start", by_tier),
            "vm_benefits_used": Measure("benefit_use", ROWS, None, (TOTAL, "benefit", "tier", "time")),
            "vm_benefits_liked_rate": Measure("benefit_use", "liked", "rated", (TOTAL, "benefit")),
        }

    @api.model
    def _parts(self):
        return {**super()._parts(), "tier": Part("hcs.vip.tier"), "benefit": Part("hcs.vip.benefit")}

    @api.model
    def _part_titles(self):
        return {
            **super()._part_titles(),
            "tier": (self.env._("Tier"), self.env._("By tier")),
            "benefit": (self.env._("Benefit"), self.env._("By benefit")),
        }

    @api.model
    def _member_rows(self, span):
        """Memberships with a day in the period or on the eve of it, in their newest tier. At the start means the eve
        of the first day, at the end the last day; lost is who was there on the eve and is not at the end.
        """
        return SQL(
            """
            SELECT membership_id AS res_id, patient_id, NULL::int AS department_id, NULL::int AS user_id,
                   %(last)s AS day, changed_at, tier, at_start, at_end, joined, renewed,
                   at_start AND at_end AS kept, at_start AND NOT at_end AS lost
              FROM (SELECT t.membership_id, MIN(t.patient_id) AS patient_id, MAX(t.write_date) AS changed_at,
                           (array_agg(v.tier_id ORDER BY t.date_from DESC, t.id DESC))[1] AS tier,
                           bool_or(t.date_from < %(first)s AND t.date_to >= %(eve)s) AS at_start,
                           bool_or(t.date_from <= %(last)s AND t.date_to >= %(last)s) AS at_end,
                           bool_or(t.kind = 'join' AND t.date_from >= %(first)s) AS joined,
                           bool_or(t.kind = 'renewal' AND t.date_from >= %(first)s) AS renewed
                      FROM hcs_vip_term t JOIN hcs_vip_tier_version v ON v.id = t.version_id
                     WHERE t.void IS NOT TRUE AND t.company_id = %(company)s
                       AND t.date_from <= %(last)s AND t.date_to >= %(eve)s
                  GROUP BY t.membership_id) m
            """,
            first=span.date_from,
            eve=SQL("(%s::date - 1)", span.date_from),
            last=SQL("%s::date", span.date_to),
            company=span.company_id,
        )

    @api.model
    def _benefit_use_rows(self, span):
        """Benefits that were given and not taken back."""
        return SQL(
            """
            SELECT s.id AS res_id, s.patient_id, NULL::int AS department_id, s.done_by_id AS user_id, %(day)s AS day,
                   s.write_date AS changed_at, s.benefit_id AS benefit, v.tier_id AS tier,
                   s.rating IS NOT NULL AS rated, COALESCE(s.rating IN ('4', '5'), FALSE) AS liked
              FROM hcs_vip_service s
              JOIN hcs_vip_benefit b ON b.id = s.benefit_id
              JOIN hcs_vip_tier_version v ON v.id = b.version_id
             WHERE s.state = 'done' AND s.reversed_at IS NULL AND s.company_id = %(company)s
               AND s.done_at >= %(start)s AND s.done_at < %(end)s
            """,
            day=self._local_day(SQL("s.done_at"), span),
            company=span.company_id,
            start=span.start,
            end=span.end,
        )
