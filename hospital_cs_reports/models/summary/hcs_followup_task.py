from odoo import fields, models


class HcsFollowupTask(models.Model):
    _inherit = "hcs.followup.task"

    summary_row_ids = fields.One2many(
        "hcs.summary.row",
        "task_id",
        "Counted in",
        help="The summaries this follow-up was counted in: a figure finds its tasks through them.",
    )
