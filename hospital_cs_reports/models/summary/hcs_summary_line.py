from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import facts, figures

BASES = [
    ("none", "Nothing to compare with"),
    ("frozen", "Submitted summary"),
    ("live", "Counted again"),
    ("definition", "Not comparable: other definition"),
    ("open", "Not compared: the period is not over"),
]
# Figures that are shown, but no difference to them
INCOMPARABLE = ("definition", "open")


class HcsSummaryLine(models.Model):
    """One figure of a summary, with the figures it is compared with. It opens the rows it was counted from."""

    _name = "hcs.summary.line"
    _inherit = ["hcs.summary.fact.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _description = "Figure of a summary"
    _order = "summary_id desc, sequence, id"
    _log_access = False

    summary_id = fields.Many2one("hcs.summary", required=True, index=True, ondelete="restrict")
    kpi_id = fields.Many2one("hcs.kpi", "Indicator", required=True, index=True, ondelete="restrict")
    sequence = fields.Integer(aggregator=None)
    dimension = fields.Selection(selection="_dimensions", string="Grouped by", required=True, default="total")
    res_id = fields.Integer("Record", aggregator=None, help="Department, plan, user, … the figure is about.")
    code = fields.Char(help="Reason, aspect, channel, day or week the figure is about.")
    label = fields.Char(translate=True, help="The name as it was when the figures were counted.")
    numerator = fields.Float(digits=(16, 2), aggregator=None)
    denominator = fields.Float(digits=(16, 2), aggregator=None)
    value = fields.Float(digits=(16, 6), aggregator=None, help="A share for percentages. 0 where nothing is counted.")
    previous_numerator = fields.Float(digits=(16, 2), aggregator=None)
    previous_denominator = fields.Float(digits=(16, 2), aggregator=None)
    previous = fields.Float("Previous period", digits=(16, 6), aggregator=None)
    previous_basis = fields.Selection(BASES, required=True, default="none")
    last_year_numerator = fields.Float(digits=(16, 2), aggregator=None)
    last_year_denominator = fields.Float(digits=(16, 2), aggregator=None)
    last_year = fields.Float("Last year", digits=(16, 6), aggregator=None)
    last_year_basis = fields.Selection(BASES, required=True, default="none")
    has_target = fields.Boolean("Target set")
    target = fields.Float(digits=(16, 4), aggregator=None)

    value_text = fields.Char("Figure", compute="_compute_texts")
    fraction_text = fields.Char("Of", compute="_compute_texts")
    previous_text = fields.Char("Previous", compute="_compute_texts")
    last_year_text = fields.Char("A year ago", compute="_compute_texts")
    change_text = fields.Char("Change", compute="_compute_texts")
    trend = fields.Char(compute="_compute_texts", export_string_translation=False)

    @api.depends("numerator", "denominator", "previous_basis", "last_year_basis", "kpi_id")
    def _compute_texts(self):
        for line in self:
            unit = line.kpi_id.unit
            value, previous, last_year = line._values()
            difference = figures.difference_of(
                unit, value, previous if line.previous_basis not in INCOMPARABLE else None
            )
            line.value_text = figures.text_of(unit, value)
            line.fraction_text = figures.fraction_of(unit, line.numerator, line.denominator)
            line.previous_text = figures.text_of(unit, previous)
            line.last_year_text = figures.text_of(unit, last_year)
            line.change_text = figures.difference_text(unit, difference)
            line.trend = figures.trend_of(line.kpi_id.better_is, difference)

    @api.depends("label", "kpi_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.kpi_id.name} · {line.label}" if line.label else line.kpi_id.name

    def _values(self):
        """This period's, the previous and last year's figure; None where there is none."""
        self.ensure_one()
        unit = self.kpi_id.unit
        return tuple(
            figures.value_of(unit, None if basis == "none" else numerator, denominator)
            for numerator, denominator, basis in (
                (self.numerator, self.denominator, "own"),
                (self.previous_numerator, self.previous_denominator, self.previous_basis),
                (self.last_year_numerator, self.last_year_denominator, self.last_year_basis),
            )
        )

    def action_open_rows(self):
        """What the figure is taken from: the rows of its denominator, or of the number itself."""
        return self._open_rows("denominator" if self.kpi_id.unit != "count" else "numerator")

    def action_open_numerator(self):
        """Only the rows that count for the figure."""
        return self._open_rows("numerator")

    @api.model
    def _dimensions(self):
        return [(part, name) for part, (name, _title) in self.env["hcs.fact"]._part_titles().items()]

    def _open_rows(self, side):
        """Exactly the counted rows, under the reader's own rights: as the records themselves, or without names as
        frozen rows for those who do not work with such records.
        """
        self.ensure_one()
        registry = self.env["hcs.fact"]
        measure = registry._measures().get(self.kpi_id.code)
        if not measure:
            raise UserError(self.env._("This figure is not counted from rows."))
        name = measure.base if measure.base and side == "denominator" else measure.fact
        model = registry._facts()[name].model
        domain = [("summary_figure", "=", f"{self.id}:{side}")]
        if self.env[model].has_access("read"):
            # Persons are the groups of the list, events its rows
            by_person = {"group_by": ["patient_id"]} if measure.numerator == facts.PERSONS else {}
            return self._window(model, domain, **by_person)
        return self._window("hcs.summary.row", domain)

    def _counted(self, side, column="id"):
        """SQL of the frozen rows behind the numerator or the denominator: their own ids, or those of the records."""
        self.ensure_one()
        measure = self.env["hcs.fact"]._measures()[self.kpi_id.code]
        is_base = side == "denominator"
        conditions = [
            SQL("summary_id = %s", self.summary_id.id),
            SQL("fact = %s", (is_base and measure.base) or measure.fact),
        ]
        needed = measure.column_of(side)
        if needed not in (facts.ROWS, facts.PERSONS):
            conditions.append(SQL("jsonb_exists(sums, %s)", needed))
        if self.dimension != "total" and not (is_base and measure.whole):
            conditions.append(self._part_condition())
        return SQL("(SELECT %s FROM hcs_summary_row WHERE %s)", SQL.identifier(column), SQL(" AND ").join(conditions))

    def _part_condition(self):
        """What rows of this line's part of the whole have in common."""
        value = self.res_id or self.code or None
        own = {"department": "department_id", "agent": "user_id", "time": "bucket"}.get(self.dimension)
        column = SQL.identifier(own) if own else SQL("parts->>%s", self.dimension)
        if not own and value is not None:
            value = str(value)
        return SQL("%s IS NOT DISTINCT FROM %s", column, value)

    def _window(self, model, domain, **context):
        views = [(False, "list")] if model == "hcs.summary.row" else [(False, "list"), (False, "form")]
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.summary_id.display_name} · {self.display_name}",
            "res_model": model,
            "views": views,
            "domain": domain,
            "context": {"create": False, "delete": False, "active_test": False, **context},
        }
