from odoo import api, fields, models
from odoo.fields import Domain

SITUATIONS = [
    ("opening", "Opening"),
    ("outpatient", "Outpatient visit"),
    ("discharge", "Discharge"),
    ("no_show", "Missed appointment"),
    ("interrupted", "Treatment interrupted"),
    ("outpatient_surgery", "Outpatient surgery"),
    ("inpatient_surgery", "Inpatient surgery"),
    ("satisfied", "Patient is satisfied"),
    ("dissatisfied", "Patient is dissatisfied"),
    ("refusal", "Patient refuses"),
    ("closing", "Closing"),
]


class HcsScript(models.Model):
    """What agents say in one situation. The words stand in versions, of which a director approves one at a time."""

    _name = "hcs.script"
    _inherit = ["hcs.code.mixin", "hcs.input.mixin"]
    _description = "Script"
    _order = "sequence, name, id"
    _code_stem_field = "situation"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Short name by which plans and imports find the script.")
    sequence = fields.Integer(default=10, aggregator=None)
    situation = fields.Selection(SITUATIONS, required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every company.")
    version_ids = fields.One2many("hcs.script.version", "script_id", string="Versions")
    current_version_id = fields.Many2one(
        "hcs.script.version",
        compute="_compute_current_version_id",
        search="_search_current_version_id",
        string="Version in use",
        help="The approved version, which agents see during a call.",
    )
    draft_count = fields.Integer("Drafts", compute="_compute_current_version_id")
    opening = fields.Text(related="current_version_id.opening")
    identity_check = fields.Text(related="current_version_id.identity_check")
    purpose = fields.Text(related="current_version_id.purpose")
    questions = fields.Text(related="current_version_id.questions")
    closing = fields.Text(related="current_version_id.closing")

    _code_uniq = models.UniqueIndex("(code, COALESCE(company_id, 0))", "Another script has this code.")

    @api.depends("version_ids.state")
    def _compute_current_version_id(self):
        groups = self.env["hcs.script.version"]._read_group(
            [("script_id", "in", self.ids)], ["script_id", "state"], ["id:recordset"]
        )
        versions = {(script.id, state): records for script, state, records in groups}
        empty = self.env["hcs.script.version"]
        for script in self:
            script.current_version_id = versions.get((script._origin.id, "approved"), empty)[:1]
            script.draft_count = len(versions.get((script._origin.id, "draft"), empty))

    def _search_current_version_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        approved = Domain("version_ids", "any", [("state", "=", "approved"), ("id", "in", [v for v in value if v])])
        none = ~Domain("version_ids", "any", [("state", "=", "approved")])
        return approved | none if False in value else approved

    def copy_data(self, default=None):
        return [
            {**vals, "code": self.env._("%(code)s-copy", code=script.code)}
            for script, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def action_new_version(self):
        """A draft that starts with the words in use."""
        self.ensure_one()
        draft = self.version_ids.filtered(lambda version: version.state == "draft")[:1]
        if not draft:
            current = self.current_version_id
            draft = current.copy() if current else self.env["hcs.script.version"].create({"script_id": self.id})
        return draft.action_open()
