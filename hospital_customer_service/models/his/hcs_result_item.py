from odoo import fields, models


class HcsResultItem(models.Model):
    """Which order a part of a result answers, or waits for."""

    _inherit = "hcs.result.item"

    order_id = fields.Many2one(
        "hcs.his.order", "Answers", index="btree_not_null", ondelete="set null", copy=False, groups="base.group_system"
    )
    expected_order_id = fields.Many2one(
        "hcs.his.order", "Expected by", index="btree_not_null", ondelete="set null", copy=False,
        groups="base.group_system", help="The order whose report has not come yet.",
    )  # fmt: skip

    def _may_go(self):
        """What was only expected goes when its report is there."""
        return super()._may_go() or bool(self.sudo().expected_order_id and not self.external_ref)
