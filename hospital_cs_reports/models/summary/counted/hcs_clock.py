from odoo import models


class HcsClock(models.Model):
    _name = "hcs.clock"
    _inherit = ["hcs.clock", "hcs.summary.counted.mixin"]
