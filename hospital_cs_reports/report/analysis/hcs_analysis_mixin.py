from odoo import models


class HcsAnalysisMixin(models.AbstractModel):
    """Rows of an analysis lead to the record they are about, under the reader's own rights."""

    _name = "hcs.analysis.mixin"
    _description = "Analysis"

    _analysed = None  # the field of the analysis that names the record

    def action_open_record(self):
        """Open the record behind a line of the analysis."""
        self.ensure_one()
        record = self[self._analysed]
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _choices_of(self, model, name):
        """The choices of the field of another model, in the reader's language."""
        return self.env[model]._fields[name]._description_selection(self.env)
