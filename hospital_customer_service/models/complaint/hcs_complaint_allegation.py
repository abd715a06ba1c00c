from odoo import api, fields, models
from odoo.exceptions import UserError

from .hcs_complaint_ticket import OPEN_STATES

STAGES_OF_CARE = [
    ("admission", "Admission"),
    ("diagnosis", "Examination and diagnosis"),
    ("ward", "Care on the ward"),
    ("procedure", "Operation or procedure"),
    ("discharge", "Discharge or transfer"),
    ("other", "Other"),
]
HARMS = [
    ("0", "0 - none"),
    ("1", "1 - minimal"),
    ("2", "2 - minor"),
    ("3", "3 - moderate"),
    ("4", "4 - major"),
    ("5", "5 - catastrophic"),
]
HCAT_SEVERITIES = [("0", "0 - not present"), ("1", "1 - low"), ("2", "2 - medium"), ("3", "3 - high")]
FINDINGS = [("upheld", "Upheld"), ("partly", "Partly upheld"), ("unfounded", "Unfounded")]


class HcsComplaintAllegation(models.Model):
    """One thing that is said against one department; statistics count these, not tickets (FEATURES CP4)."""

    _name = "hcs.complaint.allegation"
    _description = "Allegation"
    _inherit = ["hcs.complaint.part.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "id"
    _check_company_auto = True

    ticket_id = fields.Many2one(
        "hcs.complaint.ticket", "Complaint", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="ticket_id.company_id", related_sudo=False)
    category_id = fields.Many2one(
        "hcs.complaint.category", required=True, index=True, ondelete="restrict", check_company=True
    )
    hcat_category = fields.Selection(related="category_id.hcat_category")
    department_id = fields.Many2one(
        "hcs.department", index="btree_not_null", ondelete="restrict", check_company=True, help="Against whom."
    )
    practitioner_ids = fields.Many2many(
        "hcs.practitioner",
        string="Practitioners named",
        check_company=True,
        help="Doctors and nurses whom it names. They see nothing of the complaint.",
    )
    staff_ids = fields.Many2many(
        "res.users",
        string="Other staff named",
        domain="[('share', '=', False)]",
        help="Users whom it names. They see nothing of the complaint, whatever their role.",
    )
    stage_of_care = fields.Selection(STAGES_OF_CARE)
    harm = fields.Selection(HARMS, default="0")
    hcat_severity = fields.Selection(HCAT_SEVERITIES, "HCAT severity")
    description = fields.Text("What is said")
    finding = fields.Selection(FINDINGS)
    finding_text = fields.Text("What was found")
    cause_id = fields.Many2one("hcs.complaint.cause", index="btree_not_null", ondelete="restrict")
    statement_ids = fields.One2many("hcs.complaint.statement", "allegation_id", string="Statements")

    @api.depends("category_id", "department_id")
    def _compute_display_name(self):
        for allegation in self:
            parts = (allegation.category_id.name, allegation.department_id.name)
            allegation.display_name = " · ".join(part for part in parts if part)

    def _named_users(self):
        """Users whom these allegations name, as themselves or as practitioners."""
        return self.staff_ids | self.practitioner_ids.user_id

    @api.model_create_multi
    def create(self, vals_list):
        allegations = super().create(vals_list)
        allegations._check_ticket_open()
        allegations._follow_named()
        return allegations

    def write(self, vals):
        if vals:
            self._check_ticket_open()
        if "ticket_id" in vals and any(allegation.ticket_id.id != vals["ticket_id"] for allegation in self):
            raise UserError(self.env._("An allegation stays with its complaint. Enter it anew on the other one."))
        result = super().write(vals)
        if {"staff_ids", "practitioner_ids"} & vals.keys():
            self._follow_named()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        self._check_ticket_open()
        if self.sudo().statement_ids:
            raise UserError(self.env._("A statement was asked for about this allegation. It stays, with its finding."))

    def unlink(self):
        tickets = self.sudo().ticket_id
        result = super().unlink()
        tickets._raise_wall()
        return result

    def _follow_named(self):
        """Whom the allegations name is walled now; nobody names himself, who then could not save what he entered."""
        tickets = self.sudo().ticket_id
        if not self.env.su and self.env.user in self.sudo()._named_users() - tickets.walled_user_ids:
            raise UserError(
                self.env._(
                    "You cannot name yourself: you would see nothing of the complaint any longer. "
                    "Hand it to a colleague, who enters it."
                )
            )
        tickets._raise_wall()

    def _check_ticket_open(self):
        if any(allegation.sudo().ticket_id.state not in OPEN_STATES for allegation in self):
            raise UserError(self.env._("This complaint is over and kept as it is. Open it again to change it."))
