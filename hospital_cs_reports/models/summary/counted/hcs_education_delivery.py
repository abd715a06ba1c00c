from odoo import models


class HcsEducationDelivery(models.Model):
    _name = "hcs.education.delivery"
    _inherit = ["hcs.education.delivery", "hcs.summary.counted.mixin"]
