from dateutil.relativedelta import relativedelta

from odoo import api, models

# what a hospital wishes or offers, as against care and what somebody asked for
GROWN_UP_PURPOSES = ("greeting", "marketing")
GROWN_UP = 18
MINOR = "minor"


class HcsContactGuard(models.AbstractModel):
    """Wishes and offers are not sent to children: the number belongs to their parents, who did not ask for them."""

    _inherit = "hcs.contact.guard"

    @api.model
    def _more_reasons(self, patients, reasons, asked):
        reasons = super()._more_reasons(patients, reasons, asked)
        if asked.purpose not in GROWN_UP_PURPOSES:
            return reasons
        patients_sudo = patients.sudo()  # sudo: a verdict about the patient, never a value
        minors = {
            patient.id
            for patient in patients_sudo
            if patient.birthdate
            and patient.birthdate
            > (asked.company or patient.company_id)._hcs_local_date(asked.at) - relativedelta(years=GROWN_UP)
        }
        # a death or a missing consent is said as it is
        return {
            patient_id: MINOR if patient_id in minors and (not reason or reason in self._hours()) else reason
            for patient_id, reason in reasons.items()
        }

    @api.model
    def _reason_texts(self):
        return super()._reason_texts() | {
            MINOR: self.env._("The patient is a child. Wishes and offers are not sent to children."),
        }
