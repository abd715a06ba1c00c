from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import is_html_empty


class HcsSummaryMinutes(models.Model):
    """What was said and decided when a summary was discussed (RPT-05)."""

    _name = "hcs.summary.minutes"
    _description = "Minutes of a discussion"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
    _order = "held_on, id"

    summary_id = fields.Many2one("hcs.summary", required=True, index=True, ondelete="cascade")
    held_on = fields.Date(required=True, default=fields.Date.context_today)
    place = fields.Char()
    chair_id = fields.Many2one(
        "res.users", required=True, default=lambda self: self.env.user, ondelete="restrict",
        domain="[('share', '=', False)]",
    )  # fmt: skip
    participant_ids = fields.Many2many(
        "res.users", "hcs_summary_minutes_user_rel", "minutes_id", "user_id", "Participants",
        domain="[('share', '=', False)]",
    )  # fmt: skip
    others = fields.Char("Other participants", help="Who took part without an account here.")
    minutes = fields.Html(required=True, help="What was said, and what was decided.")

    @api.depends("held_on")
    def _compute_display_name(self):
        for minutes in self:
            minutes.display_name = self.env._("Discussion of %(day)s", day=minutes.held_on or "")

    @api.constrains("minutes")
    def _check_minutes(self):
        if any(is_html_empty(minutes.minutes) for minutes in self):
            raise UserError(self.env._("Minutes without a word say nothing. Write down what was decided."))

    @api.model_create_multi
    def create(self, vals_list):
        minutes = super().create(vals_list)
        minutes._check_open()
        return minutes

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_open()

    def _check_open(self):
        if any(minutes.summary_id.state == "published" for minutes in self):
            raise UserError(self.env._("The summary is published. Its minutes stay as they are."))
