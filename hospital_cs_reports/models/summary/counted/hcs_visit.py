from odoo import models


class HcsVisit(models.Model):
    _name = "hcs.visit"
    _inherit = ["hcs.visit", "hcs.summary.counted.mixin"]
