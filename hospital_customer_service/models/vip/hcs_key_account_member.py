from collections import defaultdict
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.visit_targets import OCCURRED_STATES
from ..common.arguments import a_day, arguments


class HcsKeyAccountMember(models.Model):
    """A patient who is on the roster of an organisation from a day until a day (KA1)."""

    _name = "hcs.key.account.member"
    _description = "Person on the Roster"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "account_id, employee_number, id"
    _rec_name = "patient_id"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"
    _flow_fields = frozenset({"roster_id"})

    account_id = fields.Many2one(
        "hcs.key.account", "Organisation", required=True, index=True, ondelete="restrict", check_company=True,
        domain="[('kind', '=', 'organisation')]",
    )  # fmt: skip
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    patient_id = fields.Many2one("hcs.patient", required=True, index=True, ondelete="restrict", check_company=True)
    group_id = fields.Many2one(
        "hcs.key.account.group", "Check-up group", index="btree_not_null", ondelete="restrict", check_company=True,
        domain="[('account_id', '=', account_id)]",
    )  # fmt: skip
    employee_number = fields.Char()
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("Last day", help="Nothing is owed from the day after. Empty: still there.")
    roster_id = fields.Many2one(
        "hcs.key.account.roster",
        "Imported with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    is_entitled = fields.Boolean("Entitled today", compute="_compute_entitlement", search="_search_is_entitled")
    checkups_used = fields.Integer("Check-ups used", compute="_compute_entitlement")
    checkups_left = fields.Integer("Check-ups left", compute="_compute_entitlement")

    _days = models.Constraint("CHECK (date_to IS NULL OR date_from <= date_to)", "Nobody leaves before joining.")
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int8range(account_id, account_id, '[]') WITH &&,"
        " int8range(patient_id, patient_id, '[]') WITH &&, daterange(date_from, date_to, '[]') WITH &&)",
        "This person is on the roster on some of these days already.",
    )

    @api.model
    def _domain_on(self, day):
        """Whoever is on a roster on ``day``."""
        return Domain("date_from", "<=", day) & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))

    @api.depends("date_from", "date_to", "group_id")
    @api.depends_context("hcs_as_of")
    def _compute_entitlement(self):
        day = self.env["hcs.key.account"]._today()
        members = self._origin
        contracts = members._contracts_on(day)
        used = members._checkups_used(day)
        for member in self:
            count = used.get(member._origin.id, 0)
            quota = member.group_id.quota
            on_roster = bool(member.date_from and member.date_from <= day) and (
                not member.date_to or member.date_to >= day
            )
            member.is_entitled = on_roster and member.account_id._origin.id in contracts
            member.checkups_used = count
            member.checkups_left = max(quota - count, 0) if member.is_entitled else 0

    def _search_is_entitled(self, operator, value):
        if operator != "in":
            return NotImplemented
        day = self.env["hcs.key.account"]._today()
        running = Domain("account_id.contract_ids", "any", [("date_from", "<=", day), ("date_to", ">=", day)])
        return self._domain_on(day) & running

    def _contracts_on(self, day):
        """``{account id: contract}`` of the contracts that hold on ``day``."""
        contracts = self.env["hcs.key.account.contract"].search(
            [("account_id", "in", self.account_id.ids), ("date_from", "<=", day), ("date_to", ">=", day)]
        )
        return {contract.account_id.id: contract for contract in contracts}

    def _checkups_used(self, day):
        """``{member id: check-ups}`` during the contract of ``day``, until that day, in one query."""
        contracts = self._contracts_on(day)
        if not self.ids or not contracts:
            return {}
        visits = self.env["hcs.visit"]
        visits.flush_model()
        self.flush_model()
        company = self.env.company
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT member.id, count(*)
                         FROM hcs_key_account_member member
                         JOIN hcs_key_account_contract contract ON contract.id = ANY(%(contracts)s)
                          AND contract.account_id = member.account_id
                         JOIN hcs_visit visit ON visit.patient_id = member.patient_id
                        WHERE member.id = ANY(%(ids)s) AND visit.kind = 'checkup' AND visit.state IN %(states)s
                          AND (%(at)s AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                              BETWEEN GREATEST(contract.date_from, member.date_from) AND %(day)s
                        GROUP BY member.id""",
                    contracts=[contract.id for contract in contracts.values()],
                    ids=list(self.ids),
                    states=tuple(OCCURRED_STATES),
                    at=visits._visit_at_sql("visit"),
                    tz=company.hcs_tz,
                    day=day,
                )
            )
        )

    @api.constrains("account_id", "group_id")
    def _check_group(self):
        for member in self:
            if member.account_id.kind != "organisation":
                raise UserError(self.env._("Only an organisation has a roster."))
            if member.group_id and member.group_id.account_id != member.account_id:
                raise UserError(self.env._("This check-up group belongs to another organisation. Choose another one."))

    @api.model_create_multi
    def create(self, vals_list):
        self._check_free(vals_list)
        return super().create(vals_list)

    def _check_free(self, vals_list):
        """In words, before the database refuses it: somebody is on a roster once at a time."""
        people = [vals.get("patient_id") for vals in vals_list]
        known = defaultdict(list)
        # sudo: taken is taken, whoever may see it
        for member in self.sudo().search_fetch([("patient_id", "in", people)], ["account_id", "date_from", "date_to"]):
            known[member.patient_id.id, member.account_id.id].append((member.date_from, member.date_to))
        today = fields.Date.context_today(self)
        for vals in vals_list:
            start = fields.Date.to_date(vals.get("date_from")) or today
            end = fields.Date.to_date(vals.get("date_to")) or date.max
            days = known[vals.get("patient_id"), vals.get("account_id")]
            if any(first <= end and start <= (last or date.max) for first, last in days):
                raise UserError(self.env._("This person is on the roster on some of these days already."))
            days.append((start, end))

    def write(self, vals):
        if not self.env.su and {"account_id", "patient_id", "date_from"} & vals.keys():
            raise UserError(self.env._("Who was on the roster since when stays on record. End it and add a new line."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_import(self):
        if not self.env.su:
            raise UserError(self.env._("Who was on the roster stays on record. Enter the last day instead."))

    @arguments(on=a_day)
    def action_leave(self, on=None):
        """Nothing is owed from the day after ``on``; what was given stays on record."""
        self.check_access("write")
        if any(member.date_to for member in self):
            raise UserError(self.env._("This person has left already. Reload the page."))
        day = on or self.env["hcs.key.account"]._today()
        for member in self:
            if day < member.date_from:
                raise UserError(self.env._("Nobody leaves before joining."))
            member.date_to = day
