from odoo import fields, models


class HcsWardChecklistTemplate(models.Model):
    """What a ward does for a patient who was just handed over (SVC-06)."""

    _name = "hcs.ward.checklist.template"
    _description = "Template of Ward Checklists"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every hospital.")
    department_ids = fields.Many2many(
        "hcs.department", "hcs_ward_checklist_template_rel", string="Wards", help="Empty: for every ward."
    )
    line_ids = fields.One2many("hcs.ward.checklist.template.line", "template_id", string="Lines", copy=True)

    def _for_ward(self, ward):
        """The first template that names the ward, or else the first for every ward."""
        templates = self.search([("company_id", "in", (False, ward.company_id.id))])
        named = templates.filtered(lambda template: ward in template.department_ids)
        return (named or templates.filtered(lambda template: not template.department_ids))[:1]
