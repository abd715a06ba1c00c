from odoo import fields, models


class HcsSpecialty(models.Model):
    """A field of medicine that practitioners are asked for."""

    _name = "hcs.specialty"
    _description = "Specialty"
    _inherit = ["hcs.input.mixin"]
    _order = "name"
    _rec_names_search = ["name", "code", "aliases"]

    name = fields.Char(required=True, translate=True, index="trigram")
    code = fields.Char(index="btree_not_null")
    aliases = fields.Char(
        "Other names",
        help="Names under which callers and departments know this field of medicine, separated by commas. A "
        "department whose name contains one of them is found by triage.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code) WHERE code IS NOT NULL", "This code belongs to another specialty.")
