from odoo import models


class HcsFollowupSatisfaction(models.Model):
    _name = "hcs.followup.satisfaction"
    _inherit = ["hcs.followup.satisfaction", "hcs.summary.counted.mixin"]
