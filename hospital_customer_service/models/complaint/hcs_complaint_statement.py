from odoo import api, fields, models
from odoo.fields import Domain

# those who may see the ticket a statement belongs to; the respondent may not
HANDLERS = "hospital_customer_service.group_hcs_agent,hospital_customer_service.group_hcs_executive"
STATES = [
    ("requested", "Requested"),
    ("answered", "Answered"),
    ("returned", "Returned"),
    ("accepted", "Accepted"),
    ("cancelled", "Cancelled"),
]


class HcsComplaintStatement(models.Model):
    """What one person is asked about a complaint, without complainant, other statements or discussion (CP5)."""

    _name = "hcs.complaint.statement"
    _description = "Statement Request"
    _inherit = ["hcs.complaint.part.mixin", "hcs.thread.mixin", "hcs.clock.mixin", "hcs.export.mixin"]
    _order = "next_due_at, id"
    _rec_name = "reference"
    _check_company_auto = True
    _clock_inverse = "complaint_statement_id"
    _flow_fields = frozenset(
        {"reference", "state", "answered_at", "requested_at", "requested_by_id", "returned_comment", "next_due_at"}
    )

    reference = fields.Char(required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))
    ticket_id = fields.Many2one(
        "hcs.complaint.ticket",
        "Complaint",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        groups=HANDLERS,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    allegation_id = fields.Many2one(
        "hcs.complaint.allegation", index="btree_not_null", ondelete="restrict", check_company=True, groups=HANDLERS
    )
    respondent_id = fields.Many2one(
        "res.users",
        "Asked of",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", check_company=True)
    question = fields.Text(
        required=True, help="What the person is asked. Leave out who complains and what others have said."
    )
    requested_at = fields.Datetime("Asked at", readonly=True, default=fields.Datetime.now, copy=False)
    requested_by_id = fields.Many2one(
        "res.users", "Asked by", readonly=True, ondelete="restrict", default=lambda self: self.env.user, copy=False
    )
    due_at = fields.Datetime("Answer due", copy=False, help="Empty: the deadline that is set for statements.")
    state = fields.Selection(STATES, "Status", required=True, default="requested", readonly=True, copy=False)
    answer = fields.Text(copy=False)
    answered_at = fields.Datetime(readonly=True, copy=False)
    returned_comment = fields.Text("What is missing", readonly=True, copy=False)
    clock_ids = fields.One2many("hcs.clock", "complaint_statement_id", "Deadlines", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"].sudo()  # sudo: a sequence is read by code, never by people
        for vals in vals_list:
            ticket = self.env["hcs.complaint.ticket"].browse(vals.get("ticket_id"))
            vals["company_id"] = ticket.sudo().company_id.id
            vals["reference"] = sequence.next_by_code("hcs.complaint.statement")
        return super().create(vals_list)

    @api.model
    def _readable_parts(self):
        return super()._readable_parts() | Domain("respondent_id", "=", self.env.uid)

    def _is_part_readable(self, operation):
        mine = self.filtered(lambda statement: statement.sudo().respondent_id == self.env.user)
        return mine | super(HcsComplaintStatement, self - mine)._is_part_readable(operation)

    @api.model
    def _clock_events(self):
        return [("created", self.env._("Asked for")), ("answered", self.env._("Answered"))]

    def _clock_owner_users(self):
        return self.respondent_id
