from odoo import fields, models


class HcsIncidentFallback(models.Model):
    """What to do by hand while equipment is out of use, prepared beforehand (FRD-03)."""

    _name = "hcs.incident.fallback"
    _description = "Fallback procedure"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, name"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every hospital.")
    department_id = fields.Many2one(
        "hcs.department", index="btree_not_null", ondelete="restrict", check_company=True, help="Where it applies."
    )
    description = fields.Text(translate=True, help="When to use it.")
    step_ids = fields.One2many("hcs.incident.fallback.step", "fallback_id", string="Steps", copy=True)
