from odoo import models


class HcsIncident(models.Model):
    _name = "hcs.incident"
    _inherit = ["hcs.incident", "hcs.summary.counted.mixin"]
