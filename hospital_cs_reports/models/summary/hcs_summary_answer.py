from odoo import fields, models


class HcsSummaryAnswer(models.Model):
    """One answer about satisfaction as it stood when a summary was compiled."""

    _name = "hcs.summary.answer"
    _inherit = ["hcs.summary.fact.mixin", "hcs.export.mixin"]
    _description = "Counted answer"
    _order = "summary_id, id"
    _log_access = False

    summary_id = fields.Many2one("hcs.summary", required=True, index=True, ondelete="restrict")
    row_id = fields.Many2one("hcs.summary.row", "Follow-up", required=True, index=True, ondelete="restrict")
    aspect = fields.Selection(
        selection=lambda self: self.env["hcs.followup.satisfaction"]._fields["aspect"]._description_selection(self.env)
    )
    level = fields.Integer(aggregator="avg", help="From 1 (very dissatisfied) to 4 (very satisfied).")
    department_id = fields.Many2one(related="row_id.department_id")
    plan_id = fields.Many2one(related="row_id.plan_id")
    user_id = fields.Many2one(related="row_id.user_id", string="Agent")
