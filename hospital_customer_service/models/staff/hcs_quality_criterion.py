from odoo import api, fields, models
from odoo.exceptions import UserError


class HcsQualityCriterion(models.Model):
    """One row of the score sheet of a call; sheets that were opened keep the weight they had (FU13)."""

    _name = "hcs.quality.criterion"
    _description = "Criterion of a Quality Check"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text("What to listen for", translate=True)
    weight = fields.Integer(
        default=10, required=True, aggregator=None, help="Its share of the score beside the others."
    )
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", "Hospital", index="btree_not_null", help="Empty: all hospitals.")

    _weight_positive = models.Constraint("CHECK (weight BETWEEN 1 AND 100)", "A weight lies between 1 and 100.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env["hcs.quality.score"].sudo().search_count([("criterion_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("Calls were scored by this criterion. Archive it instead."))
