from odoo import api, fields, models


class HcsSummaryForward(models.Model):
    """Who handed a summary to whom, and whether feedback was asked for. A line stays."""

    _name = "hcs.summary.forward"
    _description = "Forwarding of a summary"
    _inherit = ["hcs.ledger.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "at desc, id desc"
    _log_access = False

    summary_id = fields.Many2one("hcs.summary", required=True, index=True, ondelete="restrict")
    at = fields.Datetime("Forwarded at", required=True, default=fields.Datetime.now)
    from_id = fields.Many2one("res.users", "Forwarded by", required=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "Forwarded to", required=True, index=True, ondelete="restrict")
    note = fields.Text(help="Read here only; the message that goes out has the link and no more.")
    asks_feedback = fields.Boolean("Feedback asked for")
    until = fields.Date("Feedback until")

    @api.depends("summary_id", "user_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.summary_id.display_name} → {line.user_id.name}"
