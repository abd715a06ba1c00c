import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.visit_targets import OCCURRED_STATES

_logger = logging.getLogger(__name__)

BATCH = 500
RENEWAL_TEMPLATE = "membership_ends"


class HcsVipMembership(models.Model):
    """What happens by the calendar: units expire, reminders, assessments. A lost run loses nothing, twice is once."""

    _inherit = "hcs.vip.membership"

    @api.model
    def _cron_advance(self):
        now = fields.Datetime.now()
        for step in (self._expire_units, self._remind, self._assess):
            self._attempt(step, now)
            if not self.env["ir.cron"]._commit_progress(1):
                return

    @api.model
    def _attempt(self, step, *args):
        """Do it, or leave it to the next run: what goes wrong with one member does not hold up the others."""
        try:
            with self.env.cr.savepoint():
                return step(*args)
        except Exception as error:  # pylint: disable=broad-exception-caught
            # the words of the error may quote a patient
            _logger.warning("Members: %s left to the next run (%s)", step.__name__, type(error).__name__)
            return None

    @api.model
    def _companies(self):
        return self.env["res.company"].search([])  # pylint: disable=no-search-all

    # UNITS
    @api.model
    def _expire_units(self, now):
        """Units whose period is over, the oldest first; each at the end of its period, however late the job runs."""
        lines = self.env["hcs.vip.benefit.line"].sudo()
        count = 0
        for company in self._companies():
            count += lines._expire(
                SQL("lot.company_id = %s AND lot.period_to < %s", company.id, company._hcs_local_date(now)),
                SQL("((lot.period_to + 1)::timestamp AT TIME ZONE %s) AT TIME ZONE 'UTC'", company.hcs_tz),
                self.env._("The period is over."),
            )
        return count

    # REMINDERS
    @api.model
    def _remind(self, now, limit=BATCH):
        """Tell the representative and the member that the last day is near: twice for each end, once each."""
        told = self.browse()
        for company in self._companies():
            today = company._hcs_local_date(now)
            stages = (("second", company.hcs_vip_remind_again_days), ("first", company.hcs_vip_remind_days))
            for stage, days in stages:
                if days:
                    told |= self._remind_stage(company, stage, today, today + timedelta(days=days), now, limit)
        return told

    def _remind_stage(self, company, stage, today, until, now, limit):
        domain = Domain("company_id", "=", company.id) & Domain("cancelled_on", "=", False)
        domain &= Domain("date_to", ">=", today) & Domain("date_to", "<=", until)
        domain &= Domain("patient_id.deceased", "=", False)
        near = self.with_context(hcs_as_of=today).search(domain & Domain("status", "=", "active"), order="date_to, id")
        notices = self.env["hcs.vip.notice"].sudo()
        # whoever is told the second time need not be told the first
        stages = [stage] if stage == "second" else ["first", "second"]
        known = {
            (notice.membership_id.id, notice.date_to)
            for notice in notices.search([("membership_id", "in", near.ids), ("stage", "in", stages)])
        }
        due = near.filtered(lambda membership: (membership.id, membership.date_to) not in known)[:limit]
        for membership in due:
            self._attempt(membership._remind_one, stage, now)
        return due

    def _remind_one(self, stage, now):
        # sudo: the job tells; notices are written by it only
        result = self.env["hcs.message.template"]._send(
            RENEWAL_TEMPLATE,
            self.patient_id,
            {"date": fields.Date.to_string(self.date_to), "reference": self.reference},
            res=self,
            key=f"{self.date_to}:{stage}",
        )
        self.env["hcs.vip.notice"].sudo().create(
            {
                "membership_id": self.id,
                "company_id": self.company_id.id,
                "date_to": self.date_to,
                "stage": stage,
                "at": now,
                "message_result": result.get(self.patient_id.id) or False,
            }
        )
        person = self.representative_id or self.activated_by_id
        if person:
            self.activity_schedule(
                "hospital_customer_service.mail_activity_type_vip_renewal",
                date_deadline=self.date_to,
                user_id=person.id,
                summary=self.env._("%(reference)s ends on %(day)s", reference=self.reference, day=self.date_to),
            )

    # ASSESSMENT
    @api.model
    def _assess(self, now, limit=BATCH):
        """Propose the tier of the next term from spending and visits; nothing changes before a person decides."""
        proposals = self.env["hcs.vip.proposal"].sudo()
        made = proposals.browse()
        for company in self._companies():
            if not company.hcs_vip_assess_days:
                continue
            today = company._hcs_local_date(now)
            near = self.with_context(hcs_as_of=today).search(
                [
                    ("company_id", "=", company.id),
                    ("cancelled_on", "=", False),
                    ("date_to", ">=", today),
                    ("date_to", "<=", today + timedelta(days=company.hcs_vip_assess_days)),
                    ("status", "in", ["active", "suspended"]),
                ],
                order="date_to, id",
            )
            known = {
                (proposal.membership_id.id, proposal.date_to)
                for proposal in proposals.search([("membership_id", "in", near.ids)])
            }
            due = near.filtered(lambda membership, known=known: (membership.id, membership.date_to) not in known)
            for membership in due[:limit]:
                made |= self._attempt(membership._assess_one, company, today) or proposals.browse()
        return made

    def _assess_one(self, company, today):
        figures = self._assess_figures(company, today)
        return self.env["hcs.vip.proposal"].sudo().create(self._prepare_proposal(today, *figures))

    def _assess_figures(self, company, today):
        """``(spent, visit days, visits of unknown amount)`` of holder and family in the 12 months before today."""
        since = company._hcs_to_utc(today - relativedelta(months=12), 0.0)
        until = company._hcs_to_utc(today, 0.0)
        people = self.patient_id | self.family_ids.filtered(lambda line: not line.left_on).patient_id
        visits = self.env["hcs.visit"].search_fetch(
            [
                ("patient_id", "in", people.ids),
                ("state", "in", list(OCCURRED_STATES)),
                ("visit_at", ">=", since),
                ("visit_at", "<", until),
            ],
            ["amount_spent", "amount_known", "visit_at", "patient_id"],
        )
        known = visits.filtered("amount_known")
        days = {(visit.patient_id.id, company._hcs_local_date(visit.visit_at)) for visit in visits}
        return sum(known.mapped("amount_spent")), len(days), len(visits - known)

    def _prepare_proposal(self, today, spent, days, unknown):
        tiers = self.env["hcs.vip.tier"].search([("company_id", "in", [self.company_id.id, False])], order="rank")
        current, fitting = self.version_id.tier_id, self.env["hcs.vip.tier"]
        for tier in tiers:
            version = tier._version_on(today)
            reached = spent >= version.min_spend and days >= version.min_visits
            if version and reached and (tier == current or not version.by_invitation):
                fitting = tier
        proposed = fitting or current
        kind = "keep" if proposed == current else "upgrade" if proposed.rank > current.rank else "downgrade"
        return {
            "membership_id": self.id,
            "company_id": self.company_id.id,
            "date_to": self.date_to,
            "assessed_on": today,
            "spent": spent,
            "visit_days": days,
            "unknown_amounts": unknown,
            "kind": kind,
            "tier_id": proposed.id,
        }
