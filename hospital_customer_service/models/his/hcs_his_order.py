from odoo import fields, models


class HcsHisOrder(models.Model):
    """One examination that a doctor ordered: what is expected, and whether the patient is to be told (SVC-04).

    A report may come before its order: the order is then a row that says nothing yet.
    """

    _name = "hcs.his.order"
    _description = "Order of the hospital system"
    _inherit = ["hcs.export.mixin"]
    _order = "id"
    _log_access = False
    _rec_name = "name"

    source_id = fields.Many2one("hcs.his.source", required=True, index=True, ondelete="cascade")
    name = fields.Char("Examination")
    code = fields.Char("Examination code")
    requisition = fields.Char("Order form", help="What stands on one form is told together.")
    expected = fields.Boolean(help="The order stands: its result will come.")
    notice = fields.Boolean("Tell the patient", help="The doctor asked for it.")
    told = fields.Boolean("Asked for", help="The result was flagged because of it; what people decide later stays.")
    item_ids = fields.One2many("hcs.result.item", "order_id", "Reports")
    also_item_ids = fields.Many2many(
        "hcs.result.item", "hcs_his_order_item_rel", string="Reports of other orders that answer it too"
    )
    expected_item_ids = fields.One2many("hcs.result.item", "expected_order_id", "Awaited")

    _requisition_idx = models.Index("(source_id, requisition) WHERE requisition IS NOT NULL")
