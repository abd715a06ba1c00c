from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang


class HcsPatientValue(models.Model):
    """What stands behind each number: the formula with its inputs, and the rows that were added up."""

    _inherit = "hcs.patient.value"

    inputs = fields.Text("How it is computed", compute="_compute_inputs")
    trend = fields.Float(
        "Change (%)",
        compute="_compute_trend",
        digits=(10, 1),
        aggregator=None,
        help="Paid in the last twelve months against the twelve before; empty where nothing was paid then.",
    )
    has_trend = fields.Boolean(compute="_compute_trend", export_string_translation=False)

    @api.depends("paid_12m", "paid_before_12m")
    def _compute_trend(self):
        for value in self:
            value.has_trend = bool(value.paid_before_12m)
            value.trend = value.has_trend and 100.0 * (value.paid_12m / value.paid_before_12m - 1)

    @api.depends("margin", "upkeep_cost", "acquisition_cost", "years", "retention", "discount")
    @api.depends_context("lang")
    def _compute_inputs(self):
        """Yearly margin × retention ÷ (1 + discount − retention), less what it cost to win the patient."""
        bases = dict(self._fields["retention_basis"]._description_selection(self.env))
        for value in self:
            factor = value.retention / (1 + value.discount - value.retention) if value.discount else 0.0
            net = value.margin - value.upkeep_cost
            yearly = net / (value.years or 1)
            lines = (
                self.env._(
                    "A year: (margin %(margin)s − upkeep %(upkeep)s) ÷ %(years)s years = %(yearly)s",
                    margin=value._money(value.margin),
                    upkeep=value._money(value.upkeep_cost),
                    years=formatLang(self.env, value.years, digits=2),
                    yearly=value._money(yearly),
                ),
                self.env._(
                    "Years to come: retention %(retention)s %% (%(basis)s) ÷ (100 %% + discount %(discount)s %% − "
                    "retention) = %(factor)s",
                    retention=formatLang(self.env, 100 * value.retention, digits=2),
                    basis=bases.get(value.retention_basis, ""),
                    discount=formatLang(self.env, 100 * value.discount, digits=2),
                    factor=formatLang(self.env, factor, digits=3),
                ),
                self.env._(
                    "Expected: %(yearly)s × %(factor)s − %(winning)s to win the patient = %(expected)s",
                    yearly=value._money(yearly),
                    factor=formatLang(self.env, factor, digits=3),
                    winning=value._money(value.acquisition_cost),
                    expected=value._money(value.expected_lifetime_value),
                ),
            )
            value.inputs = "\n".join(lines)

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    # ROWS
    def action_open_visits(self):
        """Every visit that was added up."""
        return self._open_visits(self.env._("Paid visits"))

    def action_open_visits_12m(self):
        """The visits of the twelve months."""
        return self._open_visits(self.env._("Paid visits of twelve months"), "since")

    def _open_visits(self, name, since=None):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_visit_action")
        return {**action, "name": name, "domain": list(self._visits_domain(since)), "context": {}}

    def _visits_domain(self, since=None):
        window = self._window(self.company_id, self.as_of)
        domain = Domain("patient_id", "=", self.patient_id.id) & Domain("company_id", "=", self.company_id.id)
        return domain & self._paid_domain(since and window[since], window["until"])

    def action_open_compensations(self):
        """What was given back, as far as the reader may see it."""
        self.ensure_one()
        self.check_access("read")
        window = self._window(self.company_id, self.as_of)
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_compensation_action")
        domain = Domain("ticket_id.patient_id", "in", self.patient_id._merged_family().ids)
        domain &= Domain("state", "=", "paid") & Domain("paid_at", "<", window["until"])
        return {**action, "domain": list(domain), "context": {}}

    def action_open_patient(self):
        """The card."""
        self.ensure_one()
        return self.patient_id._get_records_action()
