from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# who reads what a patient is worth to the hospital; never those who decide on urgency (DESIGN §1.10)
VALUE_GROUPS = "hospital_customer_service.group_hcs_vip,hospital_customer_service.group_hcs_leader"
PARETO = [("a", "A: first 80 %"), ("b", "B: next 15 %"), ("c", "C: last 5 %")]


class HcsPatientValue(models.Model):
    """What a patient has brought and may bring, from paid visits before ``as_of``; made every night (CRM-02, 03)."""

    _name = "hcs.patient.value"
    _description = "Patient Value"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "money_12m desc, id"
    _rec_name = "patient_id"
    _log_access = False
    _check_company_auto = True
    _log_read_patient_field = "patient_id"

    patient_id = fields.Many2one(
        "hcs.patient", required=True, readonly=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    as_of = fields.Date("Before", required=True, readonly=True, help="Everything before this day is counted.")
    computed_at = fields.Datetime("Computed", readonly=True)
    # Recency and frequency
    first_paid_on = fields.Date("First paid visit", readonly=True)
    last_paid_on = fields.Date("Last paid visit", readonly=True)
    recency_days = fields.Integer(
        "Days since then",
        compute="_compute_recency_days",
        search="_search_recency_days",
        aggregator=None,
        help="Days from the last paid visit to today.",
    )
    paid_days_12m = fields.Integer(
        "Paid days, 12 months", readonly=True, help="Days with a paid visit; two visits on one day are one."
    )
    paid_days_total = fields.Integer("Paid days in all", readonly=True)
    average_interval_days = fields.Float(
        "Days between visits", digits=(10, 1), readonly=True, aggregator="avg", help="Mean, from two paid days on."
    )
    # Money
    paid_12m = fields.Monetary("Spent, 12 months", readonly=True)
    paid_before_12m = fields.Monetary("Spent, the 12 months before", readonly=True)
    paid_total = fields.Monetary("Spent in all", readonly=True)
    compensation_12m = fields.Monetary(
        "Given back, 12 months", readonly=True, help="Refunds, waivers and compensation paid after complaints."
    )
    compensation_total = fields.Monetary("Given back in all", readonly=True)
    money_12m = fields.Monetary("Net spending, 12 months", readonly=True, help="Spent, less what was given back.")
    money_total = fields.Monetary("Net spending in all", readonly=True, help="Spent, less what was given back.")
    # Expected lifetime value
    margin = fields.Monetary(
        "Margin in all", readonly=True, help="Share of each visit by its line of margins, less what was given back."
    )
    upkeep_cost = fields.Monetary(
        "Upkeep in all", readonly=True, help="Upkeep of each visit, and services given to members."
    )
    acquisition_cost = fields.Monetary("Cost to win", readonly=True)
    years = fields.Float(
        digits=(6, 2), readonly=True, aggregator=None, help="Since the first paid visit; at least one."
    )
    retention = fields.Float(
        digits=(6, 4), readonly=True, aggregator=None, help="Share of patients who stay for another year."
    )
    retention_basis = fields.Selection(
        [("measured", "Measured"), ("set", "Set by the hospital"), ("assumed", "Assumed")], readonly=True
    )
    discount = fields.Float(digits=(6, 4), readonly=True, aggregator=None)
    expected_lifetime_value = fields.Monetary(readonly=True)
    # Scores
    r_score = fields.Integer("R", readonly=True, aggregator="avg", help="Recency: 5 came last, 1 longest ago.")
    f_score = fields.Integer("F", readonly=True, aggregator="avg", help="Frequency: paid days in 12 months.")
    m_score = fields.Integer("M", readonly=True, aggregator="avg", help="Money in 12 months.")
    rfm = fields.Char("RFM", readonly=True)
    top_percent = fields.Integer(
        "Top (%)",
        readonly=True,
        aggregator=None,
        help="Place by the money of 12 months: 20 means among the first 20 %.",
    )
    pareto = fields.Selection(
        PARETO, "80/20", readonly=True, help="A: those who together bring the first 80 % of the money of 12 months."
    )
    # Signs of a loyal customer
    sign_frequent = fields.Boolean("Comes often", readonly=True)
    sign_refers = fields.Boolean("Brought others", readonly=True)
    sign_recommends = fields.Boolean("Recommends us", readonly=True)
    sign_stays = fields.Boolean("Ignores rivals' offers", readonly=True)
    loyal_signs = fields.Integer("Loyal signs", readonly=True, aggregator="avg")

    _once = models.UniqueIndex("(patient_id, company_id)", "There is a line for this patient already.")
    _money_idx = models.Index("(company_id, money_12m DESC, id)")

    @api.depends("last_paid_on")
    @api.depends_context("company")
    def _compute_recency_days(self):
        today = self._today()
        for value in self:
            value.recency_days = (today - value.last_paid_on).days if value.last_paid_on else 0

    @api.model
    def _today(self):
        return self.env["hcs.patient"]._today()

    def _search_recency_days(self, operator, value):
        if operator not in ("in", "<", "<=", ">", ">="):
            return NotImplemented

        def to_sql(model, alias, query):
            days = model._field_to_sql(alias, "recency_days", query)
            operand = tuple(number or 0 for number in value) if operator == "in" else value
            return SQL("%s %s %s", days, SQL(operator.upper()), operand)

        return Domain.custom(to_sql=to_sql)

    def _field_to_sql(self, alias, fname, query=None):
        """Lists sort by the days since the last visit."""
        if fname == "recency_days":
            return SQL("COALESCE(%s::date - %s, 0)", self._today(), self._field_to_sql(alias, "last_paid_on", query))
        return super()._field_to_sql(alias, fname, query)
