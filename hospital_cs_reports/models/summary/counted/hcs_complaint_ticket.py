from odoo import models


class HcsComplaintTicket(models.Model):
    _name = "hcs.complaint.ticket"
    _inherit = ["hcs.complaint.ticket", "hcs.summary.counted.mixin"]
