from odoo import fields, models
from odoo.exceptions import UserError

from .hcs_summary_explanation import TEXTS


class HcsSummary(models.Model):
    """What has to be said before a summary goes to the executive: the report, and why figures are red (RP5)."""

    _inherit = "hcs.summary"

    explanation_ids = fields.One2many("hcs.summary.explanation", "summary_id", "Missed targets")
    unexplained_count = fields.Integer("Unexplained", compute="_compute_unexplained_count")

    def _compute_unexplained_count(self):
        for summary in self:
            red = summary.explanation_ids.filtered("is_red")
            summary.unexplained_count = len(red) - len(red.filtered("is_explained"))

    def _compile(self):
        result = super()._compile()
        self._sync_explanations()
        return result

    def _red_lines(self):
        """The figures of the whole that miss their targets."""
        self.ensure_one()
        lines = self.env["hcs.summary.line"].search([("summary_id", "=", self.id), ("dimension", "=", "total")])
        return lines.filtered(lambda line: line._misses_target())

    def _sync_explanations(self):
        """One explanation for each red figure; what was written stays, also about a figure that has recovered."""
        self.ensure_one()
        explanations = self.env["hcs.summary.explanation"].sudo()  # sudo: made by the compilation alone
        mine = explanations.search([("summary_id", "=", self.id)])
        known = {explanation.kpi_id.code: explanation for explanation in mine}
        before = {e.kpi_id.code: e for e in self.sudo().revises_id.explanation_ids}
        red = {line.kpi_id.code: line.kpi_id for line in self._red_lines()}
        for code, kpi in red.items():
            if code not in known:
                texts = {name: before[code][name] for name in TEXTS} if code in before else {}
                explanations.create({"summary_id": self.id, "kpi_id": kpi.id, **texts})
            elif known[code].kpi_id != kpi:
                known[code].kpi_id = kpi
        mine.filtered(lambda e: e.kpi_id.code not in red and not any(e[name] for name in TEXTS)).unlink()
        self.invalidate_recordset(["explanation_ids"])
        self.explanation_ids.invalidate_recordset()

    def _check_submit(self):
        """The report is written and every red figure explained."""
        result = super()._check_submit()
        missing = self.explanation_ids.filtered(lambda e: e.is_red and not e.is_explained)
        if missing:
            raise UserError(
                self.env._(
                    "These figures miss their targets. Write down fact, cause and action of each on the page “Missed"
                    " targets”: %(figures)s.",
                    figures=", ".join(missing.mapped("kpi_id.name")),
                )
            )
        return result
