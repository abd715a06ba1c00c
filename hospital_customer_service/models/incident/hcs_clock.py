from odoo import fields, models


class HcsClock(models.Model):
    _inherit = "hcs.clock"

    incident_id = fields.Many2one("hcs.incident", index="btree_not_null", ondelete="cascade", readonly=True)
