from odoo import fields, models

CARE_KINDS = [
    ("diagnosis", "Diagnosis"),
    ("treatment", "Treatment"),
    ("nursing", "Nursing"),
    ("daily_life", "Daily life"),
]


class HcsWardChecklistTemplateLine(models.Model):
    """One thing the ward does."""

    _name = "hcs.ward.checklist.template.line"
    _description = "Line of a Template of Ward Checklists"
    _inherit = ["hcs.input.mixin"]
    _order = "template_id, sequence, id"

    template_id = fields.Many2one("hcs.ward.checklist.template", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10, aggregator=None)
    kind = fields.Selection(CARE_KINDS, required=True, default="nursing")
    name = fields.Char(required=True, translate=True)
    mandatory = fields.Boolean(default=True, help="The checklist is not done while this line is open.")
    due_hours = fields.Integer(
        "Within (hours)", aggregator=None, help="Counted from the hand-over. 0: no time of its own."
    )

    _due_not_negative = models.Constraint("CHECK (due_hours BETWEEN 0 AND 8760)", "A line is due within a year.")
