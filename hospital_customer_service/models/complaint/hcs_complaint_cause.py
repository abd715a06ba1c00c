from odoo import fields, models


class HcsComplaintCause(models.Model):
    """Why something went wrong, as the analysis counts it."""

    _name = "hcs.complaint.cause"
    _description = "Cause of Complaints"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Name for programs; it stays when the cause is renamed.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "Another cause has this code.")
