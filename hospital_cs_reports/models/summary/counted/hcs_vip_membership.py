from odoo import models


class HcsVipMembership(models.Model):
    _name = "hcs.vip.membership"
    _inherit = ["hcs.vip.membership", "hcs.summary.counted.mixin"]
