from datetime import timedelta

from psycopg2.errors import ExclusionViolation

from odoo import models
from odoo.exceptions import UserError

from ...tools.membership import term_end
from ..common.arguments import a_day, a_text, arguments
from .hcs_vip_membership_application import LEADER, VIP

ONE_DAY = timedelta(days=1)
MOST_TERMS = 10


class HcsVipMembership(models.Model):
    """Renewal, change of tier, exceptions and the end (VIP-04, VP4, VP5)."""

    _inherit = "hcs.vip.membership"

    def _check_in_force(self):
        self.check_access("write")
        if any(not membership.activated_at or membership.cancelled_on for membership in self):
            raise UserError(self.env._("This membership is not in force: it was never activated, or it is cancelled."))

    # RENEWAL
    def action_renew(self, terms=1, payment_reference=None):
        """More terms, from the day after the last one: nothing is lost by coming early, nothing given twice.

        In the days of grace the new term begins where the old one ended; later it begins today. The version is the
        one that holds on the first day of the new term.
        """
        self._check_in_force()
        self._check_role((VIP, LEADER), self.env._("The members' desk or a leader renews memberships."))
        if not isinstance(terms, int) or isinstance(terms, bool) or not 1 <= terms <= MOST_TERMS:
            raise UserError(self.env._("Between 1 and %s terms can be added at a time.", MOST_TERMS))
        if payment_reference:
            payment_reference = self._clean(payment_reference, "")
        for membership in self:
            membership._add_terms(
                membership._renewal_day(),
                terms,
                "renewal",
                tier=membership.next_version_id.tier_id,
                payment="paid" if payment_reference else "due",
                payment_reference=payment_reference,
            )

    def _renewal_day(self):
        """The first day of a renewal made today."""
        last = self.term_ids.filtered(lambda term: not term.void).sorted("date_to")[-1:]
        if not last:
            return self._as_of()
        late = self._as_of() > last.date_to + timedelta(days=last.grace_days)
        return self._as_of() if late else last.date_to + ONE_DAY

    def _add_terms(self, start, terms, kind, version=None, tier=None, until=None, **values):
        """Append terms without gap; their benefits are granted at once, for all periods to come.

        :param version: of every term that is added; without it each takes the one that holds on its first day
        :param tier: where it is not that of the last term
        :param until: last day instead of a whole term
        """
        self.ensure_one()
        added = self.env["hcs.vip.term"].sudo()
        last = self.term_ids.filtered(lambda term: not term.void).sorted("date_to")[-1:].version_id or self.version_id
        tier = tier or last.tier_id
        settled = values.get("payment", "due") != "due"
        try:
            with self.env.cr.savepoint():
                for _number in range(terms):
                    # a tier that is no longer offered keeps its last version
                    current = version or tier._version_on(start) or last
                    end = until or term_end(start, current.term_months)
                    added |= added.create(
                        {
                            "membership_id": self.id,
                            "patient_id": self.patient_id.id,
                            "company_id": self.company_id.id,
                            "version_id": current.id,
                            "date_from": start,
                            "date_to": end,
                            "bought_to": end,
                            "grace_days": current.grace_days,
                            "kind": kind,
                            "amount": 0 if kind == "change" else current.price,
                            "settled_by_id": self.env.uid if settled else False,
                            **values,
                        }
                    )
                    start = end + ONE_DAY
                added.flush_recordset()
        except ExclusionViolation:
            raise UserError(
                self.env._("This person is a member on some of these days already. Reload the page.")
            ) from None
        self._follow_terms(added)
        for term in added:
            self._grant_term(term)
        return added

    def _follow_terms(self, added):
        """The membership names the version of the term that runs, or of the first one to come."""
        today = self._as_of()
        version = (self._term_on(today) or added)[:1].version_id
        values = {"version_id": version.id, "tier_id": version.tier_id.id}
        if self.next_version_id.tier_id in added.version_id.tier_id:
            values["next_version_id"] = False
        self._write_flow(values)

    # CHANGE OF TIER
    def action_change_tier(self, version_id):
        """A higher tier begins today and ends on the old last day; a lower one begins with the renewal.

        Either the days stay or the version does: a change is never prorated and extended at the same time.
        """
        self._check_in_force()
        self._check_role((VIP, LEADER), self.env._("The members' desk or a leader changes the tier."))
        version = self._get_version(version_id)
        for membership in self:
            if version.tier_id == membership.version_id.tier_id:
                raise UserError(self.env._("The member has this tier already; a new version comes with the renewal."))
            today = membership._as_of()
            term = membership._term_on(today)
            if version.tier_id.rank > membership.version_id.tier_id.rank and term:
                membership._upgrade(version, term, today)
            else:
                membership._write_flow({"next_version_id": version.id})
            membership.message_post(body=membership._change_text(version))

    def _get_version(self, version_id):
        versions = self.env["hcs.vip.tier.version"]
        if hasattr(version_id, "_name") and version_id._name == versions._name:
            version_id = version_id.id
        if not isinstance(version_id, int) or isinstance(version_id, bool) or not 0 < version_id < 2**31:
            raise UserError(self.env._("Choose the version of the other tier."))
        version = versions.browse(version_id).exists()
        if not version or version.state != "published" or version.valid_from > self._as_of():
            raise UserError(self.env._("Choose a published version that holds already."))
        return version

    def _term_on(self, day):
        return self.term_ids.filtered(lambda term: not term.void and term.date_from <= day <= term.date_to)[:1]

    def _change_text(self, version):
        if self.next_version_id == version:
            return self.env._("%s begins with the next renewal.", version.display_name)
        return self.env._("Changed to %s; the last day stays.", version.display_name)

    def _upgrade(self, version, term, today):
        """Cut the running term yesterday, go on with the higher version until the same day."""
        end = term.date_to
        if term.date_from < today:
            term.sudo().date_to = today - ONE_DAY
        else:
            term.sudo().void = True
        term.flush_recordset()
        used = self._expire_lots(term, today)
        added = self._add_terms(
            today,
            1,
            "change",
            version=version,
            until=end,
            payment=term.payment,
            payment_reference=term.payment_reference,
        )
        self._carry_used(added, used)

    # EXCEPTIONS
    def action_suspend(self, reason=None, until=None):
        """Nothing is given until the last day of the suspension; the rules take over by themselves then."""
        return self.action_override("suspended", reason, until)

    @arguments(status=a_text, reason=a_text, until=a_day)
    def action_override(self, status, reason=None, until=None):
        """An exception from the rules, with reason, approver and end (VP4)."""
        self._check_in_force()
        self._check_role((LEADER,), self.env._("Only a team leader makes an exception. Ask one."))
        if status not in dict(self.env["hcs.vip.override"]._fields["status"].selection):
            raise UserError(self.env._("An exception is active, grace, suspended or expired."))
        reason = self._clean(reason, self.env._("Say why, so that the member can be told."))
        if not until:
            raise UserError(self.env._("Say until which day: an exception without end is not one."))
        today, last = self._as_of(), self._to_day(until)
        if last < today:
            raise UserError(self.env._("The last day lies in the past."))
        # sudo: exceptions are made by this button only
        overrides = self.env["hcs.vip.override"].sudo()
        for membership in self:
            if membership._override_on(today, last):
                raise UserError(self.env._("Another exception holds on some of these days. End it first."))
            overrides.create(
                {
                    "membership_id": membership.id,
                    "status": status,
                    "date_from": today,
                    "date_until": last,
                    "reason": reason,
                    "approver_id": self.env.uid,
                }
            )
        self.invalidate_recordset(["status", "is_member"])

    def _override_on(self, first, last):
        return self.override_ids.filtered(
            lambda line: (
                line.date_from <= last and first <= line.date_until and (not line.ended_on or line.ended_on > first)
            )
        )

    def action_resume(self):
        """The exception ends today, before its time."""
        self._check_in_force()
        self._check_role((LEADER,), self.env._("Only a team leader ends an exception. Ask one."))
        today = self._as_of()
        for membership in self:
            running = membership._override_on(today, today)
            if not running:
                raise UserError(self.env._("There is no exception to end. Reload the page."))
            # sudo: exceptions are ended by this button only
            running.sudo().ended_on = today
        self.invalidate_recordset(["status", "is_member"])

    # THE END
    def action_cancel(self, reason=None):
        """Given up: before it began by whoever works on it, later by the members' desk. History stays."""
        self.check_access("write")
        reason = self._clean(reason, self.env._("Say why it is cancelled."))
        today = self._as_of()
        for membership in self:
            if membership.cancelled_on:
                raise UserError(self.env._("This membership is cancelled already. Reload the page."))
            values = {"cancelled_on": today, "cancelled_by_id": self.env.uid, "cancel_reason": reason}
            if membership.activated_at:
                membership._check_role((VIP, LEADER), self.env._("The members' desk or a leader cancels memberships."))
                membership._end_terms(today)
            else:
                values["state"] = "cancelled"
            membership._write_flow(values)

    def _end_terms(self, today):
        for term in self.term_ids.filtered(lambda line: not line.void and line.date_to >= today):
            self._expire_lots(term, today)
            if term.date_from < today:
                term.sudo().date_to = today - ONE_DAY
            else:
                term.sudo().void = True
        open_services = self.sudo().service_ids.filtered(lambda service: service.state == "reserved")
        for service in open_services:
            service._release(self.env._("The membership was cancelled."))
        self.env["hcs.vip.term"].flush_model()

    def action_note_payment(self, reference=None, waiver_reason=None):
        """The payment of renewed terms is noted, or waived by a leader."""
        self._check_in_force()
        due = self.term_ids.filtered(lambda term: not term.void and term.payment == "due")
        if not due:
            raise UserError(self.env._("Every term is paid. Reload the page."))
        if waiver_reason:
            self._check_role((LEADER,), self.env._("Only a team leader waives the payment. Ask one."))
            values = {"payment": "waived", "waiver_reason": self._clean(waiver_reason, "")}
        else:
            values = {
                "payment": "paid",
                "payment_reference": self._clean(reference, self.env._("Enter the number of the receipt.")),
            }
        # sudo: terms are written by the buttons only
        due.sudo().write({**values, "settled_by_id": self.env.uid})
