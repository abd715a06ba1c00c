from odoo import models


class HcsOpinion(models.Model):
    _name = "hcs.opinion"
    _inherit = ["hcs.opinion", "hcs.summary.counted.mixin"]
