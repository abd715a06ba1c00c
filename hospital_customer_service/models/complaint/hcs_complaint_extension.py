from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..common.arguments import a_choice, a_moment, a_text, arguments

HOWS = [
    ("phone", "By phone"),
    ("person", "In person"),
    ("sms", "By SMS"),
    ("wechat", "By WeChat"),
    ("email", "By e-mail"),
    ("letter", "By letter"),
    ("impossible", "Not possible: anonymous"),
]
STATES = [("requested", "Asked for"), ("approved", "Approved"), ("granted", "Granted"), ("refused", "Refused")]
LONGEST = 60
FIXED = {"ticket_id", "clock_id", "days", "reason"}
APPROVERS = (
    "hospital_customer_service.group_hcs_leader",
    "hospital_customer_service.group_hcs_executive",
)
# terms of the law are lengthened by the direction only
DIRECTION = (
    "hospital_customer_service.group_hcs_director",
    "hospital_customer_service.group_hcs_executive",
)


class HcsComplaintExtension(models.Model):
    """More time for one term: approved by somebody else, told to the complainant, both before the time is up (CP3)."""

    _name = "hcs.complaint.extension"
    _description = "Extension of a Deadline"
    _inherit = ["hcs.complaint.part.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "requested_at desc, id desc"
    _flow_fields = frozenset({
        "state", "requested_by_id", "requested_at", "approver_id", "decided_at", "comment", "noticed_at",
        "notice_how", "notice_note", "noticed_by_id", "granted_at", "old_due_at", "new_due_at", "beyond_law",
    })  # fmt: skip

    ticket_id = fields.Many2one("hcs.complaint.ticket", "Complaint", required=True, index=True, ondelete="restrict")
    clock_id = fields.Many2one(
        "hcs.clock",
        "Deadline",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('complaint_ticket_id', '=', ticket_id), ('state', 'in', ('running', 'paused')), "
        "('purpose', 'in', ('answer', 'legal'))]",
    )
    days = fields.Integer(
        "Days more", required=True, default=3, aggregator=None, help="Counted as the deadline itself is counted."
    )
    reason = fields.Text(required=True, help="Why the time is not enough. The complainant is told.")
    state = fields.Selection(STATES, "Status", required=True, readonly=True, default="requested", copy=False)
    requested_by_id = fields.Many2one(
        "res.users",
        "Asked for by",
        required=True,
        readonly=True,
        ondelete="restrict",
        copy=False,
        default=lambda self: self.env.user,
    )
    requested_at = fields.Datetime(
        "Asked for at", required=True, readonly=True, copy=False, default=lambda self: fields.Datetime.now()
    )
    approver_id = fields.Many2one("res.users", "Decided by", readonly=True, ondelete="restrict", copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    comment = fields.Char(readonly=True, copy=False)
    noticed_at = fields.Datetime("Complainant told at", readonly=True, copy=False)
    notice_how = fields.Selection(HOWS, "Told how", readonly=True, copy=False)
    notice_note = fields.Char("What was said", readonly=True, copy=False)
    noticed_by_id = fields.Many2one("res.users", "Told by", readonly=True, ondelete="restrict", copy=False)
    granted_at = fields.Datetime(readonly=True, copy=False)
    old_due_at = fields.Datetime("Was due", readonly=True, copy=False)
    new_due_at = fields.Datetime("Now due", readonly=True, copy=False)
    beyond_law = fields.Boolean("Beyond the law", readonly=True, copy=False, help="A term of the law was lengthened.")
    is_lapsed = fields.Boolean("Too late", compute="_compute_is_lapsed")

    _days_range = models.Constraint(
        f"CHECK (days > 0 AND days <= {LONGEST})", f"An extension is from 1 to {LONGEST} days long."
    )
    _one_waits = models.UniqueIndex(
        "(clock_id) WHERE state IN ('requested', 'approved')", "More time was asked for already; wait for the answer."
    )

    @api.depends("clock_id")
    def _compute_display_name(self):
        for extension in self:
            name = extension.clock_id.sudo().display_name or ""
            extension.display_name = self.env._("%(name)s: %(days)s days more", name=name, days=extension.days)

    @api.depends("state", "clock_id.due_at", "clock_id.state")
    def _compute_is_lapsed(self):
        for extension in self:
            extension.is_lapsed = extension.state in ("requested", "approved") and not extension.sudo()._in_time()

    @api.constrains("clock_id", "ticket_id")
    def _check_clock(self):
        for extension in self:
            if extension.clock_id.complaint_ticket_id != extension.ticket_id:
                raise ValidationError(self.env._("Choose a deadline of this very complaint."))

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        extensions = super().create(vals_list)
        for extension in extensions.sudo():
            extension._check_in_time()
            if not extension.clock_id._is_extendable():
                raise UserError(
                    self.env._(
                        "“%(name)s” is not the hospital's to extend. Ask the authority for a new date and enter that.",
                        name=extension.clock_id.display_name,
                    )
                )
            extension.old_due_at = extension.clock_id.due_at
            extension.beyond_law = extension.clock_id.purpose == "legal"
        return extensions

    def write(self, vals):
        if not self.env.su and FIXED & set(vals):
            raise UserError(self.env._("What was asked for stays as it is. Let it be refused and ask anew."))
        return super().write(vals)

    def _in_time(self):
        clock = self.clock_id
        return clock.state in ("running", "paused") and clock.due_at > fields.Datetime.now()

    def _check_in_time(self):
        if not self.sudo()._in_time():
            raise UserError(
                self.env._("The time is up already: an extension has to be approved and told before. Answer now.")
            )

    # ACTIONS
    @arguments(comment=a_text)
    def action_approve(self, comment=None):
        """Somebody else agrees; the complainant is told next."""
        self._decide("approved", comment)
        self._grant_told()

    @arguments(comment=a_text)
    def action_refuse(self, comment):
        """The term stays as it is."""
        if not isinstance(comment, str) or not comment.strip():
            raise UserError(self.env._("Say why there is no more time."))
        self._decide("refused", comment)

    def _decide(self, state, comment):
        self.check_access("write")
        for extension in self:
            extension._check_approver()
            if extension.state != "requested":
                raise UserError(self.env._("This was decided already. Reload the page."))
            if state == "approved":
                extension._check_in_time()
            # sudo: written by its buttons only
            extension.sudo().write(
                {
                    "state": state,
                    "comment": comment if isinstance(comment, str) else False,
                    "approver_id": self.env.uid,
                    "decided_at": fields.Datetime.now(),
                }
            )

    def _check_approver(self):
        ranks = DIRECTION if self.beyond_law else APPROVERS
        if not any(self.env.user.has_group(group) for group in ranks):
            raise AccessError(
                self.env._("A term of the law is lengthened by the direction only.")
                if self.beyond_law
                else self.env._("A team leader or the direction decides on more time. Ask one.")
            )
        if self.requested_by_id == self.env.user:
            raise UserError(self.env._("Nobody approves what he asked for himself. Ask somebody else."))

    @arguments(how=a_choice("notice_how"), note=a_text, at=a_moment)
    def action_notice(self, how, note=None, at=None):
        """The complainant was told; from here the new date holds."""
        self.check_access("write")
        if how not in dict(HOWS):
            raise UserError(self.env._("Say how the complainant was told."))
        now = fields.Datetime.now()
        told_at = fields.Datetime.to_datetime(at) if at else now
        for extension in self:
            if extension.state != "approved":
                raise UserError(self.env._("The complainant is told after the extension was approved, and once."))
            if (how == "impossible") != extension.ticket_id.anonymous:
                raise UserError(self.env._("Only an anonymous complainant cannot be told; anybody else has to be."))
            extension._check_in_time()
            if not extension.decided_at <= told_at <= now:
                raise UserError(
                    self.env._("The complainant was told after the approval and before now. Check the time.")
                )
            extension.sudo().write(  # sudo: written by its buttons only
                {"noticed_at": told_at, "notice_how": how, "notice_note": note or False, "noticed_by_id": self.env.uid}
            )
            extension._grant(now)

    def _grant_told(self):
        """Nobody can be told about an anonymous complaint."""
        for extension in self.filtered(lambda extension: extension.ticket_id.anonymous):
            extension.action_notice("impossible")

    def _grant(self, now):
        extension = self.sudo()
        extension.clock_id._extend(extension.days, now, extension.reason)
        extension.write({"state": "granted", "granted_at": now, "new_due_at": extension.clock_id.due_at})
        extension.ticket_id._message_log(
            body=self.env._(
                "%(name)s extended by %(days)s days.", name=extension.clock_id.display_name, days=extension.days
            )
        )

    def action_open_refuse(self):
        """Open the small form that asks why not."""
        self.ensure_one()
        wizard = self.env["hcs.complaint.note.wizard"]
        return wizard._open("extension_refuse", self.env._("No More Time"), extension_id=self)

    def action_open_notice(self):
        """Open the small form that notes how the complainant was told."""
        self.ensure_one()
        wizard = self.env["hcs.complaint.note.wizard"]
        return wizard._open("extension_notice", self.env._("Complainant Told"), extension_id=self)
