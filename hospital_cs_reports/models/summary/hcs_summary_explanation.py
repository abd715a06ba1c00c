from odoo import api, fields, models
from odoo.exceptions import UserError

TEXTS = ("fact", "cause", "action")


class HcsSummaryExplanation(models.Model):
    """Why a figure missed its target: fact, cause, action (FEATURES RP5). One for each red figure of a summary."""

    _name = "hcs.summary.explanation"
    _description = "Explanation of a missed target"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
    _order = "summary_id, sequence, id"
    _flow_fields = frozenset({"summary_id", "kpi_id"})

    summary_id = fields.Many2one("hcs.summary", required=True, readonly=True, index=True, ondelete="cascade")
    kpi_id = fields.Many2one("hcs.kpi", "Indicator", required=True, readonly=True, index=True, ondelete="restrict")
    sequence = fields.Integer(related="kpi_id.sequence", store=True, aggregator=None)
    figure = fields.Char(compute="_compute_figure")
    target_text = fields.Char("Target", compute="_compute_figure")
    is_red = fields.Boolean("Missed", compute="_compute_figure")
    fact = fields.Text(help="What happened, in numbers and events.")
    cause = fields.Text(help="Why it happened.")
    action = fields.Text(help="What is done about it. Who and until when: decide a measure.")
    is_explained = fields.Boolean("Explained", compute="_compute_is_explained")

    _kpi_uniq = models.Constraint("UNIQUE (summary_id, kpi_id)", "This figure has its explanation already.")

    @api.depends("kpi_id")
    def _compute_display_name(self):
        for explanation in self:
            explanation.display_name = explanation.kpi_id.display_name

    @api.depends("kpi_id", "summary_id.compiled_at")
    def _compute_figure(self):
        lines = {
            (line.summary_id, line.kpi_id): line
            for line in self.env["hcs.summary.line"].search(
                [
                    ("summary_id", "in", self.summary_id.ids),
                    ("kpi_id", "in", self.kpi_id.ids),
                    ("dimension", "=", "total"),
                ]
            )
        }
        for explanation in self:
            line = lines.get((explanation.summary_id, explanation.kpi_id))
            explanation.is_red = bool(line and line._misses_target())
            explanation.figure = f"{line.value_text} {line.fraction_text}".strip() if line else False
            explanation.target_text = line._target_text() if line else False

    @api.depends(*TEXTS)
    def _compute_is_explained(self):
        for explanation in self:
            explanation.is_explained = all((explanation[name] or "").strip() for name in TEXTS)

    def write(self, vals):
        if any(explanation.summary_id.state != "draft" for explanation in self):
            raise UserError(self.env._("A submitted summary is not edited. Return it to draft or make a revision."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        if any(explanation.summary_id.state != "draft" for explanation in self):
            raise UserError(self.env._("A submitted summary is part of the record and cannot be deleted."))

    def action_make_measure(self):
        """Decide who does what until when about this figure."""
        self.ensure_one()
        return self.summary_id._measure_action(
            default_name=(self.action or "").strip()[:200], default_summary_kpi_id=self.kpi_id.id
        )
