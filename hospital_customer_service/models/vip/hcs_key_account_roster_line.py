from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.hcs_masked_mixin import PII_GROUP

RESULTS = [
    ("new", "New patient"),
    ("known", "Known patient"),
    ("changed", "Changed"),
    ("same", "Nothing to do"),
    ("doubtful", "To decide"),
    ("left", "Leaves"),
    ("wrong", "Not taken over"),
]


class HcsKeyAccountRosterLine(models.Model):
    """One row of a list: who it is, what becomes of it, and why it did not (KA1)."""

    _name = "hcs.key.account.roster.line"
    _description = "Row of a Roster"
    _inherit = ["hcs.masked.mixin", "hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "roster_id, number, id"
    _rec_name = "name"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"
    _flow_fields = frozenset(
        "roster_id number name sex birthdate id_number phone employee_number group_name group_id result problem "
        "candidate_ids member_id made_patient made_member before_group_id before_employee_number".split()
    )

    roster_id = fields.Many2one("hcs.key.account.roster", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="roster_id.company_id", store=True, index=True)
    number = fields.Integer("Row", readonly=True, aggregator=None)
    name = fields.Char(readonly=True)
    sex = fields.Selection([("male", "Male"), ("female", "Female")], readonly=True)
    birthdate = fields.Date("Date of birth", readonly=True)
    id_number = fields.Char("Full ID number", groups=PII_GROUP, readonly=True)
    id_number_masked = fields.Char("ID number", compute="_compute_masked", compute_sudo=True)
    phone = fields.Char("Full phone number", groups=PII_GROUP, readonly=True)
    phone_masked = fields.Char("Phone number", compute="_compute_masked", compute_sudo=True)
    employee_number = fields.Char(readonly=True)
    group_name = fields.Char("Group in the file", readonly=True)
    group_id = fields.Many2one(
        "hcs.key.account.group", "Check-up group", readonly=True, index="btree_not_null", ondelete="set null"
    )
    # What becomes of it
    result = fields.Selection(RESULTS, readonly=True)
    problem = fields.Char("Why not", readonly=True)
    choice = fields.Selection(
        [("same", "The same person"), ("new", "Somebody new"), ("skip", "Leave the row out")],
        "Decision",
        help="The row looks like a patient who is known: say whether it is the same person.",
    )
    candidate_ids = fields.Many2many(
        "hcs.patient", "hcs_key_account_roster_line_patient_rel", string="Patients it may be", readonly=True
    )
    patient_id = fields.Many2one("hcs.patient", index="btree_not_null", ondelete="set null", check_company=True)
    member_id = fields.Many2one(
        "hcs.key.account.member", "On the roster", readonly=True, index="btree_not_null", ondelete="set null"
    )
    made_patient = fields.Boolean("Patient added", readonly=True)
    made_member = fields.Boolean("Added to the roster", readonly=True)
    before_group_id = fields.Many2one(
        "hcs.key.account.group", "Group before", readonly=True, index="btree_not_null", ondelete="set null"
    )
    before_employee_number = fields.Char("Employee number before", readonly=True)

    @api.depends("id_number", "phone")
    def _compute_masked(self):
        self._mask_into("id_number", "id_number_masked")
        self._mask_into("phone", "phone_masked")

    @api.constrains("choice", "patient_id")
    def _check_choice(self):
        for line in self:
            if line.choice == "same" and not line.patient_id:
                raise UserError(self.env._("Row %(number)s: choose the patient whom it is.", number=line.number))

    def write(self, vals):
        decides = not self.env.su and {"choice", "patient_id"} & vals.keys()
        if decides and any(line.roster_id.state != "previewed" or line.result != "doubtful" for line in self):
            raise UserError(self.env._("Only rows that are to be decided take a decision. Reload the page."))
        return super().write(vals)
