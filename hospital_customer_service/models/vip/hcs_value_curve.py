from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

STEP = 5


class HcsValueCurve(models.Model):
    """How much of the money of twelve months the first five, ten, … per cent of the patients bring (80/20)."""

    _name = "hcs.value.curve"
    _description = "80/20 Curve"
    _inherit = ["hcs.input.mixin"]
    _auto = False
    _order = "company_id, percent"
    _rec_name = "percent"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    percent = fields.Integer("Patients (%)", readonly=True, aggregator=None)
    patients = fields.Integer(readonly=True)
    money = fields.Monetary("Net spending, 12 months", readonly=True)
    share = fields.Float("Share of net spending (%)", digits=(5, 1), readonly=True, aggregator="max")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT step.company_id * 1000 + step.percent AS id, step.company_id, company.currency_id, step.percent,
                   step.patients, step.money,
                   100.0 * SUM(step.money) OVER (PARTITION BY step.company_id ORDER BY step.percent)
                         / NULLIF(SUM(step.money) OVER (PARTITION BY step.company_id), 0) AS share
              FROM (SELECT v.company_id, ((v.top_percent + %(step)s - 1) / %(step)s) * %(step)s AS percent,
                           COUNT(*)::int AS patients, SUM(v.money_12m) AS money
                      FROM hcs_patient_value v
                     WHERE v.top_percent > 0
                     GROUP BY 1, 2) step
              JOIN res_company company ON company.id = step.company_id
            """,
            step=STEP,
        )

    def action_open_values(self):
        """The patients of this step."""
        self.ensure_one()
        self.check_access("read")
        domain = Domain("company_id", "=", self.company_id.id) & Domain("top_percent", "<=", self.percent)
        domain &= Domain("top_percent", ">", self.percent - STEP)
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_patient_value_action")
        return {**action, "domain": list(domain), "context": {}}
