from odoo import fields, models


class HcsEducationMaterial(models.Model):
    """What patients are given to read about a healthy life, per department and disease (CARE-02)."""

    _name = "hcs.education.material"
    _description = "Health Education Material"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, name, version desc, id desc"

    name = fields.Char("Title", required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every company.")
    department_ids = fields.Many2many("hcs.department", string="Departments", help="Empty: for every department.")
    diseases = fields.Char(help="Words or codes of diseases, separated by commas; by these it is found.")
    summary = fields.Char(translate=True)
    body = fields.Html(translate=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    link = fields.Char("Web address")
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("retired", "Retired")],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    review_by = fields.Date(help="Somebody reads it again by this day and says whether it still holds.")
