from odoo import models


class HcsComplaintAllegation(models.Model):
    _name = "hcs.complaint.allegation"
    _inherit = ["hcs.complaint.allegation", "hcs.summary.counted.mixin"]
