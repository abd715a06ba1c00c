from odoo import api, fields, models

ITEM_STATUSES = [
    ("registered", "Registered"),
    ("partial", "Partly there"),
    ("preliminary", "Preliminary"),
    ("final", "Final"),
    ("amended", "Amended"),
    ("corrected", "Corrected"),
    ("cancelled", "Cancelled"),
]
FINAL_STATUSES = ("final", "amended", "corrected")
CORRECTED_STATUSES = ("amended", "corrected")


class HcsResultItem(models.Model):
    """One examination of an order: that its report is there, never what stands in it (SVC-04)."""

    _name = "hcs.result.item"
    _description = "Part of a Result"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "sequence, id"
    _log_read_patient_field = "delivery_id.patient_id"

    delivery_id = fields.Many2one("hcs.result.delivery", "Order", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10, aggregator=None)
    name = fields.Char("Examination", required=True, help="What was examined, never what was found.")
    code = fields.Char("Examination code", help="Its code in the hospital's system; rules look at it.")
    status = fields.Selection(ITEM_STATUSES, required=True, default="registered")
    issued_at = fields.Datetime("Issued at", help="When this part became final, or was corrected or cancelled.")
    external_ref = fields.Char("Key in the source system", copy=False, readonly=True)

    _external_uniq = models.UniqueIndex(
        "(delivery_id, external_ref) WHERE external_ref IS NOT NULL", "This part of the order is recorded already."
    )

    @api.model
    def _is_final(self, status):
        return status in FINAL_STATUSES
