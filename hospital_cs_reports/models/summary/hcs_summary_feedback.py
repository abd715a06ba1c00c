from odoo import api, fields, models
from odoo.exceptions import UserError


class HcsSummaryFeedback(models.Model):
    """What somebody said about a summary, and what was decided (RPT-05)."""

    _name = "hcs.summary.feedback"
    _description = "Feedback on a summary"
    _order = "summary_id, id"

    summary_id = fields.Many2one("hcs.summary", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one(
        "res.users", "From", required=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    text = fields.Text("Feedback", required=True)
    decision = fields.Text(help="What is done about it.")

    @api.model_create_multi
    def create(self, vals_list):
        feedback = super().create(vals_list)
        feedback._check_open()
        return feedback

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_open()

    def _check_open(self):
        if any(feedback.summary_id.state == "published" for feedback in self):
            raise UserError(self.env._("The summary is published. New feedback goes into its discussion."))
