from odoo import fields, models


class HcsExamTrait(models.Model):
    """What an examination asks of the body, such as an empty stomach or contrast medium (AP6)."""

    _name = "hcs.exam.trait"
    _description = "Demand of an Examination"
    _inherit = ["hcs.input.mixin"]
    _order = "name"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "This code belongs to another demand.")
