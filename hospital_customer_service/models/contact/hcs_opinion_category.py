from odoo import fields, models


class HcsOpinionCategory(models.Model):
    """What an opinion is about, so that summaries can count it."""

    _name = "hcs.opinion.category"
    _description = "Category of opinions"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every company.")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE code IS NOT NULL", "Another category has this code."
    )
