from odoo import models


class HcsPhoneCall(models.Model):
    _name = "hcs.phone.call"
    _inherit = ["hcs.phone.call", "hcs.summary.counted.mixin"]
