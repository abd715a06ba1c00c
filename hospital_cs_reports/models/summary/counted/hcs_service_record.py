from odoo import models


class HcsServiceRecord(models.Model):
    _name = "hcs.service.record"
    _inherit = ["hcs.service.record", "hcs.summary.counted.mixin"]
