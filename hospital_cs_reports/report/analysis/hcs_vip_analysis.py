from odoo import fields, models
from odoo.tools import SQL

TERM = "hcs.vip.term"


class HcsVipAnalysis(models.Model):
    """The terms of memberships as facts, with the benefits used in each: no member, no card (RPT-03)."""

    _name = "hcs.vip.analysis"
    _description = "Member analysis"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
    _auto = False
    _order = "date_from desc, id desc"
    _rec_name = "id"
    _depends = {
        TERM: [
            "membership_id",
            "company_id",
            "version_id",
            "date_from",
            "date_to",
            "kind",
            "amount",
            "payment",
            "void",
        ],
        "hcs.vip.tier.version": ["tier_id"],
        "hcs.vip.service": ["membership_id", "state", "done_at", "reversed_at", "cost", "rating"],
    }

    membership_id = fields.Many2one("hcs.vip.membership", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    tier_id = fields.Many2one("hcs.vip.tier", readonly=True)
    version_id = fields.Many2one("hcs.vip.tier.version", readonly=True)
    kind = fields.Selection(selection=lambda self: self._choices("kind"), string="Began as", readonly=True)
    payment = fields.Selection(selection=lambda self: self._choices("payment"), readonly=True)
    date_from = fields.Date("First day", readonly=True)
    date_to = fields.Date("Last day", readonly=True)
    terms = fields.Integer(readonly=True, help="Terms: one for joining, one for each renewal or change of tier.")
    amount = fields.Monetary("Membership fees", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    services = fields.Integer("Benefits used", readonly=True)
    cost = fields.Monetary("Cost of the benefits", readonly=True)
    rating = fields.Float("Mean rating", aggregator="avg", readonly=True, help="From 1 to 5, of the benefits rated.")

    def _choices(self, name):
        return self.env[TERM]._fields[name]._description_selection(self.env)

    @property
    def _table_query(self):
        """One row per term that began; what was used counts in the term of its day."""
        return SQL(
            """
            SELECT t.id, t.membership_id, t.company_id, v.tier_id, t.version_id, t.kind, t.payment, t.date_from,
                   t.date_to, 1 AS terms, t.amount, c.currency_id, COALESCE(s.services, 0) AS services,
                   COALESCE(s.cost, 0) AS cost, s.rating
              FROM hcs_vip_term t
              JOIN hcs_vip_tier_version v ON v.id = t.version_id
              JOIN res_company c ON c.id = t.company_id
         LEFT JOIN LATERAL (SELECT COUNT(*) AS services, SUM(u.cost) AS cost, AVG(u.rating::int)::float8 AS rating
                              FROM hcs_vip_service u
                             WHERE u.membership_id = t.membership_id AND u.state = 'done' AND u.reversed_at IS NULL
                               AND (u.done_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date
                                   BETWEEN t.date_from AND t.date_to) s ON TRUE
             WHERE t.void IS NOT TRUE
            """,
            self.env.company.hcs_tz,
        )

    def action_open_record(self):
        """Open the record behind a line of the analysis."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.vip.membership",
            "res_id": self.membership_id.id,
            "views": [(False, "form")],
        }
