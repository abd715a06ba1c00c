from odoo import models


class HcsKeyAccountPlan(models.Model):
    _name = "hcs.key.account.plan"
    _inherit = ["hcs.key.account.plan", "hcs.summary.counted.mixin"]
