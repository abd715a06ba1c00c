from odoo import models


class HcsCareMessage(models.Model):
    _name = "hcs.care.message"
    _inherit = ["hcs.care.message", "hcs.summary.counted.mixin"]
