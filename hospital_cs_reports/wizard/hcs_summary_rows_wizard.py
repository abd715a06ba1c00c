from odoo import api, fields, models


class HcsSummaryRowsWizard(models.TransientModel):
    """Which of the counted rows are taken out, and as what."""

    _name = "hcs.summary.rows.wizard"
    _description = "Rows of a summary as a file"
    _inherit = ["hcs.input.mixin"]

    summary_id = fields.Many2one("hcs.summary", required=True, ondelete="cascade")
    fact = fields.Selection("_selection_fact", "Rows of", required=True, default=lambda self: self._default_fact())
    form = fields.Selection([("csv", "CSV"), ("xlsx", "XLSX")], "File", required=True, default="csv")

    @api.model
    def _selection_fact(self):
        facts = self.env["hcs.fact"]._facts()
        return [(name, self.env["ir.model"]._get(fact.model).sudo().name) for name, fact in facts.items()]

    @api.model
    def _default_fact(self):
        return next(iter(self.env["hcs.fact"]._facts()), False)

    def action_download(self):
        self.ensure_one()
        self.summary_id._check_rows_export(self.fact)
        return {
            "type": "ir.actions.act_url",
            "url": f"/hcs/summary/{self.summary_id.id}/rows/{self.fact}.{self.form}",
            "target": "download",
        }
