from odoo import api, fields, models
from odoo.exceptions import ValidationError

HCAT = [
    ("quality", "Quality"),
    ("safety", "Safety"),
    ("environment", "Environment"),
    ("institutional_processes", "Institutional processes"),
    ("listening", "Listening"),
    ("communication", "Communication"),
    ("respect", "Respect and patient rights"),
]
SEVERITIES = [
    ("1", "1 - solvable at once"),
    ("2", "2 - one department"),
    ("3", "3 - several departments or an authority"),
    ("4", "4 - possible harm"),
    ("5", "5 - death, violence, group or media"),
]


class HcsComplaintCategory(models.Model):
    """What people complain about, in the words of the hospital, with the category of HCAT it counts as."""

    _name = "hcs.complaint.category"
    _description = "Complaint Category"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"
    _parent_store = True
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Name for programs; it stays when the category is renamed.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every hospital.")
    parent_id = fields.Many2one(
        "hcs.complaint.category", "Belongs to", index="btree_not_null", ondelete="restrict", check_company=True
    )
    parent_path = fields.Char(index=True)
    hcat_category = fields.Selection(
        HCAT,
        "HCAT category",
        required=True,
        help="The international scale for complaints, so that figures can be compared with other hospitals.",
    )
    default_severity = fields.Selection(
        SEVERITIES, help="Proposed when a complaint of this category is received. Empty: nothing is proposed."
    )

    _code_uniq = models.UniqueIndex("(code, COALESCE(company_id, 0))", "Another category has this code.")

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A category cannot belong to itself. Choose another one above it."))
