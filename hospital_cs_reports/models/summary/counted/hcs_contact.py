from odoo import models


class HcsContact(models.Model):
    _name = "hcs.contact"
    _inherit = ["hcs.contact", "hcs.summary.counted.mixin"]
