from odoo import fields, models


class HcsClock(models.Model):
    _inherit = "hcs.clock"

    result_delivery_id = fields.Many2one("hcs.result.delivery", "Result", index="btree_not_null", ondelete="cascade")
