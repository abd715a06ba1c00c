from odoo import fields, models


class HcsIncidentFallbackStep(models.Model):
    """One thing to do of a fallback procedure."""

    _name = "hcs.incident.fallback.step"
    _description = "Step of a fallback procedure"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"

    fallback_id = fields.Many2one("hcs.incident.fallback", required=True, index=True, ondelete="cascade")
    name = fields.Char("What to do", required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
