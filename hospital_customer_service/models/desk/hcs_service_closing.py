from odoo import fields, models


class HcsServiceClosing(models.Model):
    """One way in which a service of a type ends."""

    _name = "hcs.service.closing"
    _description = "Closing Code"
    _inherit = ["hcs.input.mixin"]
    _order = "type_id, sequence, id"

    type_id = fields.Many2one("hcs.service.type", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10, aggregator=None)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    success = fields.Boolean(default=True, help="The customer got what was asked for.")
    outcome_required = fields.Boolean(help="The agent has to say in words what came of it.")
    next_type_id = fields.Many2one(
        "hcs.service.type", index="btree_not_null", ondelete="set null", help="Service proposed after this ending."
    )

    _code_uniq = models.UniqueIndex("(type_id, code)", "This closing code stands twice on the type.")
