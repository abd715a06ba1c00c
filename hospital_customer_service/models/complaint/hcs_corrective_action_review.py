from odoo import api, fields, models
from odoo.fields import Domain


class HcsCorrectiveActionReview(models.Model):
    """What a reviewer found, and the proof that lay before him; never changed."""

    _name = "hcs.corrective.action.review"
    _description = "Review of a Corrective Action"
    _inherit = ["hcs.complaint.part.mixin", "hcs.ledger.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "at desc, id desc"

    action_id = fields.Many2one("hcs.corrective.action", "Measure", required=True, index=True, ondelete="restrict")
    at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", "Reviewer", required=True, readonly=True, ondelete="restrict")
    effective = fields.Boolean(readonly=True)
    note = fields.Text("What was found", readonly=True)
    evidence = fields.Text("Proof that was seen", readonly=True)
    done_at = fields.Datetime("Done at", readonly=True)

    @api.model
    def _readable_parts(self):
        return Domain("action_id", "in", self.env["hcs.corrective.action"]._search([]))

    def _is_part_readable(self, operation):
        actions = self.sudo().action_id.with_env(self.env)._filtered_access("read")
        return self.filtered(lambda review: review.sudo().action_id.id in actions._ids)
