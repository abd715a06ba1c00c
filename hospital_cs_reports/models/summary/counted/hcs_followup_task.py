from odoo import models


class HcsFollowupTask(models.Model):
    _name = "hcs.followup.task"
    _inherit = ["hcs.followup.task", "hcs.summary.counted.mixin"]
