from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .hcs_service_type import PHASES, TYPE_GROUPS

# A department reads what it is asked to do, never who asked the centre.
CENTRE = "hospital_customer_service.group_hcs_agent"
OPEN_STATES = ("new", "in_progress", "waiting")
STATES = [
    ("new", "New"),
    ("in_progress", "In progress"),
    ("waiting", "Waiting"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
CHANNELS = [
    ("phone", "Phone"),
    ("in_person", "At the desk"),
    ("on_site", "On-site visit"),
    ("web", "Web"),
    ("wechat", "WeChat / QQ"),
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("letter", "Letter"),
    ("his", "Hospital system"),
]
PRIORITIES = [("0", "Normal"), ("1", "High"), ("2", "Urgent"), ("3", "Very urgent")]
WAITING_FOR = [("customer", "The customer"), ("department", "A department"), ("other", "Something else")]
# What follows from the actions is never written by hand.
FLOW_FIELDS = {
    "reference", "company_id", "state", "opened_at", "first_response_at", "answered_at", "closed_at", "closed_by_id",
    "first_response_minutes", "answer_minutes", "close_minutes", "wait_reason", "wait_until", "waiting_for",
    "waiting_since", "closing_id", "reopened_count", "predecessor_id", "successor_id", "merged_into_id",
    "handover_count", "first_contact", "held_since", "caller_digits", "cancel_reason", "waiting_warned_at",
    "waiting_look_at", "next_due_at", "assigned_at", "leader_told_at", "type_group",
}  # fmt: skip


class HcsServiceRecord(models.Model):
    """One thing a person asked of the centre, from the first word to its outcome (SVC-01)."""

    _name = "hcs.service.record"
    _description = "Service Record"
    _inherit = [
        "hcs.mail.thread.mixin",
        "hcs.clock.mixin",
        "hcs.assignment.mixin",
        "hcs.read.log.mixin",
        "hcs.export.mixin",
        "hcs.masked.mixin",
    ]
    _order = "opened_at desc, id desc"
    _rec_name = "reference"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"
    _clock_inverse = "service_record_id"

    reference = fields.Char(required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict", default=lambda self: self.env.company
    )
    type_id = fields.Many2one(
        "hcs.service.type", required=True, index=True, ondelete="restrict", check_company=True, tracking=True
    )
    # ordinary columns: statistics group a million records by them
    phase = fields.Selection(PHASES, help="Before, during or after the visit; comes from the type.")
    type_group = fields.Selection(TYPE_GROUPS, "Kind of service", readonly=True)
    type_code = fields.Char(related="type_id.code")
    type_description = fields.Text(related="type_id.description")
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    channel_link = fields.Char(
        "Link to the conversation", groups=CENTRE, help="Where the conversation is: a chat, a page, an e-mail."
    )
    priority = fields.Selection(PRIORITIES, required=True, default="0", tracking=True)
    state = fields.Selection(
        STATES, "Status", required=True, default="new", readonly=True, copy=False, tracking=True, group_expand=True
    )
    # Whom it is about
    patient_id = fields.Many2one(
        "hcs.patient",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups=CENTRE,
        tracking=True,
        help="Leave it empty for a caller who has no patient record.",
    )
    # What is asked
    subject = fields.Char(groups=CENTRE, help="In one line, as lists show it.")
    description = fields.Text("Request", groups=CENTRE)
    department_id = fields.Many2one(
        "hcs.department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="The department asked for, or the one that answers.",
    )
    practitioner_id = fields.Many2one(
        "hcs.practitioner", "Expert", index="btree_not_null", ondelete="restrict", check_company=True, tracking=True
    )
    wanted_at = fields.Datetime("Wanted time", help="When the customer would like to have it.")
    place = fields.Char(groups=CENTRE, help="Where to go or to meet.")
    document_ref = fields.Char("Order or document", groups=CENTRE, help="Number of the order, report or certificate.")
    need_ids = fields.Many2many(
        "hcs.service.need",
        "hcs_service_record_need_rel",
        string="Needs",
        groups=CENTRE,
        help="What else was heard; it proposes the next service.",
    )
    proposed_type_id = fields.Many2one("hcs.service.type", "Next service", compute="_compute_proposed_type_id")
    # Whose work it is
    team_id = fields.Many2one("hcs.team", index="btree_not_null", ondelete="restrict", check_company=True)
    user_id = fields.Many2one("res.users", "Agent", index="btree_not_null", ondelete="restrict", tracking=True)
    assigned_at = fields.Datetime("Assigned at", readonly=True, copy=False)
    held_since = fields.Datetime(readonly=True, copy=False)
    # Times
    opened_at = fields.Datetime("Opened", required=True, readonly=True, default=fields.Datetime.now)
    first_response_at = fields.Datetime("First response", readonly=True, copy=False)
    answered_at = fields.Datetime("Answered at", readonly=True, copy=False)
    closed_at = fields.Datetime("Settled at", readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        "res.users", "Closed by", index="btree_not_null", ondelete="restrict", readonly=True, copy=False
    )
    first_response_minutes = fields.Float("Minutes to first response", readonly=True, copy=False, aggregator="avg")
    answer_minutes = fields.Float("Minutes to answer", readonly=True, copy=False, aggregator="avg")
    close_minutes = fields.Float("Minutes to close", readonly=True, copy=False, aggregator="avg")
    next_due_at = fields.Datetime("Due")
    next_contact_on = fields.Date("Next contact", tracking=True, copy=False, help="Day to get in touch again.")
    # Waiting
    waiting_for = fields.Selection(WAITING_FOR, readonly=True, copy=False)
    wait_reason = fields.Char("Waits because", readonly=True, copy=False, groups=CENTRE)
    wait_until = fields.Datetime("Waits until", readonly=True, copy=False)
    waiting_since = fields.Datetime(readonly=True, copy=False)
    # How it ended
    closing_id = fields.Many2one(
        "hcs.service.closing", "Closing code", index="btree_not_null", ondelete="restrict", readonly=True, copy=False
    )
    outcome = fields.Text(groups=CENTRE, copy=False, help="What came of it, in words.")
    first_contact = fields.Boolean(
        "Solved on first contact",
        readonly=True,
        copy=False,
        help="Done with one contact of the customer, without hand-over and without being opened again.",
    )
    handover_count = fields.Integer("Hand-overs", readonly=True, copy=False)
    reopened_count = fields.Integer("Opened again", readonly=True, copy=False)
    # Its relatives
    predecessor_id = fields.Many2one(
        "hcs.service.record", "Follows", index="btree_not_null", ondelete="restrict", readonly=True, copy=False
    )
    successor_id = fields.Many2one(
        "hcs.service.record", "Followed by", index="btree_not_null", ondelete="set null", readonly=True, copy=False
    )
    merged_into_id = fields.Many2one(
        "hcs.service.record", "Merged into", index="btree_not_null", ondelete="restrict", readonly=True, copy=False
    )
    merged_ids = fields.One2many("hcs.service.record", "merged_into_id", string="Merged records", readonly=True)
    link_ids = fields.Many2many(
        "hcs.service.record",
        "hcs_service_record_link_rel",
        "record_id",
        "linked_id",
        string="Linked records",
        copy=False,
        check_company=True,
    )
    # Its parts
    step_ids = fields.One2many("hcs.service.step", "record_id", "Steps", copy=False)
    handover_ids = fields.One2many("hcs.service.handover", "record_id", "Handed over", readonly=True)
    stint_ids = fields.One2many("hcs.service.stint", "record_id", "Effort", readonly=True)
    clock_ids = fields.One2many("hcs.clock", "service_record_id", "Deadlines", readonly=True)
    appointment_ids = fields.One2many("hcs.appointment", "service_record_id", "Bookings", readonly=True, groups=CENTRE)
    contact_ids = fields.Many2many("hcs.contact", string="Contacts", compute="_compute_contact_ids", groups=CENTRE)
    opinion_ids = fields.One2many(
        "hcs.opinion", "res_id", domain=[("res_model", "=", "hcs.service.record")], string="Opinions", groups=CENTRE
    )

    _opened_idx = models.Index("(opened_at DESC, id DESC)")
    _todo_due_idx = models.Index("(next_due_at, id) WHERE state IN ('new', 'in_progress', 'waiting')")
    _todo_user_idx = models.Index("(user_id, next_due_at, id) WHERE state IN ('new', 'in_progress', 'waiting')")
    _todo_opened_idx = models.Index("(opened_at DESC, id DESC) WHERE state IN ('new', 'in_progress', 'waiting')")
    _next_contact_idx = models.Index(
        "(next_contact_on, id) WHERE next_contact_on IS NOT NULL AND state IN ('new', 'in_progress', 'waiting')"
    )
    # with the company the kanban counts its columns without a look at the rows
    _state_idx = models.Index("(state, opened_at DESC, id DESC) INCLUDE (company_id)")
    _patient_opened_idx = models.Index("(patient_id, opened_at DESC) WHERE patient_id IS NOT NULL")
    _reference_uniq = models.UniqueIndex("(company_id, reference)", "This reference belongs to another record.")

    # ---------------------------------------------------------------- names

    @api.depends("reference", "type_id", "subject")
    @api.depends_context("lang", "hcs_show_service")
    def _compute_display_name(self):
        """Never the patient's name: the display name reaches mails and many2one of other rooms.

        Where one record is chosen among several (``hcs_show_service``) the reference alone tells nothing.
        """
        named = self.env.context.get("hcs_show_service")
        for record in self:
            parts = (record.reference, record.type_id.name, record.subject) if named else (record.reference,)
            record.display_name = " · ".join(part for part in parts if part)

    @api.model
    def _search_display_name(self, operator, value):
        """The reference, or whatever finds a patient (PERF rule 7: the patient first)."""
        if operator not in ("ilike", "like", "=ilike", "=like"):
            return super()._search_display_name(operator, value)
        domain = Domain("reference", "=ilike", f"{str(value or '').strip()}%")
        if self.env.su or self.env.user.has_group(CENTRE):
            domain |= Domain("patient_id", operator, value)
        return domain

    @api.depends("need_ids")
    def _compute_proposed_type_id(self):
        # sudo: the rule is told, whoever reads the record
        for record in self:
            record.proposed_type_id = record.sudo().need_ids.sorted("sequence")[:1].proposed_type_id

    def _compute_contact_ids(self):
        """Contacts of the record, of those merged into it and of what was split; the ledger is never rewritten."""
        merged = self.sudo().search([("merged_into_id", "in", self.ids)])
        contacts = self.env["hcs.contact"]._of(self | merged).grouped("res_id")
        went, came = self._split_contacts()
        none = self.env["hcs.contact"]
        for record in self:
            ids = (record | merged.filtered(lambda other, record=record: other.merged_into_id == record)).ids
            own = none.union(*(contacts.get(res_id, none) for res_id in ids)) | came.get(record.id, none)
            record.contact_ids = (own - went.get(record.id, none)).sorted("started_at", reverse=True)

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever writes a request down does not follow it; whoever gets it does, by being named on it."""
        vals_list = [self._prepare_create(vals) for vals in vals_list]
        unfollowed = self.with_context(mail_create_nosubscribe=True)
        records = super(HcsServiceRecord, unfollowed).create(vals_list).with_env(self.env)
        records._after_create()
        return records

    def _prepare_create(self, vals):
        """Values of a new record: what its type says, and what nobody may say by hand."""
        claimed = {name for name in FLOW_FIELDS & vals.keys() if vals[name] and (name, vals[name]) != ("state", "new")}
        self._check_by_hand(claimed - {"company_id", "reference"})
        vals = dict(vals)
        service = self.env["hcs.service.type"].browse(vals.get("type_id"))
        company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
        vals["reference"] = self._next_reference(company)
        vals.setdefault("opened_at", fields.Datetime.now())
        if service:
            vals.setdefault("phase", service.phase)
            vals["type_group"] = service.group
            vals["team_id"] = vals.get("team_id") or service._get_team(company).id
            vals["priority"] = vals.get("priority") or service.default_priority or "0"
            if service.next_contact_days and "next_contact_on" not in vals:
                today = fields.Date.context_today(self)
                vals["next_contact_on"] = fields.Date.add(today, days=service.next_contact_days)
        return vals

    @api.model
    def _next_reference(self, company):
        [reference] = self.env["ir.sequence"].with_company(company)._hcs_draw("hcs.service.record")
        return reference

    def _after_create(self):
        """Steps and deadlines of new records; who is on duty, where the type deals its work by itself."""
        self._make_steps()
        for opened_at, records in self.grouped("opened_at").items():
            self.env["hcs.clock"]._start(records, "created", opened_at, fresh=True)
        deal = self.filtered(lambda record: record.type_id.assign_on_create and not record.user_id)
        if deal:
            deal._assign_records()

    def write(self, vals):
        self._check_by_hand(FLOW_FIELDS & vals.keys())
        if "type_id" in vals:
            service = self.env["hcs.service.type"].browse(vals["type_id"])
            vals = {"phase": service.phase, **vals, "type_group": service.group}
        return super().write(vals)

    @api.model
    def _check_by_hand(self, names):
        if names and not self.env.su:
            raise AccessError(
                self.env._("Use the buttons of the service record: start, wait, hand over, done, cancel, open again.")
            )

    def _write_flow(self, vals):
        """Write what only the actions may; they check the rights before they come here."""
        self.check_access("write")
        return self.sudo().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_cancelled(self):
        raise UserError(self.env._("A service record is part of the archive. Cancel it instead of deleting it."))
