from odoo import fields, models


class HcsServiceBulkLine(models.TransientModel):
    """What became of one of the records."""

    _name = "hcs.service.bulk.line"
    _description = "Result for one Record"
    _inherit = ["hcs.input.mixin"]
    _order = "done, id"

    bulk_id = fields.Many2one("hcs.service.bulk", required=True, index=True, ondelete="cascade")
    record_id = fields.Many2one("hcs.service.record", required=True, readonly=True, ondelete="cascade")
    done = fields.Boolean(readonly=True)
    message = fields.Char(readonly=True)
