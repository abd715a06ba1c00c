from odoo import fields, models


class HcsServiceTag(models.Model):
    """A word by which service records are found again, for what no list of types foresees (SD15)."""

    _name = "hcs.service.tag"
    _description = "Tag of Service Records"
    _inherit = ["hcs.input.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(
        "Tag", required=True, translate=True, help="Read by everybody in the centre: no names of patients."
    )
    color = fields.Integer(aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: used by every hospital.")
