from odoo import api, fields, models

from .hcs_complaint_category import SEVERITIES

KINDS = [("complaint", "Complaint"), ("suggestion", "Suggestion"), ("praise", "Praise"), ("dispute", "Dispute")]
SOURCES = [
    ("in_person", "In person"),
    ("hotline", "Hotline"),
    ("letter", "Letter"),
    ("box", "Suggestion box"),
    ("web", "Web"),
    ("wechat", "WeChat"),
    ("email", "E-mail"),
    ("followup", "Follow-up call"),
    ("survey", "Survey"),
    ("authority", "Authority"),
    ("media", "Media"),
    ("other", "Other"),
]
STATES = [
    ("received", "Registered"),
    ("accepted", "Taken up"),
    ("investigating", "Being investigated"),
    ("proposed", "Answer proposed"),
    ("approved", "Answer approved"),
    ("answered", "Answered"),
    ("closed", "Closed"),
    ("not_accepted", "Not accepted"),
    ("withdrawn", "Withdrawn"),
]
OPEN_STATES = ("received", "accepted", "investigating", "proposed", "approved", "answered")
SATISFACTION = [
    ("satisfied", "Satisfied"),
    ("partly", "Partly satisfied"),
    ("dissatisfied", "Dissatisfied"),
    ("unreachable", "Not reached"),
    ("anonymous", "Anonymous"),
]


