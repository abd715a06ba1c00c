from odoo import fields, models
from odoo.tools import SQL

from ...tools.membership import periods


class HcsVipMembership(models.Model):
    """Units are granted with the term and end with it; no job hands them out (D11)."""

    _inherit = "hcs.vip.membership"

    # GRANTS
    def _grant_term(self, term):
        """Units of every period of a term, each from the first day of its period: no job has to hand them out."""
        lines = self.env["hcs.vip.benefit.line"].sudo()
        rows = []
        for benefit in term.version_id.benefit_ids.filtered(lambda benefit: benefit._is_counted() and benefit.quota):
            for first, last in periods(term.date_from, term.date_to, benefit.period):
                rows.append(
                    {
                        "membership_id": self.id,
                        "company_id": self.company_id.id,
                        "benefit_id": benefit.id,
                        "term_id": term.id,
                        "kind": "grant",
                        "units": benefit.quota,
                        "at": self._start_of(first),
                        "period_from": first,
                        "period_to": last,
                        "user_id": self.env.uid,
                    }
                )
        return lines.create(rows)

    def _start_of(self, day):
        return self.company_id._hcs_to_utc(day, 0.0)

    def _expire_lots(self, term, today):
        """What is left of a term that ends today expires; lots to come expire on the day they would begin.

        :return: ``{benefit code: units used or held in the period that runs}``
        """
        lines = self.env["hcs.vip.benefit.line"].sudo()
        now = fields.Datetime.now()
        lines._expire(
            SQL("lot.term_id = %s AND lot.period_to >= %s", term.id, today),
            SQL("GREATEST(%s, lot.at)", now),
            self.env._("The term was ended."),
        )
        used = {}
        for benefit, _kind, units in lines._read_group(
            [
                ("term_id", "=", term.id),
                ("period_from", "<=", today),
                ("period_to", ">=", today),
                ("kind", "not in", ["grant", "expire"]),
            ],
            ["benefit_id", "kind"],
            ["units:sum"],
        ):
            used[benefit.code] = used.get(benefit.code, 0) - units
        return used

    def _carry_used(self, terms, used):
        """What was used in the running period of the lower tier counts in the higher one."""
        today = self._as_of()
        lines = self.env["hcs.vip.benefit.line"].sudo()
        for lot in lines.search(
            [("term_id", "in", terms.ids), ("kind", "=", "grant"), ("period_from", "=", today)], order="id"
        ):
            if count := min(used.get(lot.benefit_id.code, 0), lot.units):
                lines._expire(
                    SQL("lot.id = %s AND n <= %s", lot.id, count),
                    SQL("%s", max(fields.Datetime.now(), lot.at)),
                    self.env._("Used in the tier before."),
                )
