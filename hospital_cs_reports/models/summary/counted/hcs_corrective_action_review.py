from odoo import models


class HcsCorrectiveActionReview(models.Model):
    _name = "hcs.corrective.action.review"
    _inherit = ["hcs.corrective.action.review", "hcs.summary.counted.mixin"]
