from odoo import fields, models

UNITS = [("working_day", "working days"), ("calendar_day", "calendar days")]


class HcsComplaintAuthority(models.Model):
    """An authority or hotline that passes complaints on, with the time it usually allows."""

    _name = "hcs.complaint.authority"
    _description = "Authority"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Name for programs; it stays when the authority is renamed.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    term_days = fields.Integer("Time allowed", aggregator=None, help="Proposed as its deadline. 0: it is typed.")
    term_unit = fields.Selection(UNITS, "Counted in", required=True, default="working_day")

    _code_uniq = models.UniqueIndex("(code)", "Another authority has this code.")
    _term_positive = models.Constraint("CHECK (term_days >= 0)", "A time allowed is not negative.")
