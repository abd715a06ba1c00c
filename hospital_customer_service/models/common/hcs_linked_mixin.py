from odoo import models


class HcsLinkedMixin(models.AbstractModel):
    """A line that belongs to any record, named by ``res_model`` and ``res_id``."""

    _name = "hcs.linked.mixin"
    _description = "Belongs to a record"

    def action_open_record(self):
        """Open the record that this belongs to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
