from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..common.arguments import a_text, arguments

SUBJECTS = [
    ("phone", "Phone"),
    ("location", "Location"),
    ("diseases", "Common diseases"),
    ("services", "Services"),
    ("technologies", "Technologies"),
    ("functions", "Functions"),
    ("clinic_times", "Clinic times"),
    ("expertise", "Expertise"),
    ("fee", "Registration fee"),
]
ACTIVITY = "hospital_customer_service.mail_activity_type_directory_proposal"
MAX_FEE = 1_000_000
LEADER_GROUP = "hospital_customer_service.group_hcs_leader"


class HcsDirectoryProposal(models.Model):
    """What a department wants changed in the directory; nothing changes before somebody accepts it (DIR-04)."""

    _name = "hcs.directory.proposal"
    _description = "Proposed change of the directory"
    _inherit = ["hcs.thread.mixin"]
    _order = "id desc"
    _rec_name = "subject"
    _check_company_auto = True
    _hcs_name_is_private = False

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="cascade", check_company=True)
    practitioner_id = fields.Many2one(
        "hcs.practitioner", index="btree_not_null", ondelete="cascade", check_company=True
    )
    subject = fields.Selection(SUBJECTS, required=True, default="phone", string="What changes")
    old_value = fields.Text("When proposed", readonly=True, copy=False)
    current_value = fields.Text("Text at present", compute="_compute_current_value")
    new_value = fields.Text("Should be", help="Empty: what stands there is removed.")
    reason = fields.Text(help="Why, and from when.")
    user_id = fields.Many2one(
        "res.users",
        "Proposed by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("accepted", "Accepted"), ("refused", "Refused"), ("withdrawn", "Withdrawn")],
        string="Status",
        required=True,
        readonly=True,
        default="proposed",
        copy=False,
        index=True,
    )
    refusal = fields.Text("Reason of the refusal", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True, copy=False, ondelete="restrict")
    decided_at = fields.Datetime(readonly=True, copy=False)
    may_decide = fields.Boolean(compute="_compute_may_decide")
    is_mine = fields.Boolean(compute="_compute_may_decide")

    _one_entry = models.Constraint(
        "CHECK (num_nonnulls(department_id, practitioner_id) = 1)",
        "A proposal is about one department or one practitioner.",
    )

    @api.depends("department_id", "practitioner_id", "subject")
    def _compute_current_value(self):
        for proposal in self:
            proposal.current_value = proposal._entry_value()

    @api.depends("state", "department_id", "practitioner_id")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        leader = self.env.user.has_group(LEADER_GROUP)
        for proposal in self:
            proposal.is_mine = proposal.user_id == self.env.user
            proposal.may_decide = leader or (proposal._entry().owner_id == self.env.user and not proposal.is_mine)

    @api.constrains("subject", "new_value", "department_id", "practitioner_id")
    def _check_subject(self):
        for proposal in self:
            entry = proposal._entry()
            if entry and proposal.subject not in entry._fields:
                raise ValidationError(
                    self.env._(
                        "“%(subject)s” is not part of this page. Choose something else that changes.",
                        subject=proposal._subject_label(),
                    )
                )
            proposal._new_entry_value()

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        """Proposals begin at the beginning, in the name of whoever makes them."""
        own = {"state": "proposed", "user_id": self.env.uid, "decided_by_id": False, "decided_at": False}
        proposals = super().create([{**vals, **own, "refusal": False} for vals in vals_list])
        for proposal in proposals:
            entry = proposal._entry()
            # sudo: the text that is replaced is noted by the system, whoever proposes
            proposal.sudo().write({"old_value": proposal._entry_value(), "company_id": entry.company_id.id})
        proposals._tell_owner()
        return proposals

    @api.depends("subject", "department_id", "practitioner_id")
    def _compute_display_name(self):
        for proposal in self:
            proposal.display_name = f"{proposal._entry().display_name or ''}: {proposal._subject_label()}"

    # ACTIONS
    def action_accept(self):
        """Write the proposed text into the entry."""
        self._check_decision()
        for proposal in self:
            entry = proposal._entry().sudo()  # sudo: the owner of an entry may stand outside the centre
            entry.write({proposal.subject: proposal._new_entry_value()})
        self._decide({"state": "accepted"})

    @arguments(reason=a_text)
    def action_refuse(self, reason=None):
        """Leave the entry as it is; the proposer reads why."""
        self._check_decision()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why you refuse: the person who proposed the change reads it."))
        self._decide({"state": "refused", "refusal": reason})

    def action_withdraw(self):
        self._check_open()
        if any(proposal.user_id != self.env.user for proposal in self):
            raise AccessError(self.env._("Only the person who made a proposal can withdraw it."))
        self.sudo().write({"state": "withdrawn"})  # sudo: nobody edits a proposal by hand
        self.sudo().activity_unlink([ACTIVITY])

    def action_open_entry(self):
        self.ensure_one()
        entry = self._entry()
        return {
            "type": "ir.actions.act_window",
            "res_model": entry._name,
            "res_id": entry.id,
            "views": [(False, "form")],
        }

    # BUSINESS
    def _entry(self):
        return self.department_id or self.practitioner_id

    def _entry_value(self):
        entry = self._entry()
        if not entry or self.subject not in entry._fields:
            return False
        value = entry[self.subject]
        return f"{value:g}" if self.subject == "fee" else value

    def _new_entry_value(self):
        if self.subject != "fee":
            return (self.new_value or "").strip() or False
        try:
            fee = float(self.new_value or 0)
        except ValueError:
            fee = -1
        if not 0 <= fee < MAX_FEE:
            raise ValidationError(self.env._("Write the fee as a number, without currency."))
        return fee

    def _subject_label(self):
        return dict(self._fields["subject"]._description_selection(self.env)).get(self.subject, "")

    def _check_open(self):
        self.check_access("read")
        if any(proposal.state != "proposed" for proposal in self):
            raise UserError(self.env._("This proposal is settled by now. Reload the page."))

    def _check_decision(self):
        self._check_open()
        if not all(self.mapped("may_decide")):
            raise AccessError(
                self.env._("The owner of the page or a team leader decides about a proposal, and not the proposer.")
            )

    def _decide(self, values):
        # sudo: nobody edits a proposal by hand
        self.sudo().write({**values, "decided_by_id": self.env.uid, "decided_at": fields.Datetime.now()})
        self.sudo().activity_feedback([ACTIVITY])
        for proposal in self.sudo():
            proposal.message_notify(
                partner_ids=proposal.user_id.partner_id.ids,
                subject=proposal.display_name,
                body=proposal.refusal or self.env._("Your proposal is accepted; the directory shows it from now on."),
            )

    def _tell_owner(self):
        """An activity for whoever decides: the owner of the page, or a leader of the centre."""
        leaders = {}
        for proposal in self.sudo():  # sudo: the proposer may not assign work to others
            person = proposal._entry()._confirm_person(leaders)
            if person == proposal.user_id:
                person = proposal._entry()._leader(leaders)
            if person:
                proposal.activity_schedule(ACTIVITY, user_id=person.id)
