from odoo import models


class HcsAppointment(models.Model):
    _name = "hcs.appointment"
    _inherit = ["hcs.appointment", "hcs.summary.counted.mixin"]
