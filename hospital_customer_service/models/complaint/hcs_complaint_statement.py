from odoo import api, fields, models
from odoo.exceptions import ValidationError
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
OF_THE_RESPONDENT = {"answer", "document_ids"}
# the respondent's turn
WAITING = ("requested", "returned")


class HcsComplaintStatement(models.Model):
    """What one person is asked about a complaint, without complainant, other statements or discussion (CP5)."""

    _name = "hcs.complaint.statement"
    _description = "Statement Request"
    _inherit = [
        "hcs.complaint.part.mixin",
        "hcs.complaint.step.mixin",
        "hcs.thread.mixin",
        "hcs.clock.mixin",
        "hcs.export.mixin",
    ]
    _order = "next_due_at, id"
    _rec_name = "reference"
    _check_company_auto = True
    _clock_inverse = "complaint_statement_id"
    _flow_fields = frozenset({
        "reference", "state", "answered_at", "requested_at", "requested_by_id", "returned_comment", "accepted_at",
        "accepted_by_id", "reminded_at", "next_due_at",
    })  # fmt: skip

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
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict", default=lambda self: self.env.company
    )
    allegation_id = fields.Many2one(
        "hcs.complaint.allegation",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups=HANDLERS,
        domain="[('ticket_id', '=', ticket_id)]",
    )
    respondent_id = fields.Many2one(
        "res.users",
        "Asked of",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who answers. Sees this question only: neither the complainant nor what others say.",
    )
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", check_company=True)
    question = fields.Text(
        required=True,
        tracking=True,
        help="What the person is asked. Leave out who complains and what others have said.",
    )
    requested_at = fields.Datetime("Asked at", readonly=True, default=fields.Datetime.now, copy=False)
    requested_by_id = fields.Many2one(
        "res.users", "Asked by", readonly=True, ondelete="restrict", default=lambda self: self.env.user, copy=False
    )
    due_at = fields.Datetime(
        "Answer due", copy=False, tracking=True, help="Empty: the deadline that is set for statements."
    )
    state = fields.Selection(
        STATES, "Status", required=True, default="requested", readonly=True, copy=False, tracking=True
    )
    answer = fields.Text("Statement", copy=False, tracking=True)
    document_ids = fields.Many2many(
        "ir.attachment",
        "hcs_complaint_statement_document_rel",
        string="Documents",
        copy=False,
        bypass_search_access=True,
        help="What supports the statement, such as a page of the record or a photo.",
    )
    answered_at = fields.Datetime(readonly=True, copy=False)
    returned_comment = fields.Text("What is missing", readonly=True, copy=False, tracking=True)
    accepted_at = fields.Datetime("Accepted at", readonly=True, copy=False)
    accepted_by_id = fields.Many2one("res.users", "Accepted by", readonly=True, copy=False, ondelete="restrict")
    reminded_at = fields.Datetime("Reminded at", readonly=True, copy=False)
    clock_ids = fields.One2many("hcs.clock", "complaint_statement_id", "Deadlines", readonly=True)
    is_mine = fields.Boolean("Asked of me", compute="_compute_is_mine")
    is_handler = fields.Boolean(compute="_compute_is_mine")

    _reference_uniq = models.UniqueIndex("(company_id, reference)", "This reference belongs to another statement.")
    _todo_idx = models.Index("(respondent_id, next_due_at, id) WHERE state IN ('requested', 'returned')")

    @api.depends("respondent_id", "ticket_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        # sudo: the way to the ticket is hidden from the respondent; its own rights decide
        tickets = self.sudo().ticket_id.with_env(self.env)._filtered_access("write")
        for statement in self:
            statement.is_mine = statement.respondent_id == self.env.user
            statement.is_handler = statement.sudo().ticket_id.id in tickets.ids

    @api.constrains("ticket_id", "allegation_id")
    def _check_allegation_id(self):
        for statement in self.sudo():
            if statement.allegation_id and statement.allegation_id.ticket_id != statement.ticket_id:
                raise ValidationError(self.env._("The allegation belongs to another complaint. Choose one of this."))

    @api.constrains("respondent_id", "company_id")
    def _check_respondent_id(self):
        for statement in self.sudo():
            user = statement.respondent_id
            if not user._is_hcs_respondent() or statement.company_id not in user.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s may not answer requests. Choose somebody with the role “Department respondent”.",
                        user=user.name,
                    )
                )

    # Who sees it
    @api.model
    def _readable_parts(self):
        return super()._readable_parts() | Domain("respondent_id", "=", self.env.uid)

    @api.model
    def _discussion_domain(self):
        """The person asked sees the request, never what the handlers say about it."""
        return self._parts_of_readable()

    def _is_part_readable(self, operation):
        if operation not in ("read", "write"):
            return super()._is_part_readable(operation)
        mine = self.filtered(lambda statement: statement.sudo().respondent_id == self.env.user)
        return mine | super(HcsComplaintStatement, self - mine)._is_part_readable(operation)
