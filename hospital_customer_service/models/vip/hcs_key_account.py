from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..common.arguments import a_choice, a_day, a_record, a_text, arguments

KINDS = [("organisation", "Organisation"), ("individual", "Individual")]


class HcsKeyAccount(models.Model):
    """A customer the house looks after by a plan: an organisation with its people, or one person (CRM-01).

    An organisation is an Odoo contact. A key individual is a patient and stays one: no contact is made of it.
    """

    _name = "hcs.key.account"
    _description = "Key Account"
    _inherit = ["hcs.thread.mixin", "hcs.read.log.mixin", "hcs.export.mixin", "hcs.key.contact.mixin"]
    _order = "reference desc, id desc"
    _rec_names_search = ["reference", "partner_id.name", "patient_id"]
    _check_company_auto = True
    _log_read_patient_field = "patient_id"
    _contact_is_company = True
    _flow_fields = frozenset({"reference", "last_contact_on", "next_contact_on"})

    reference = fields.Char(readonly=True, copy=False, index=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    kind = fields.Selection(KINDS, required=True, default="organisation")
    partner_id = fields.Many2one(
        "res.partner", "Organisation", index="btree_not_null", ondelete="restrict",
        domain="[('is_company', '=', True)]",
        help="The contact of the organisation; it is made of the name where there is none.",
    )  # fmt: skip
    patient_id = fields.Many2one(
        "hcs.patient", "Customer", index="btree_not_null", ondelete="restrict", check_company=True,
        help="A key individual is a patient, and never becomes a contact.",
    )  # fmt: skip
    manager_id = fields.Many2one(
        "res.users", "Account manager", required=True, index=True, ondelete="restrict",
        domain="[('share', '=', False)]", default=lambda self: self.env.user, tracking=True,
    )  # fmt: skip
    managed_since = fields.Date(required=True, default=fields.Date.context_today)
    industry = fields.Char(help="What the organisation does.")
    headcount = fields.Integer("Employees", aggregator=None)
    note = fields.Text("Good to know")
    # Rhythm
    contact_every_days = fields.Integer(
        "Contact every", default=30, tracking=True, aggregator=None,
        help="So many days after the last contact the account manager gets a task. 0: no rhythm.",
    )  # fmt: skip
    last_contact_on = fields.Date("Last contact", compute="_compute_contact_days", store=True)
    next_contact_on = fields.Date("Next contact", compute="_compute_contact_days", store=True, index=True)
    is_contact_due = fields.Boolean(
        "Contact is due", compute="_compute_is_contact_due", search="_search_is_contact_due"
    )
    quiet_days = fields.Integer(
        "No visit for", aggregator=None, default=lambda self: self.env.company.hcs_key_quiet_days,
        help="Without a visit for so many days the account is at risk of being lost. 0: not watched.",
    )  # fmt: skip
    # Lines
    person_ids = fields.One2many("hcs.key.account.person", "account_id", "People")
    contract_ids = fields.One2many("hcs.key.account.contract", "account_id", "Contracts")
    group_ids = fields.One2many("hcs.key.account.group", "account_id", "Check-up groups")
    member_ids = fields.One2many("hcs.key.account.member", "account_id", "Roster")
    roster_ids = fields.One2many("hcs.key.account.roster", "account_id", "Imports of the roster")
    plan_ids = fields.One2many("hcs.key.account.plan", "account_id", "Contacts")
    notice_ids = fields.One2many("hcs.key.account.notice", "account_id", "Tasks given", readonly=True)
    member_count = fields.Integer("On the roster", compute="_compute_member_count")

    _reference_uniq = models.UniqueIndex("(company_id, reference)", "This reference belongs to another key account.")
    _partner_uniq = models.UniqueIndex(
        "(company_id, partner_id) WHERE partner_id IS NOT NULL",
        "This organisation is a key account already. Look among the archived ones as well.",
    )
    _patient_uniq = models.UniqueIndex(
        "(company_id, patient_id) WHERE patient_id IS NOT NULL",
        "This person is a key customer already. Look among the archived ones as well.",
    )
    _who = models.Constraint(
        "CHECK ((kind = 'organisation') = (partner_id IS NOT NULL)"
        " AND (kind = 'individual') = (patient_id IS NOT NULL))",
        "An organisation needs its name, a key individual the patient's record; never both.",
    )
    _days_not_negative = models.Constraint(
        "CHECK (contact_every_days >= 0 AND quiet_days >= 0 AND headcount >= 0)", "Days cannot be negative."
    )

    # COMPUTES
    @api.depends("kind", "patient_id.name")
    def _compute_contact(self):  # pylint: disable=missing-return
        super()._compute_contact()
        for account in self:
            if account.kind == "individual":
                account.name = account.patient_id.name

    def _search_name(self, operator, value):
        return ["|", ("partner_id.name", operator, value), ("patient_id.name", operator, value)]

    @api.depends("name", "reference")
    def _compute_display_name(self):
        for account in self:
            account.display_name = account.name or account.reference

    @api.depends("plan_ids.state", "plan_ids.done_on", "contact_every_days", "managed_since")
    def _compute_contact_days(self):
        for account in self:
            done = account.plan_ids.filtered(lambda line: line.state == "done" and line.done_on)
            account.last_contact_on = max(done.mapped("done_on"), default=False)
            last, days = account.last_contact_on or account.managed_since, account.contact_every_days
            account.next_contact_on = last + timedelta(days=days) if last and days else False

    @api.depends("next_contact_on", "active")
    def _compute_is_contact_due(self):
        today = self._today()
        for account in self:
            account.is_contact_due = account.active and bool(
                account.next_contact_on and account.next_contact_on <= today
            )

    def _search_is_contact_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("active", "=", True), ("next_contact_on", "<=", self._today())]

    def _compute_member_count(self):
        today = self._today()
        counts = self.env["hcs.key.account.member"]._read_group(
            [("account_id", "in", self.ids), *self.env["hcs.key.account.member"]._domain_on(today)],
            ["account_id"],
            ["__count"],
        )
        known = {account.id: count for account, count in counts}
        for account in self:
            account.member_count = known.get(account.id, 0)

    @api.model
    def _today(self):
        return self.env["hcs.vip.membership"]._as_of()

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        # sudo: agents take a number without reading the counter
        sequence = self.env["ir.sequence"].sudo()
        return super().create([{**vals, "reference": sequence.next_by_code("hcs.key.account")} for vals in vals_list])

    def write(self, vals):
        if {"kind", "partner_id", "patient_id"} & vals.keys() and not self.env.su:
            for account in self:
                if any(
                    (account[name].id if name != "kind" else account.kind) != vals[name]
                    for name in {"kind", "partner_id", "patient_id"} & vals.keys()
                ):
                    raise UserError(
                        self.env._("Whom a key account is about stays as it is. Archive it and add another one.")
                    )
        return super().write(vals)

    @api.model
    def _needs_contact(self, vals):
        return vals.get("kind", "organisation") == "organisation"

    @api.constrains("kind", "partner_id", "patient_id")
    def _check_who(self):
        for account in self:
            if account.partner_id and not account.partner_id.is_company:
                raise ValidationError(
                    self.env._("Choose an organisation. A key individual is added with the patient's record.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(account.member_ids or account.plan_ids or account.contract_ids for account in self):
            raise UserError(self.env._("This key account has a history. Archive it instead."))

    # ACTIONS
    @arguments(
        kind=a_choice("kind", "hcs.key.account.plan"),
        note=a_text,
        on=a_day,
        person_id=a_record("hcs.key.account.person"),
    )
    def action_note_contact(self, kind="call", note=None, on=None, person_id=None):
        """A contact that was not planned: what was said, with whom, on which day. The rhythm counts from it."""
        self.ensure_one()
        line = self.env["hcs.key.account.plan"].create(
            {
                "account_id": self.id,
                "person_id": person_id or False,
                "kind": kind or "call",
                "name": dict(self.env["hcs.key.account.plan"]._fields["kind"]._description_selection(self.env))[
                    kind or "call"
                ],
                "due_on": on or self._today(),
            }
        )
        line.action_done(note, on)
        return line

    def action_open_members(self):
        return self._open_lines("hospital_customer_service.hcs_key_account_member_action")

    def action_open_rosters(self):
        return self._open_lines("hospital_customer_service.hcs_key_account_roster_action")

    def _open_lines(self, action):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(action),
            "domain": [("account_id", "=", self.id)],
            "context": {"default_account_id": self.id},
        }
