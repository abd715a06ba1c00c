from odoo import fields, models


class HcsSummaryReturn(models.TransientModel):
    """The comment with which a summary goes back to its author."""

    _name = "hcs.summary.return"
    _description = "Return a summary"
    _inherit = ["hcs.input.mixin"]

    summary_id = fields.Many2one("hcs.summary", required=True, ondelete="cascade")
    comment = fields.Text(required=True)

    def action_return(self):
        self.ensure_one()
        self.summary_id.action_return(self.comment)
        return {"type": "ir.actions.act_window_close"}
