from odoo import models


class HcsQualityCheck(models.Model):
    _name = "hcs.quality.check"
    _inherit = ["hcs.quality.check", "hcs.summary.counted.mixin"]
