from odoo import api, fields, models
from odoo.exceptions import UserError

from .res_users import CENTRE

ESCORT = "escort"


class HcsEscortMixin(models.AbstractModel):
    """Records about a patient that suggest an escort for special-care customers, with one click (PAT-03)."""

    _name = "hcs.escort.mixin"
    _description = "Escort suggested for special-care patients"

    # where the patient stands, and in which states a patient may still need somebody
    _escort_open_states = ("new", "in_progress", "waiting", "planned", "arrived", "booked", "confirmed")

    escort_suggestion = fields.Char(
        compute="_compute_escort_suggestion", groups=CENTRE, help="Why this patient should be offered an escort."
    )

    @api.depends(lambda self: ("patient_id", "state") if "patient_id" in self._fields else ())
    def _compute_escort_suggestion(self):
        # sudo: the reason for special care is no secret to whoever sees the patient
        patients = self.sudo().patient_id
        escorted = self.env["hcs.service.record"].sudo()._escorted(patients)
        for record in self:
            patient = record.sudo().patient_id
            wanted = record.state in self._escort_open_states and patient.is_special_care and not record._is_escort()
            record.escort_suggestion = patient.special_care if wanted and patient not in escorted else False

    def _is_escort(self):
        """Whether the record is an escort, or has one of its own, itself."""
        return False

    def _escort_values(self):
        """What an escort takes over from this record."""
        return {}

    def action_create_escort(self):
        """Open an escort for the patient, filled in; the one that is open where there is one."""
        self.ensure_one()
        self.check_access("write")
        services = self.env["hcs.service.record"]
        if not self.patient_id:
            raise UserError(self.env._("Say first who the patient is."))
        record = services._escorted(self.patient_id).get(self.patient_id)
        if not record:
            record = services.create(
                {
                    "type_id": services._service_type(ESCORT, self.company_id).id,
                    "patient_id": self.patient_id.id,
                    "company_id": self.company_id.id,
                    "channel": "on_site",
                    "department_id": self.department_id.id if "department_id" in self._fields else False,
                    **self._escort_values(),
                }
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.service.record",
            "res_id": record.id,
            "views": [(False, "form")],
        }
