from odoo import api, models
from odoo.tools import SQL

from .hcs_contact_guard import CONSENT_PURPOSES, PHONE_CHANNELS
from .hcs_contact_guard_cap import CAPPED_PURPOSES


class HcsContactGuard(models.AbstractModel):
    """Numbers that asked not to be called, whosever they are, and people of whom only a number is known (FUP-13).

    What such a person asked for is still answered; what the hospital starts by itself is not.
    """

    _inherit = "hcs.contact.guard"

    @api.model
    def _more_reasons(self, patients, reasons, asked):
        reasons = super()._more_reasons(patients, reasons, asked)
        if asked.number_known or asked.channel not in PHONE_CHANNELS or asked.purpose not in CAPPED_PURPOSES:
            return reasons
        free = patients.filtered(lambda patient: not reasons[patient.id])
        return reasons | dict.fromkeys(free._with_blocked_numbers().ids, "number_blocked")

    @api.model
    def _check_number(
        self, number, purpose, channel, at, team=None, requested=False, company=None, confirmed_holiday=False
    ):
        """The first reason against a contact with a number of which no patient is known, False for none."""
        company = company or self.env.company
        if not number:
            return "no_number"
        if purpose in CONSENT_PURPOSES:
            return "consent_missing"
        if purpose in CAPPED_PURPOSES:
            e164 = self.env["hcs.patient.phone"]._format_e164(number, company.country_id.code)
            if self._blocked_numbers([e164]):
                return "number_blocked"
            if reason := self._owner_reason(e164, purpose, channel, company):
                return reason
        return self._time_reason(company, channel, at, team, requested, confirmed_holiday, purpose)

    @api.model
    def _owner_reason(self, e164, purpose, channel, company):
        """The person may have a card after all, and have said there what is respected here."""
        # sudo: a verdict about a number, never whose it is
        phones = self.env["hcs.patient.phone"].sudo()
        domain = [("e164", "=", e164), ("patient_id.company_id", "=", company.id)]
        owners = phones.search(domain).patient_id if e164 else phones.patient_id
        if "consent_withdrawn" in self._consent_reasons(owners, purpose, channel).values():
            return "consent_withdrawn"
        return "deceased" if owners and all(owners.mapped("deceased")) else False

    # ---------------------------------------------------------------- numbers

    @api.model
    def _blocked_numbers(self, numbers):
        """Those of the international ``numbers`` that are not to be called."""
        wanted = {number for number in numbers if number}
        if not wanted:
            return set()
        # sudo: a verdict about a number; the list itself is for administrators
        return set(self.env["phone.blacklist"].sudo().search([("number", "in", list(wanted))]).mapped("number"))

    @api.model
    def _blocked_number_sql(self, number):
        """Condition in SQL: the international ``number`` is not to be called."""
        return SQL("EXISTS (SELECT FROM phone_blacklist nb WHERE nb.active AND nb.number = %s)", number)

    @api.model
    def _block_number(self, number, company):
        """Somebody asked not to be called at ``number`` any more."""
        e164 = self.env["hcs.patient.phone"]._format_e164(number, company.country_id.code)
        if not e164:
            return False
        # sudo: what was said on the phone counts, whoever may keep the list
        self.env["phone.blacklist"].sudo()._add([e164])
        return True

    @api.model
    def _reason_texts(self):
        return super()._reason_texts() | {
            "number_blocked": self.env._("This number asked not to be called any more. Respect it."),
        }
