from odoo import api, models
from odoo.tools import SQL

from .hcs_complaint_ticket import OPEN_STATES

# what may wait until the complaint is answered; what the person asked for goes on
HELD_PURPOSES = ("followup", "survey", "greeting", "marketing")
SERIOUS = ("3", "4", "5")
ON_HOLD = "on_hold"


class HcsContactGuard(models.AbstractModel):
    """Nobody calls for a follow-up while a serious complaint of the person is open.

    The reason is kept in words that do not speak of a complaint: staff it names read them too.
    """

    _inherit = "hcs.contact.guard"

    @api.model
    def _more_reasons(self, patients, reasons, asked):
        reasons = super()._more_reasons(patients, reasons, asked)
        if asked.purpose not in HELD_PURPOSES:
            return reasons
        held = patients._ids_on_hold()
        # a death or a refusal is said as it is; the hour matters less than this
        return {
            patient_id: ON_HOLD if patient_id in held and (not reason or reason in self._hours()) else reason
            for patient_id, reason in reasons.items()
        }

    @api.model
    def _hours(self):
        return ("outside_window", "holiday", "cap_day", "cap_week")

    @api.model
    def _on_hold_sql(self, patient_id):
        """Condition in SQL: a serious complaint of the patient with the id ``patient_id`` (SQL) is open."""
        return SQL(
            "EXISTS (SELECT FROM hcs_complaint_ticket serious WHERE serious.patient_id = %s"
            " AND serious.state IN %s AND serious.active"
            " AND (serious.kind = 'dispute' OR serious.kind = 'complaint' AND serious.severity IN %s))",
            patient_id,
            OPEN_STATES,
            SERIOUS,
        )

    @api.model
    def _reason_texts(self):
        return super()._reason_texts() | {
            ON_HOLD: self.env._("Calls to this patient are on hold. Ask your team leader before you call."),
        }
