from odoo import fields, models


class HcsComplaintRefusal(models.Model):
    """A reason for which a complaint may be not accepted; there are no others (DOMAIN §1.1)."""

    _name = "hcs.complaint.refusal"
    _description = "Reason Not to Accept a Complaint"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Name for programs; it stays when the reason is renamed.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    advice = fields.Text(translate=True, help="What the complainant is told, and where to turn instead.")

    _code_uniq = models.UniqueIndex("(code)", "Another reason has this code.")
