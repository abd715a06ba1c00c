from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_day, a_text, arguments
from .hcs_vip_membership_status import MEMBER

ONE_DAY = timedelta(days=1)


class HcsVipMembership(models.Model):
    """What a member may use, what was used, and taking the last unit (D11, VP6, VP7)."""

    _inherit = "hcs.vip.membership"

    balance_ids = fields.Many2many(
        "hcs.vip.benefit", string="Benefits", compute="_compute_balance_ids", help="Of the term of the day."
    )
    service_count = fields.Integer("Services", compute="_compute_service_count")
    opinion_ids = fields.Many2many("hcs.opinion", string="The member's words", compute="_compute_opinion_ids")
    terms_due = fields.Boolean("Term not paid", compute="_compute_terms_due")

    @api.depends("term_ids.date_to", "version_id")
    @api.depends_context("hcs_as_of")
    def _compute_balance_ids(self):
        day = self._as_of()
        for membership in self:
            membership.balance_ids = membership._version_on(day).benefit_ids

    def _compute_opinion_ids(self):
        """What the member and the family said while they were members."""
        for membership in self:
            people = membership.patient_id | membership.family_ids.patient_id
            membership.opinion_ids = self.env["hcs.opinion"].search([("patient_id", "in", people.ids)], limit=80)

    @api.depends("term_ids.payment", "term_ids.void")
    def _compute_terms_due(self):
        for membership in self:
            membership.terms_due = any(
                term.payment == "due" and term.amount and not term.void for term in membership.term_ids
            )

    def _compute_service_count(self):
        counts = dict(
            self.env["hcs.vip.service"]._read_group(
                [("membership_id", "in", self.ids)], ["membership_id"], ["__count"]
            )
        )
        for membership in self:
            membership.service_count = counts.get(membership._origin, 0)

    def _version_on(self, day):
        """What the member was promised for ``day``."""
        return self._term_on(day).version_id or self.version_id

    def web_read(self, specification):
        """The list of benefits on the form says what is left of this membership."""
        single = self.with_context(hcs_membership=self.id) if len(self) == 1 else self
        return super(HcsVipMembership, single).web_read(specification)

    web_read._readonly = False

    # BALANCE
    @arguments(benefit_code=a_text, date=a_day)
    def balance_on(self, benefit_code, date=None):
        """Units left on a day: the sum of the lines of the lots of that day until its end.

        :param date: a day; today where left out
        """
        self.ensure_one()
        self.check_access("read")
        day = self._to_day(date) if date else self._as_of()
        return self._balances(day).get(benefit_code, 0)

    def _balances(self, day):
        """``{benefit code: units left on the day}``"""
        # sudo: sums of the member's own ledger
        groups = (
            self.env["hcs.vip.benefit.line"]
            .sudo()
            ._read_group(
                [
                    ("membership_id", "=", self.id),
                    ("at", "<", self._start_of(day + ONE_DAY)),
                    ("period_from", "<=", day),
                    ("period_to", ">=", day),
                ],
                ["benefit_id"],
                ["units:sum"],
            )
        )
        balances = {}
        for benefit, units in groups:
            balances[benefit.code] = balances.get(benefit.code, 0) + units
        return balances

    def get_benefits(self, date=None):
        """Benefits of a day for the screen: ``[{code, name, kind, how_often, left, unlimited, standing}]``"""
        self.ensure_one()
        self.check_access("read")
        day = self._to_day(date) if date else self._as_of()
        balances = self._balances(day)
        return [
            {
                "id": benefit.id,
                "code": benefit.code,
                "name": benefit.name,
                "kind": benefit.kind,
                "how_often": benefit.quota_text,
                "left": balances.get(benefit.code, 0),
                "counted": benefit._is_counted(),
                "standing": benefit.standing,
                "shareable": benefit.shareable,
            }
            for benefit in self._version_on(day).benefit_ids
        ]

    # TAKING
    def action_reserve(self, benefit_code, patient_id=None, planned_at=None, note=None):
        """Hold one unit for a service at an agreed time."""
        return self._take_benefit("reserve", benefit_code, patient_id, planned_at, note)

    def action_use(self, benefit_code, patient_id=None, note=None):
        """Use one unit now: the service begins and is signed off when it is done."""
        return self._take_benefit("use", benefit_code, patient_id, None, note)

    def _take_benefit(self, kind, benefit_code, patient_id, planned_at, note):
        self.ensure_one()
        self.check_access("read")
        services = self.env["hcs.vip.service"]
        services.check_access("create")
        now = fields.Datetime.now()
        planned = self._to_moment(planned_at) or now
        day = self.company_id._hcs_local_date(max(planned, now))
        self._check_usable(day)
        benefit = self._find_benefit(benefit_code, day)
        patient = self._find_person(patient_id, benefit, day)
        # sudo: the service and its lines are made together, by the button
        service = services.sudo().create(
            {
                "membership_id": self.id,
                "benefit_id": benefit.id,
                "patient_id": patient.id,
                "company_id": self.company_id.id,
                "planned_at": planned,
                "due_at": max(planned, now) + timedelta(minutes=benefit.duty_minutes),
                "note": self._clean(note, "") if note else False,
            }
        )
        self._take_line(kind, benefit, patient, service, day)
        service._begin(kind, now)
        return service.sudo(False)

    def _take_line(self, kind, benefit, patient, service, day):
        lines = self.env["hcs.vip.benefit.line"].sudo()
        values = {
            "membership_id": self.id,
            "company_id": self.company_id.id,
            "benefit_id": benefit.id,
            "patient_id": patient.id,
            "term_id": self._term_on(day).id,
            "kind": kind,
            "at": fields.Datetime.now(),
            "service_id": service.id,
        }
        if not benefit._is_counted():
            lines._append({**values, "units": 0})
        elif not lines._take(values, day, benefit.family_cap if patient != self.patient_id else 0):
            raise UserError(self._nothing_left(benefit, patient, day))

    def _nothing_left(self, benefit, patient, day):
        if patient != self.patient_id and benefit.family_cap and self._balances(day).get(benefit.code, 0) > 0:
            return self.env._(
                "“%(benefit)s”: a family member may use %(cap)s in a period, and they are used.",
                benefit=benefit.name,
                cap=benefit.family_cap,
            )
        return self.env._(
            "“%(benefit)s”: no unit is left on %(day)s (%(quota)s). Offer the service at its ordinary price.",
            benefit=benefit.name,
            day=fields.Date.to_string(day),
            quota=benefit.quota_text,
        )

    def _check_usable(self, day):
        status = self.status_on(day)
        if status not in MEMBER:
            label = dict(self._fields["status"]._description_selection(self.env))[status]
            raise UserError(
                self.env._(
                    "The membership is not in force on %(day)s: %(status)s.",
                    day=fields.Date.to_string(day),
                    status=label,
                )
            )
        term = self._term_on(day)
        if term.payment == "due" and term.amount:
            raise UserError(self.env._("The term of that day is not paid yet. Note the payment, or have it waived."))

    def _find_benefit(self, code, day):
        if not isinstance(code, str) or not code:
            raise UserError(self.env._("Choose the benefit by its code."))
        benefit = self._version_on(day).benefit_ids.filtered(lambda line: line.code == code)
        if not benefit:
            raise UserError(
                self.env._(
                    "The membership has no benefit “%(code)s”. It has: %(codes)s.",
                    code=code[:40],
                    codes=", ".join(self._version_on(day).benefit_ids.mapped("code")),
                )
            )
        if benefit.standing:
            raise UserError(self.env._("“%s” holds as long as the membership: it is not used up.", benefit.name))
        return benefit

    def _find_person(self, patient_id, benefit, day):
        if hasattr(patient_id, "_name"):
            patient_id = patient_id.id
        if not patient_id or patient_id == self.patient_id.id:
            return self.patient_id
        family = self.family_ids.filtered(
            lambda line: (
                line.patient_id.id == patient_id and line.joined_on <= day and (not line.left_on or line.left_on > day)
            )
        )
        if not family:
            raise UserError(self.env._("This person does not share the membership on that day."))
        if not benefit.shareable:
            raise UserError(self.env._("“%s” is for the member alone, not for the family.", benefit.name))
        return family.patient_id

    def _to_moment(self, value):
        if not value:
            return None
        try:
            moment = fields.Datetime.to_datetime(value)
        except (TypeError, ValueError, AttributeError):
            moment = None
        if not isinstance(moment, datetime) or not 2000 <= moment.year <= 2200:
            raise UserError(self.env._("This is not a time. Write it like 2026-05-03 09:30:00."))
        return moment

    # WINDOWS
    def action_open_services(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_vip_service_action")
        return {**action, "domain": [("membership_id", "=", self.id)], "context": {}}

    def action_open_ledger(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_vip_benefit_line_action")
        return {**action, "domain": [("membership_id", "=", self.id)]}
