from odoo import api, models
from odoo.exceptions import UserError


class HcsSummaryFactMixin(models.AbstractModel):
    """A figure, a row or an answer of a summary: written by the compilation alone, never edited (DESIGN §1.3).

    The compilation of a draft replaces its facts in SQL; from the first submission on they stay what they were.
    """

    _name = "hcs.summary.fact.mixin"
    _inherit = ["hcs.ledger.mixin"]
    _description = "Frozen facts of a summary"

    @api.model_create_multi
    def create(self, vals_list):
        summaries = self.env["hcs.summary"].browse({vals.get("summary_id") for vals in vals_list})
        if any(summary.is_frozen for summary in summaries):
            raise UserError(self.env._("The figures of a submitted summary are closed. Make a revision."))
        return super().create(vals_list)
