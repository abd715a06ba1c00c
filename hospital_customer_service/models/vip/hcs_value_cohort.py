from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# days of a year after the first paid visit
YEAR = 365
RATIOS = {"retention": "came", "churn": "lost"}


class HcsValueCohort(models.Model):
    """Of the patients whose first paid visit fell into one quarter: how many came again in the n-th year after it.

    A year counts as soon as it is over, for each patient from the day of his own first visit.
    """

    _name = "hcs.value.cohort"
    _description = "Retention of a Cohort"
    _inherit = ["hcs.input.mixin"]
    _order = "cohort_on desc, period, id"
    _log_access = False
    _rec_name = "cohort_on"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    cohort_on = fields.Date("First paid visit", required=True, readonly=True, help="The quarter it fell into.")
    period = fields.Integer(
        "Years later",
        required=True,
        readonly=True,
        aggregator=None,
        help="1: from the 366th day after the first visit.",
    )
    size = fields.Integer("Patients", readonly=True, help="Whose year is over.")
    came = fields.Integer("Came again", readonly=True)
    lost = fields.Integer("Stayed away", readonly=True)
    retention = fields.Float("Retention (%)", digits=(5, 1), readonly=True, aggregator="avg")
    churn = fields.Float("Churn (%)", digits=(5, 1), readonly=True, aggregator="avg")

    _once = models.UniqueIndex("(company_id, cohort_on, period)", "There is a line for this cohort already.")

    def _read_group_select(self, aggregate_spec, query):
        """The share of a group is that of its patients, not the mean of its lines."""
        name, _colon, function = aggregate_spec.partition(":")
        if name in RATIOS and function == "avg":
            return SQL(
                "100.0 * SUM(%s) / NULLIF(SUM(%s), 0)",
                self._field_to_sql(self._table, RATIOS[name], query),
                self._field_to_sql(self._table, "size", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _compute_company(self, company, day, window):
        values = self.env["hcs.patient.value"]
        self.flush_model()
        self.env.cr.execute("DELETE FROM hcs_value_cohort WHERE company_id = %s", (company.id,))
        self.env.cr.execute(
            SQL(
                """
    WITH came AS (
        SELECT p.patient_id, (v.day - p.first_paid_on) / %(year)s AS period
          FROM (%(days)s) v JOIN hcs_patient_value p ON p.patient_id = v.patient_id AND p.company_id = %(company)s
         WHERE v.day >= p.first_paid_on + %(year)s
         GROUP BY 1, 2
    ),
    over AS (
        SELECT p.patient_id, date_trunc('quarter', p.first_paid_on)::date AS cohort_on,
               generate_series(1, (%(day)s::date - p.first_paid_on) / %(year)s - 1) AS period
          FROM hcs_patient_value p WHERE p.company_id = %(company)s
    )
    INSERT INTO hcs_value_cohort (company_id, cohort_on, period, size, came, lost, retention, churn)
    SELECT %(company)s, o.cohort_on, o.period, COUNT(*), COUNT(c.patient_id), COUNT(*) - COUNT(c.patient_id),
           ROUND(100.0 * COUNT(c.patient_id) / COUNT(*), 1),
           ROUND(100.0 * (COUNT(*) - COUNT(c.patient_id)) / COUNT(*), 1)
      FROM over o LEFT JOIN came c ON c.patient_id = o.patient_id AND c.period = o.period
     GROUP BY o.cohort_on, o.period
                """,
                year=YEAR,
                days=values._paid_days_sql(company, window),
                company=company.id,
                day=day,
            )
        )

    # THE PATIENTS BEHIND A LINE
    def action_open_patients(self):
        """All patients of the line."""
        return self._open_values(self.env._("First paid visit in the quarter"), Domain.TRUE)

    def action_open_active(self):
        """Those who came again in that year."""
        return self._open_values(self.env._("Came again"), Domain("patient_id", "in", self._came_ids()))

    def action_open_lost(self):
        """Those who stayed away in that year."""
        return self._open_values(self.env._("Stayed away"), Domain("patient_id", "not in", self._came_ids()))

    def _came_ids(self):
        """Patients of the line with a paid visit in its year, from the visits."""
        self.ensure_one()
        values, company = self.env["hcs.patient.value"], self.company_id
        values._flush_read()
        as_of = values.sudo().search([("company_id", "=", company.id)], limit=1).as_of
        window = values._window(company, as_of or company._hcs_local_date(fields.Datetime.now()))
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT p.patient_id
                      FROM (%s) v JOIN hcs_patient_value p ON p.patient_id = v.patient_id AND p.company_id = %s
                     WHERE date_trunc('quarter', p.first_paid_on)::date = %s AND (v.day - p.first_paid_on) / %s = %s
                    """,
                    values._paid_days_sql(company, window),
                    company.id,
                    self.cohort_on,
                    YEAR,
                    self.period,
                )
            )
        ]

    def _open_values(self, name, domain):
        """Values of the patients of this line, as far as their year is over."""
        self.ensure_one()
        self.check_access("read")
        values, company = self.env["hcs.patient.value"], self.company_id
        as_of = values.search([("company_id", "=", company.id)], limit=1).as_of
        until = fields.Date.subtract(as_of, days=YEAR * (self.period + 1)) if as_of else False
        domain &= Domain("company_id", "=", company.id) & Domain("first_paid_on", ">=", self.cohort_on)
        domain &= Domain("first_paid_on", "<", fields.Date.add(self.cohort_on, months=3))
        domain &= Domain("first_paid_on", "<=", until)
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_patient_value_action")
        return {**action, "name": name, "domain": list(domain), "context": {}}
