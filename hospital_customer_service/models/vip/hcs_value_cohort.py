from odoo import fields, models


class HcsValueCohort(models.Model):
    """Of the patients whose first paid visit fell into one quarter: how many came again in the n-th year after it."""

    _name = "hcs.value.cohort"
    _description = "Retention of a Cohort"
    _inherit = ["hcs.input.mixin"]
    _order = "cohort_on desc, period, id"
    _log_access = False
    _rec_name = "cohort_on"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    cohort_on = fields.Date("First paid visit", required=True, readonly=True, help="The quarter it fell into.")
    period = fields.Integer("Year after it", required=True, readonly=True, aggregator=None)
    size = fields.Integer("Patients", readonly=True, help="Whose year is over.")
    active = fields.Integer("Came", readonly=True)
    lost = fields.Integer("Stayed away", readonly=True)
    retention = fields.Float("Retention (%)", digits=(5, 1), readonly=True, aggregator="avg")
    churn = fields.Float("Churn (%)", digits=(5, 1), readonly=True, aggregator="avg")

    _once = models.UniqueIndex("(company_id, cohort_on, period)", "There is a line for this cohort already.")
