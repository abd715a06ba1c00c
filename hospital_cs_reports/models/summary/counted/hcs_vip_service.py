from odoo import models


class HcsVipService(models.Model):
    _name = "hcs.vip.service"
    _inherit = ["hcs.vip.service", "hcs.summary.counted.mixin"]
