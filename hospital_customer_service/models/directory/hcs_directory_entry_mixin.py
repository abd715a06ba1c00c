from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...tools.pinyin import search_key

# DIR-04: an entry is confirmed once a quarter
CONFIRM_MONTHS = 3
DAYS_TO_CONFIRM = 7
BATCH = 200
ACTIVITY = "hospital_customer_service.mail_activity_type_directory_confirm"
LEADER_GROUP = "hospital_customer_service.group_hcs_leader"


class HcsDirectoryEntryMixin(models.AbstractModel):
    """An entry of the directory: somebody keeps it true and says so every quarter (DIR-04)."""

    _name = "hcs.directory.entry.mixin"
    _inherit = ["hcs.thread.mixin"]
    _description = "Entry of the directory"

    # the field of a proposal that points to this kind of entry
    _proposal_field = None

    owner_id = fields.Many2one(
        "res.users", index="btree_not_null", domain="[('share', '=', False)]", help="Who keeps this entry true."
    )
    confirmed_on = fields.Date(copy=False, help="Day on which the owner last confirmed this entry.")
    is_to_confirm = fields.Boolean(
        "To confirm",
        compute="_compute_is_to_confirm",
        search="_search_is_to_confirm",
        help="Nobody has confirmed this entry within the last quarter.",
    )
    may_confirm = fields.Boolean(compute="_compute_may_confirm")
    proposal_count = fields.Integer(compute="_compute_proposal_count")
    name_key = fields.Char(
        "Pinyin", compute="_compute_name_key", store=True, index="trigram", export_string_translation=False
    )

    @api.depends("name")
    def _compute_name_key(self):
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        translated = self._fields["name"].translate
        for entry in self:
            names = {entry.with_context(lang=code).name for code in languages} if translated else {entry.name}
            entry.name_key = "".join(sorted(filter(None, map(search_key, names)))) or False

    @api.model
    def _confirm_limit(self):
        """Entries confirmed before this day are due again."""
        return fields.Date.context_today(self) - relativedelta(months=CONFIRM_MONTHS)

    @api.depends("confirmed_on")
    def _compute_is_to_confirm(self):
        limit = self._confirm_limit()
        for entry in self:
            entry.is_to_confirm = not entry.confirmed_on or entry.confirmed_on < limit

    def _search_is_to_confirm(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("confirmed_on", "=", False) | Domain("confirmed_on", "<", self._confirm_limit())

    @api.depends("owner_id")
    @api.depends_context("uid")
    def _compute_may_confirm(self):
        leader = self.env.user.has_group(LEADER_GROUP)
        for entry in self:
            entry.may_confirm = leader or entry.owner_id == self.env.user

    def _compute_proposal_count(self):
        field = self._proposal_field
        counts = dict(
            self.env["hcs.directory.proposal"]._read_group(
                [(field, "in", self.ids), ("state", "=", "proposed")], [field], ["__count"]
            )
        )
        for entry in self:
            entry.proposal_count = counts.get(entry, 0)

    def action_confirm(self):
        """The reader vouches for the entry as it stands today; the owner may, and whoever leads a team."""
        self.check_access("read")
        if not all(self.mapped("may_confirm")):
            raise AccessError(self.env._("Only the owner of this entry or a team leader can confirm it."))
        # sudo: an owner in a department reads the directory and writes nothing else in it
        self.sudo().write({"confirmed_on": fields.Date.context_today(self)})
        self.sudo().activity_feedback([ACTIVITY])

    def action_propose(self):
        """Open an empty proposal about this entry."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Propose a Change"),
            "res_model": "hcs.directory.proposal",
            "views": [(False, "form")],
            "target": "new",
            "context": {f"default_{self._fields['proposal_ids'].inverse_name}": self.id},
        }

    def action_open_proposals(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hospital_customer_service.hcs_directory_proposal_action"
        )
        field = self._proposal_field
        action["domain"] = [(field, "=", self.id)]
        action["context"] = {f"default_{field}": self.id}
        return action

    # Jobs
    @api.model
    def _cron_ask_confirmation(self):
        """One activity for each entry that is due, with its owner; a second run adds none."""
        for model in ("hcs.department", "hcs.practitioner"):
            due = self.env[model].search([("is_to_confirm", "=", True)]) - self.env[model]._asked_to_confirm()
            self.env["ir.cron"]._commit_progress(remaining=len(due))
            for start in range(0, len(due), BATCH):
                batch = due[start : start + BATCH]
                batch._ask_confirmation()
                if not self.env["ir.cron"]._commit_progress(len(batch)):
                    return

    @api.model
    def _asked_to_confirm(self):
        """The entries whose owner has been asked already and has not answered."""
        activities = self.env["mail.activity"].search(
            [("res_model", "=", self._name), ("activity_type_id", "=", self.env.ref(ACTIVITY).id)]
        )
        return self.browse(activities.mapped("res_id"))

    def _ask_confirmation(self):
        today = fields.Date.context_today(self)
        leaders = {}
        for entry in self:
            person = entry._confirm_person(leaders)
            if not person:
                continue
            due = entry.confirmed_on and entry.confirmed_on + relativedelta(months=CONFIRM_MONTHS)
            entry.activity_schedule(
                ACTIVITY,
                date_deadline=max(due or today, today) + relativedelta(days=DAYS_TO_CONFIRM),
                user_id=person.id,
            )

    def _confirm_person(self, leaders):
        """The owner, or where nobody owns the entry, a leader of the centre.

        :param leaders: answers of this run by company
        """
        self.ensure_one()
        owner = self.owner_id
        if owner.active and self.with_user(owner).has_access("read"):
            return owner
        return self._leader(leaders)

    def _leader(self, leaders):
        company = self.company_id
        if company not in leaders:
            teams = self.env["hcs.team"].search(
                [("company_id", "=", company.id), ("leader_id.active", "=", True)], order="sequence, id"
            )
            leaders[company] = teams.sorted(lambda team: team.kind not in ("information", "inquiry"))[:1].leader_id
        return leaders[company]
