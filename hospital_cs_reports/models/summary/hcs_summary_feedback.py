from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .hcs_summary_flow import DIRECTOR, EXECUTIVE
from .hcs_summary_forwarding import FEEDBACK


class HcsSummaryFeedback(models.Model):
    """What somebody said about a summary, and what was decided (RPT-05)."""

    _name = "hcs.summary.feedback"
    _description = "Feedback on a summary"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
    _order = "summary_id, id"

    summary_id = fields.Many2one("hcs.summary", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one(
        "res.users", "Said by", required=True, default=lambda self: self.env.user, ondelete="restrict",
        domain="[('share', '=', False)]",
    )  # fmt: skip
    date = fields.Date(required=True, default=fields.Date.context_today)
    text = fields.Text("Feedback", required=True)
    decision = fields.Text(help="What is done about it.")

    @api.model_create_multi
    def create(self, vals_list):
        feedback = super().create(vals_list)
        feedback._check_open()
        feedback._check_own()
        for line in feedback:
            # sudo: the to-do of whoever was asked
            asked = line.summary_id.sudo().activity_search([FEEDBACK], user_id=line.user_id.id)
            asked.action_feedback()
        return feedback

    def write(self, vals):
        self._check_open()
        self._check_own("decision" in vals)
        if vals.get("user_id", self.env.uid) != self.env.uid:
            self._check_own(speaks_for_others=True)
        result = super().write(vals)
        self._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_open()
        self._check_own()

    def _check_own(self, decides=False, speaks_for_others=False):
        """Director and executive write down what others said and decide; everybody else speaks for himself."""
        if self.env.su or any(self.env.user.has_group(group) for group in (DIRECTOR, EXECUTIVE)):
            return
        if speaks_for_others or any(line.user_id != self.env.user for line in self):
            raise AccessError(self.env._("You write feedback in your own name."))
        if decides or any(line.decision for line in self):
            raise AccessError(self.env._("The director or the executive decides about feedback."))

    def _check_open(self):
        if any(feedback.summary_id.state == "published" for feedback in self):
            raise UserError(self.env._("The summary is published. New feedback goes into its discussion."))
