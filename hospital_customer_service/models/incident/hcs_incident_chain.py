from odoo import models


class HcsIncident(models.Model):
    _inherit = "hcs.incident"
