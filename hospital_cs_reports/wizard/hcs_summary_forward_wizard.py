from odoo import api, fields, models


class HcsSummaryForwardWizard(models.TransientModel):
    """To whom a summary goes, and whether an answer is asked for."""

    _name = "hcs.summary.forward.wizard"
    _description = "Forward a summary"
    _inherit = ["hcs.input.mixin"]

    summary_id = fields.Many2one("hcs.summary", required=True, ondelete="cascade")
    user_ids = fields.Many2many("res.users", string="To", required=True, domain="[('share', '=', False)]")
    note = fields.Text(help="Read on the summary only; the message that goes out has the link and no more.")
    asks_feedback = fields.Boolean("Ask for feedback", compute="_compute_asks_feedback", store=True, readonly=False)
    until = fields.Date(compute="_compute_asks_feedback", store=True, readonly=False)
    is_published = fields.Boolean(compute="_compute_is_published")

    @api.depends("summary_id")
    def _compute_is_published(self):
        for wizard in self:
            wizard.is_published = wizard.summary_id.state == "published"

    @api.depends("summary_id")
    def _compute_asks_feedback(self):
        for wizard in self:
            wizard.asks_feedback = wizard.summary_id.state != "published"
            wizard.until = wizard.summary_id.review_by

    def action_send(self):
        self.ensure_one()
        self.summary_id.action_forward(self.user_ids.ids, self.note, self.asks_feedback, self.until)
        return {"type": "ir.actions.act_window_close"}
