from odoo import api, fields, models

from ..visit.hcs_visit import VISIT_KINDS


class HcsValueSetting(models.Model):
    """What remains of what a patient pays, and what it costs to win and to keep one: estimates of the hospital."""

    _name = "hcs.value.setting"
    _description = "Margin and Cost"
    _inherit = ["hcs.input.mixin"]
    _order = "company_id, department_id, channel, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", index="btree_not_null", default=lambda self: self.env.company, help="Empty: for every hospital."
    )
    department_id = fields.Many2one(
        "hcs.department",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        help="Empty: for every department without a line of its own.",
    )
    channel = fields.Selection(
        VISIT_KINDS, help="How the patient came. Empty: for every kind of visit without a line of its own."
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    margin_percent = fields.Float(
        "Margin (%)",
        required=True,
        default=30.0,
        digits=(5, 2),
        aggregator=None,
        help="What remains of 100 paid, after what the treatment itself costs.",
    )
    upkeep_cost = fields.Monetary(
        "Upkeep per visit",
        aggregator=None,
        help="What it costs the centre to look after the patient, for each paid visit: calls, messages, reception.",
    )
    acquisition_cost = fields.Monetary(
        "Cost to win a patient",
        aggregator=None,
        help="Spent once, before the first paid visit: advertising, lectures, free clinics.",
    )

    _once = models.UniqueIndex(
        "(COALESCE(company_id, 0), COALESCE(department_id, 0), COALESCE(channel, ''))",
        "There is a line for this department and kind of visit already.",
    )
    _margin_range = models.Constraint(
        "CHECK (margin_percent >= -100 AND margin_percent <= 100)", "A margin lies between -100 % and 100 %."
    )
    _costs_not_negative = models.Constraint(
        "CHECK (COALESCE(upkeep_cost, 0) >= 0 AND COALESCE(acquisition_cost, 0) >= 0)", "A cost cannot be negative."
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for setting in self:
            setting.currency_id = (setting.company_id or self.env.company).currency_id

    @api.depends("department_id", "channel")
    @api.depends_context("lang")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for setting in self:
            parts = (setting.department_id.name, channels.get(setting.channel))
            setting.display_name = " · ".join(filter(None, parts)) or self.env._("Everything else")
