from odoo import fields, models


class HcsClock(models.Model):
    _inherit = "hcs.clock"

    vip_service_id = fields.Many2one(
        "hcs.vip.service", "Service to a member", index="btree_not_null", ondelete="cascade"
    )
