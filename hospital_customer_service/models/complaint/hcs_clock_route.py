from odoo import fields, models


class HcsClock(models.Model):
    _inherit = "hcs.clock"

    dispute_route_id = fields.Many2one(
        "hcs.dispute.route", "External way", index="btree_not_null", ondelete="cascade", readonly=True
    )
