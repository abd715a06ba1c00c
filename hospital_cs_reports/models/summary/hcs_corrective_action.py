from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .hcs_summary_flow import DIRECTOR, EXECUTIVE


class HcsCorrectiveAction(models.Model):
    """A measure may be decided on a summary; it is then followed from summary to summary (RPT-07)."""

    _inherit = "hcs.corrective.action"

    summary_id = fields.Many2one("hcs.summary", index="btree_not_null", ondelete="restrict", check_company=True)
    summary_kpi_id = fields.Many2one(
        "hcs.kpi", "Because of", index="btree_not_null", ondelete="restrict",
        help="The figure that the measure should better.",
    )  # fmt: skip
    summary_measure_ids = fields.One2many(
        "hcs.summary.measure", "action_id", "Summaries that follow it", readonly=True
    )

    @api.model
    def _origin_fields(self):
        return [*super()._origin_fields(), "summary_id"]

    def _may(self, operation):
        """On a summary those decide who make it or review it; they see the measure as long as they see the summary."""
        if not self.sudo().summary_id:
            return super()._may(operation)
        readable = self._origins().with_env(self.env).has_access("read")
        if operation == "read":
            return readable
        return readable and any(self.env.user.has_group(group) for group in (DIRECTOR, EXECUTIVE))

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: whoever may not see the summary is told so by the measure itself
        summaries = (
            self.env["hcs.summary"].sudo().browse([vals["summary_id"] for vals in vals_list if vals.get("summary_id")])
        )
        if not self.env.su and any(summary.state == "published" for summary in summaries):
            raise UserError(self.env._("The summary is published. Decide the measure on the next one."))
        actions = super().create(vals_list)
        for action in actions.filtered("summary_id"):
            action.summary_id._add_decided(action)
        return actions

    def write(self, vals):
        if not self.env.su and "summary_id" in vals:
            other = self.env["hcs.summary"].browse(vals["summary_id"])
            if any(action.summary_id != other for action in self):
                raise AccessError(self.env._("A measure stays with the summary on which it was decided."))
        return super().write(vals)
