from odoo import models


class HcsPatient(models.Model):
    _name = "hcs.patient"
    _inherit = ["hcs.patient", "hcs.summary.counted.mixin"]
