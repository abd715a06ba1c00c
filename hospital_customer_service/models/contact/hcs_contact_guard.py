from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

# Purposes that need a consent of their own; care after a treatment only stops when it is withdrawn (SEC-02).
CONSENT_PURPOSES = ("survey", "greeting", "marketing", "recording", "disclosure")
# Channels that ring or buzz: they keep to the calling windows.
WINDOW_CHANNELS = ("call", "sms")
PHONE_CHANNELS = ("call", "sms")


class AskedContact(NamedTuple):
    """What the guard is asked about, see :meth:`HcsContactGuard._check`."""

    purpose: str
    channel: str
    at: object
    requested: bool
    number_known: bool
    company: object


class HcsContactGuard(models.AbstractModel):
    """May this person be contacted, for this purpose, by this channel, at this time?

    Asked when planning (``_blocked_sql``, what does not change with the hour) and again when dialling or sending
    (``_check``). A test proves that both agree.
    """

    _name = "hcs.contact.guard"
    _description = "Guard of everything that reaches a person"

    @api.model
    def _check(
        self,
        patients,
        purpose,
        channel,
        at,
        team=None,
        requested=False,
        company=None,
        confirmed_holiday=False,
        number_known=False,
    ):
        """The first reason against a contact of each patient.

        :param at: moment of the contact, naive UTC
        :param requested: the patient asked for this time: windows do not apply
        :param confirmed_holiday: somebody confirmed that a requested time on a holiday is meant
        :param number_known: the number is not one of the card, so it is not looked for
        :return: ``{patient_id: reason_code or False}``
        """
        # sudo: a verdict about the patient, never a value
        patients_sudo = patients.sudo()
        patients_sudo.fetch(["deceased", "company_id"])
        consents = self._consent_reasons(patients_sudo, purpose, channel)
        numbers = {} if number_known else self._number_reasons(patients_sudo, channel)
        times = {
            owner: self._time_reason(owner, channel, at, team, requested, confirmed_holiday, purpose)
            for owner in (company or patients_sudo.company_id)
        }
        reasons = {
            patient.id: (
                (patient.deceased and "deceased")
                or consents.get(patient.id)
                or numbers.get(patient.id)
                or times[company or patient.company_id]
            )
            or False
            for patient in patients_sudo
        }
        return self._more_reasons(
            patients, reasons, AskedContact(purpose, channel, at, requested, number_known, company)
        )

    @api.model
    def _more_reasons(self, patients, reasons, asked):
        """Hook: what other rooms have against the contact.

        :param reasons: what is known so far, ``{patient_id: reason_code or False}``
        :param asked: the :class:`AskedContact`
        :return: the same, with what the room adds
        """
        return reasons

    @api.model
    def _consent_reasons(self, patients, purpose, channel):
        """Why the consent of each patient does not allow it; patients without a reason are left out."""
        if purpose not in dict(self.env["hcs.consent"]._fields["purpose"].selection):
            return {}
        needed = purpose in CONSENT_PURPOSES
        reasons = {}
        for patient_id, state in patients._consent_states(purpose, channel).items():
            if state == "withdrawn":
                reasons[patient_id] = "consent_withdrawn"
            elif needed and state != "given":
                reasons[patient_id] = "consent_missing"
        return reasons

    @api.model
    def _number_reasons(self, patients, channel):
        """Why there is nothing to dial or write to; a number that no network knows may still be dialled by hand."""
        if channel == "email":
            return {patient.id: "no_number" for patient in patients if not patient.email}
        if channel not in PHONE_CHANNELS:
            return {}
        reasons = {}
        for patient in patients:
            phones = patient.phone_ids.filtered("number")
            usable = phones.filtered(lambda phone: not phone.wrong and (channel == "call" or not phone.invalid))
            if not phones:
                reasons[patient.id] = "no_number"
            elif not usable:
                reasons[patient.id] = "wrong_number"
        return reasons

    @api.model
    def _time_reason(self, company, channel, at, team, requested, confirmed_holiday, purpose=None):
        if channel not in WINDOW_CHANNELS:
            return False
        if purpose == "service" and channel == "sms":
            return False if company._hcs_message_hours_cover(at) else "outside_window"
        if requested:
            return False if confirmed_holiday or not self._is_closed_day(company, at) else "holiday"
        if self.env["hcs.calling.slot"]._covers(company, at, team, channel):
            return False
        return "holiday" if self._is_closed_day(company, at) else "outside_window"

    @api.model
    def _next_allowed(self, company, purpose, channel, at, team=None):
        """The first moment from ``at`` at which the hour is no reason against a contact, if soon.

        What somebody waits for, such as the confirmation of a booking, keeps to the hours of service messages on every
        day; everything else keeps to the calling windows.
        """
        if channel not in WINDOW_CHANNELS:
            return at
        if purpose == "service" and channel == "sms":
            return company._hcs_next_message_hour(at)
        # sudo: whoever plans or asks needs the hours, not the right to list slots
        slot = self.env["hcs.calling.slot"]._next_slot(company, at, team, channel).sudo()
        return max(at, slot.from_utc) if slot else None

    @api.model
    def _is_closed_day(self, company, at):
        """A public holiday, or a day that the hospital marked as *no call*."""
        day = company._hcs_local_date(at)
        if company._hcs_day_kind(day)[0] == "holiday":
            return True
        _kinds, no_call, _official = self.env["hcs.calendar.day"]._get_year(company.id, day.year)
        return day in no_call

    @api.model
    def _reason_text(self, code):
        """A refusal in words that say what to do; empty for no reason."""
        return self._reason_texts()[code] if code else ""

    @api.model
    def _reason_texts(self):
        return {
            "deceased": self.env._("The patient has died. Do not call; speak to your team leader about the family."),
            "consent_withdrawn": self.env._("The patient does not want to be contacted for this. Respect it."),
            "consent_missing": self.env._("The patient has not agreed to this. Ask for consent on another occasion."),
            "no_number": self.env._("There is no number or address. Look into the hospital's record and add one."),
            "wrong_number": self.env._(
                "Every number is marked as wrong. Correct the numbers on the patient card first."
            ),
            "outside_window": self.env._("It is outside the calling hours. The next window is the time to call."),
            "holiday": self.env._("It is a holiday. Call only when the patient asked for this day, and confirm it."),
        }

    @api.model
    def _blocked_sql(self, purpose, channel, patient_alias="p"):
        """Condition in SQL, never NULL: the patient of ``patient_alias`` may not be contacted at any hour.

        Deceased, or without the consent this purpose needs. Numbers and windows are left to :meth:`_check`: a number
        may be corrected, a window opens.
        """
        deceased = SQL("COALESCE(%s, FALSE)", SQL.identifier(patient_alias, "deceased"))
        if purpose not in dict(self.env["hcs.consent"]._fields["purpose"].selection):
            return SQL("(%s)", deceased)
        latest = SQL(
            """(SELECT guard_consent.state
                  FROM hcs_consent guard_consent
                 WHERE guard_consent.patient_id IN (
                       SELECT %s UNION ALL SELECT guard_merged.id FROM hcs_patient guard_merged
                        WHERE guard_merged.merged_into_id = %s)
                   AND guard_consent.purpose = %s
                   AND guard_consent.channel IN %s
                 ORDER BY guard_consent.at DESC, guard_consent.id DESC
                 LIMIT 1)""",
            SQL.identifier(patient_alias, "id"),
            SQL.identifier(patient_alias, "id"),
            purpose,
            tuple(sorted({"any", channel})),
        )
        if purpose in CONSENT_PURPOSES:
            return SQL("(%s OR %s IS DISTINCT FROM 'given')", deceased, latest)
        return SQL("(%s OR %s IS NOT DISTINCT FROM 'withdrawn')", deceased, latest)
