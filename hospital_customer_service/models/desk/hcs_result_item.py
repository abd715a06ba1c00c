from odoo import api, fields, models
from odoo.exceptions import UserError

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
AWAITED_STATUSES = ("registered", "partial", "preliminary")


class HcsResultItem(models.Model):
    """One examination of an order: that its report is there, never what stands in it (SVC-04)."""

    _name = "hcs.result.item"
    _description = "Part of a Result"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "sequence, id"
    _log_read_patient_field = "delivery_id.patient_id"
    _flow_fields = frozenset({"external_ref"})

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

    @api.model_create_multi
    def create(self, vals_list):
        with_times = []
        for vals in vals_list:
            settled = vals.get("status") in (*FINAL_STATUSES, "cancelled")
            with_times.append(
                {**vals, "issued_at": fields.Datetime.now()} if settled and not vals.get("issued_at") else vals
            )
        items = super().create(with_times)
        items._after_change()
        return items

    def write(self, vals):
        """A part that becomes final makes its order ready; one that is corrected issues it again (SVC-04)."""
        before = {item.id: (item.status, item.issued_at) for item in self}
        deliveries = self.delivery_id
        if vals.get("status") in (*FINAL_STATUSES, "cancelled") and not vals.get("issued_at"):
            changed = self.filtered(lambda item: item.status != vals["status"])
            super(HcsResultItem, changed).write({**vals, "issued_at": fields.Datetime.now()})
            super(HcsResultItem, self - changed).write(vals)
        else:
            super().write(vals)
        if not {"status", "issued_at", "delivery_id", "name", "code"}.isdisjoint(vals):
            corrected = self.filtered(
                lambda item: (
                    item.status in CORRECTED_STATUSES
                    and before[item.id][0] not in AWAITED_STATUSES
                    and before[item.id] != (item.status, item.issued_at)
                )
            )
            self._after_change(corrected, deliveries)
        return True

    def unlink(self):
        deliveries = self.delivery_id
        result = super().unlink()
        deliveries._parts_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if not all(item._may_go() for item in self):
            raise UserError(self.env._("A part that was issued or came from the feed stays. Set it to “Cancelled”."))

    def _may_go(self):
        """Whether the part may be deleted: it was neither issued nor sent."""
        return not (self.external_ref or self.delivery_id.issued_at)

    def _after_change(self, corrected=None, deliveries=None):
        (self.delivery_id | (deliveries or self.delivery_id))._parts_changed(corrected)
