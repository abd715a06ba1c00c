from odoo import models


class HcsCorrectiveAction(models.Model):
    _name = "hcs.corrective.action"
    _inherit = ["hcs.corrective.action", "hcs.summary.counted.mixin"]
