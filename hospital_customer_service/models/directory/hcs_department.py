from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HcsDepartment(models.Model):
    """A department of the hospital, as an agent describes it to a caller (DIR-01)."""

    _name = "hcs.department"
    _description = "Department"
    _inherit = ["hcs.directory.entry.mixin"]
    _order = "sequence, name"
    _parent_name = "parent_id"
    _rec_names_search = ["name", "code", "name_key"]
    _check_company_auto = True
    _hcs_name_is_private = False
    _proposal_field = "department_id"

    # Identity
    name = fields.Char(required=True, translate=True, index="trigram", tracking=True)
    code = fields.Char(index="btree_not_null", help="Code of the department in the hospital's systems.")
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    parent_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", check_company=True)
    child_ids = fields.One2many("hcs.department", "parent_id", string="Sub-departments")
    external_ref = fields.Char("External Reference", copy=False, help="Key of the department in the hospital's feed.")
    # Whom and where to ask
    head_id = fields.Many2one("hcs.practitioner", index="btree_not_null", check_company=True, tracking=True)
    phone = fields.Char(tracking=True)
    location = fields.Char(translate=True, help="Building, floor and way, as you would tell it to a patient.")
    calendar_id = fields.Many2one("resource.calendar", string="Opening Hours", check_company=True)
    practitioner_ids = fields.One2many("hcs.practitioner", "department_id", string="Practitioners")
    practitioner_count = fields.Integer(compute="_compute_practitioner_count")
    # What it does
    functions = fields.Text(translate=True, help="What the department is responsible for.")
    services = fields.Text(translate=True, help="Services offered to patients.")
    technologies = fields.Text(translate=True, help="Equipment and methods.")
    diseases = fields.Text("Common Diseases", translate=True, help="Diseases and complaints treated here.")
    specialty_ids = fields.Many2many(
        "hcs.specialty", string="Specialties", help="Fields of medicine; triage sends callers here for them."
    )
    # Who answers
    respondent_ids = fields.Many2many(
        "res.users",
        "hcs_department_respondent_rel",
        "department_id",
        "user_id",
        string="Respondents",
        domain="[('share', '=', False)]",
        help="Who answers the centre for this department, beside its practitioners. They see what concerns it.",
    )
    proposal_ids = fields.One2many("hcs.directory.proposal", "department_id", string="Proposals")

    _code_uniq = models.UniqueIndex(
        "(company_id, code) WHERE code IS NOT NULL", "This code belongs to another department."
    )
    _external_ref_uniq = models.UniqueIndex(
        "(company_id, external_ref) WHERE external_ref IS NOT NULL",
        "This external reference belongs to another department.",
    )

    def _compute_practitioner_count(self):
        counts = dict(
            self.env["hcs.practitioner"]._read_group(
                [("department_id", "in", self.ids)], ["department_id"], ["__count"]
            )
        )
        for department in self:
            department.practitioner_count = counts.get(department, 0)

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A department cannot belong to itself. Choose another parent."))