class HcsComplaintTicket(models.Model):
    """A complaint, suggestion, praise or dispute, from the first word to its end (CMP-01, CMP-02)."""

    _name = "hcs.complaint.ticket"
    _description = "Complaint Ticket"
    _inherit = [
        "hcs.complaint.step.mixin",
        "hcs.mail.thread.mixin",
        "hcs.clock.mixin",
        "hcs.assignment.mixin",
        "hcs.read.log.mixin",
        "hcs.export.mixin",
        "hcs.masked.mixin",
    ]
    _order = "received_at desc, id desc"
    _rec_name = "reference"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"
    _clock_inverse = "complaint_ticket_id"
    _flow_fields = frozenset({
        "reference", "state", "received_by_id", "holder_id", "accepted_at", "accepted_by_id", "refusal_id",
        "refusal_told_on", "refusal_note", "proposed_at", "approved_at", "answered_at", "on_the_spot", "settlement",
        "closed_at", "closed_by_id", "stage", "reopened_count", "reopen_reason", "withdrawn_at", "withdrawal_reason",
        "satisfaction", "walled_user_ids", "duplicate_of_id", "next_due_at", "assigned_at", "leader_told_at",
        "pending_user_id", "former_user_ids", "acknowledged_at", "acknowledged_by_id",
    })  # fmt: skip

    reference = fields.Char(required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict", default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)
    # What came in
    kind = fields.Selection(KINDS, required=True, default="complaint", tracking=True)
    source = fields.Selection(SOURCES, required=True, default="in_person", tracking=True)
    authority_id = fields.Many2one(
        "hcs.complaint.authority", index="btree_not_null", ondelete="restrict", help="Who passed it on."
    )
    external_number = fields.Char(copy=False, help="Number at the authority; each is entered once.")
    external_due_at = fields.Datetime("Authority's deadline", copy=False, tracking=True)
    subject = fields.Char(help="What it is about, in one line. Never the name of a patient or of staff.")
    description = fields.Text("What happened")
    demand = fields.Text(help="What the complainant wants.")
    received_at = fields.Datetime(
        required=True, default=fields.Datetime.now, help="Every deadline runs from this moment."
    )
    received_by_id = fields.Many2one(
        "res.users",
        "First receiver",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        copy=False,
        default=lambda self: self.env.user,
    )
    severity = fields.Selection(
        SEVERITIES,
        required=True,
        default="2",
        tracking=True,
        help="Decides who is told and until when.",
    )
    # About whom and from what it came
    patient_id = fields.Many2one(
        "hcs.patient", index="btree_not_null", ondelete="restrict", check_company=True, tracking=True
    )
    visit_id = fields.Many2one("hcs.visit", index="btree_not_null", ondelete="restrict", check_company=True)
    followup_task_id = fields.Many2one(
        "hcs.followup.task", "Follow-up", index="btree_not_null", ondelete="restrict", check_company=True
    )
    service_record_id = fields.Many2one(
        "hcs.service.record", index="btree_not_null", ondelete="restrict", check_company=True
    )
    incident_id = fields.Many2one("hcs.incident", index="btree_not_null", ondelete="restrict", check_company=True)
    opinion_id = fields.Many2one("hcs.opinion", index="btree_not_null", ondelete="restrict", check_company=True)
    duplicate_of_id = fields.Many2one(
        "hcs.complaint.ticket",
        "Same matter as",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        check_company=True,
    )
    duplicate_ids = fields.One2many("hcs.complaint.ticket", "duplicate_of_id", string="Duplicates", readonly=True)
    # Who answers for it
    state = fields.Selection(
        STATES,
        "Status",
        required=True,
        default="received",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    stage = fields.Integer(
        default=1, readonly=True, copy=False, aggregator=None, help="2: opened again, with another investigator."
    )
    holder_id = fields.Many2one(
        "res.users",
        "Answerable",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        tracking=True,
        help="Who answers for it now: the first receiver, until the next person accepts.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Investigator",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        copy=False,
        tracking=True,
    )
    former_user_ids = fields.Many2many(
        "res.users",
        "hcs_complaint_ticket_former_rel",
        "ticket_id",
        "user_id",
        "Investigated before",
        readonly=True,
        copy=False,
        help="Who investigated or answered in the first stage; somebody else does in the second.",
    )
    handler_ids = fields.Many2many(
        "res.users",
        "hcs_complaint_ticket_handler_rel",
        "ticket_id",
        "user_id",
        "Handling group",
        domain="[('share', '=', False)]",
        copy=False,
        help="Who may see this ticket, beside the complaint office and the direction.",
    )
    walled_user_ids = fields.Many2many(
        "res.users",
        "hcs_complaint_ticket_walled_rel",
        "ticket_id",
        "user_id",
        "Named staff",
        readonly=True,
        copy=False,
        help="Staff whom the complaint names; they see nothing of it, whatever their role.",
    )
    # Parts
    allegation_ids = fields.One2many("hcs.complaint.allegation", "ticket_id", string="Allegations", copy=False)
    statement_ids = fields.One2many("hcs.complaint.statement", "ticket_id", string="Statements", copy=False)
    answer_ids = fields.One2many("hcs.complaint.answer", "ticket_id", string="Answers", copy=False)
    inquiry_ids = fields.One2many("hcs.complaint.inquiry", "ticket_id", string="Asked if satisfied", copy=False)
    transfer_ids = fields.One2many("hcs.complaint.transfer", "ticket_id", string="Handed over", copy=False)
    severity_change_ids = fields.One2many(
        "hcs.complaint.severity.change", "ticket_id", string="Changes of severity", copy=False
    )
    clock_ids = fields.One2many("hcs.clock", "complaint_ticket_id", "Deadlines", readonly=True)
    # Steps
    acknowledged_at = fields.Datetime("Acknowledged at", readonly=True, copy=False)
    acknowledged_by_id = fields.Many2one(
        "res.users", "Acknowledged by", readonly=True, copy=False, ondelete="restrict"
    )
    accepted_at = fields.Datetime("Accepted at", readonly=True, copy=False)
    accepted_by_id = fields.Many2one("res.users", "Accepted by", readonly=True, copy=False, ondelete="restrict")
    refusal_id = fields.Many2one(
        "hcs.complaint.refusal", "Not accepted because", readonly=True, copy=False, ondelete="restrict", tracking=True
    )
    refusal_told_on = fields.Date("Told on", readonly=True, copy=False, help="Day the person was told why.")
    refusal_note = fields.Text("What was told", readonly=True, copy=False)
    on_the_spot = fields.Boolean("Settled on the spot", readonly=True, copy=False)
    settlement = fields.Text("How it was settled", readonly=True, copy=False)
    proposed_at = fields.Datetime("Proposed at", readonly=True, copy=False)
    approved_at = fields.Datetime("Approved at", readonly=True, copy=False)
    answered_at = fields.Datetime("Answered at", readonly=True, copy=False)
    satisfaction = fields.Selection(SATISFACTION, "Satisfied?", readonly=True, copy=False, tracking=True)
    closed_at = fields.Datetime(readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False, ondelete="restrict")
    reopened_count = fields.Integer("Times reopened", readonly=True, copy=False, aggregator=None)
    reopen_reason = fields.Text("Opened again because", readonly=True, copy=False)
    withdrawn_at = fields.Datetime("Withdrawn at", readonly=True, copy=False)
    withdrawal_reason = fields.Text("Withdrawn because", readonly=True, copy=False)

    _reference_uniq = models.UniqueIndex("(company_id, reference)", "This reference belongs to another ticket.")
    _external_uniq = models.UniqueIndex(
        "(company_id, COALESCE(authority_id, 0), external_number) WHERE external_number IS NOT NULL",
        "This number of the authority is registered already. Open that ticket instead.",
    )
    _received_idx = models.Index("(received_at DESC, id DESC)")
    _todo_idx = models.Index(
        "(next_due_at, id) WHERE state IN ('received','accepted','investigating','proposed','approved','answered')"
    )

    @api.depends("reference")
    def _compute_display_name(self):
        """Never a word of the matter: the display name reaches mails and many2one of other rooms."""
        for ticket in self:
            ticket.display_name = ticket.reference

    # What the clock engine asks
    @api.model
    def _clock_events(self):
        return [
            ("created", self.env._("Registered")),
            ("acknowledged", self.env._("Acknowledged to the complainant")),
            ("accepted", self.env._("Taken up")),
            ("answered", self.env._("Answered")),
            ("closed", self.env._("Closed")),
            ("reopened", self.env._("Opened again")),
        ]

    def _clock_owner_users(self):
        """Whoever answers for it now, and who investigates."""
        people = (self.holder_id | self.user_id) or self.received_by_id
        return people - self.sudo().walled_user_ids

    @api.model
    def _assignment_domain_open(self):
        return [("state", "in", OPEN_STATES)]
