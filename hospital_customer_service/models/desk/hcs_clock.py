from odoo import fields, models


class HcsClock(models.Model):
    _inherit = "hcs.clock"

    service_record_id = fields.Many2one("hcs.service.record", index="btree_not_null", ondelete="cascade")
