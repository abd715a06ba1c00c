from odoo import models


class HcsReferral(models.Model):
    _name = "hcs.referral"
    _inherit = ["hcs.referral", "hcs.summary.counted.mixin"]
