import unicodedata

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...models.desk.hcs_service_record import OPEN_STATES


class HcsAdmissionRequest(models.TransientModel):
    """A doctor or nurse asks the desk for help with an admission or a discharge (SVC-06).

    The answer is the same whether the centre knows the patient or not: a ward that guesses numbers learns nothing.
    """

    _name = "hcs.admission.request"
    _description = "Ask for help with admission or discharge"
    _inherit = ["hcs.input.mixin"]

    kind = fields.Selection(
        [("admission", "Admission"), ("discharge", "Discharge")], required=True, default="admission"
    )
    ward_id = fields.Many2one(
        "hcs.department",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["hcs.department"].search([("is_mine", "=", True)], limit=1),
    )
    mrn = fields.Char("Record number", help="As it stands on the patient's wristband or card.")
    patient_name = fields.Char("Patient", required=True, help="The whole name.")
    wanted_at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    doctor_id = fields.Many2one(
        "hcs.practitioner", "Doctor who takes over", ondelete="cascade", domain="[('department_id', '=', ward_id)]"
    )
    nurse_id = fields.Many2one(
        "hcs.practitioner", "Nurse who takes over", ondelete="cascade", domain="[('department_id', '=', ward_id)]"
    )
    place = fields.Char("Where the patient is", help="Clinic, room or bed where the patient is fetched.")
    note = fields.Text(help="What whoever comes should know: wheelchair, oxygen, relatives.")

    @api.onchange("ward_id")
    def _onchange_ward_id(self):
        if self.doctor_id.department_id != self.ward_id:
            self.doctor_id = False
        if self.nurse_id.department_id != self.ward_id:
            self.nurse_id = False

    def action_send(self):
        """Hand the request to the desk and say under which number it runs."""
        self.ensure_one()
        self.check_access("write")
        if not self.env.user._is_hcs_respondent():
            raise UserError(self.env._("Ask for the role “Department respondent” first."))
        patient = self._find_patient()
        record = self._open_record(patient) if patient else self.env["hcs.service.record"]
        if not record:
            record = self.env["hcs.service.record"]._request_ward_service(
                self.kind, patient, self.ward_id, self.wanted_at, self._prepare_record(patient)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The desk has your request %(reference)s.", reference=record.sudo().reference),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _prepare_record(self, patient):
        values = {
            "asked_by_id": self.env.uid,
            "channel": "web",
            "caller_name": self.env.user.name,
            "ward_doctor_id": self.doctor_id.id,
            "ward_nurse_id": self.nurse_id.id,
            "place": self.place,
            "description": self.note,
        }
        if not patient:
            said = self.env._(
                "No patient with this name and number is on record: %(name)s, %(mrn)s",
                name=self.patient_name,
                mrn=self.mrn or "–",
            )
            values["description"] = "\n".join(filter(None, (self.note, said)))
        return values

    def _find_patient(self):
        """The one patient of this hospital with this number and name; by the name alone where it is the only one."""
        # sudo: a ward knows its patient and not our archive; nothing of what is found goes back to it
        patients = self.env["hcs.patient"].sudo()
        domain = Domain("company_id", "=", self.ward_id.company_id.id)
        mrn = unicodedata.normalize("NFKC", self.mrn or "").strip()
        if mrn:
            found = patients.search(domain & Domain("mrn", "in", [mrn, mrn.upper()]), limit=2)
            return found if len(found) == 1 and _same(found.name, self.patient_name) else patients
        found = patients.search(domain & Domain("name", "=", self.patient_name.strip()), limit=2)
        return found if len(found) == 1 else patients

    def _open_record(self, patient):
        """An open service of this kind for the patient: asked twice it is done once."""
        # sudo: see above
        return (
            self.env["hcs.service.record"]
            .sudo()
            .search(
                [
                    ("patient_id", "=", patient.id),
                    ("type_id.code", "=", self.kind),
                    ("state", "in", OPEN_STATES),
                    ("ward_id", "=", self.ward_id.id),
                ],
                limit=1,
            )
        )


def _same(name, typed):
    """Whether two spellings are one name, spaces and width of the letters aside."""
    return (
        "".join(unicodedata.normalize("NFKC", name).split()).casefold()
        == "".join(unicodedata.normalize("NFKC", typed or "").split()).casefold()
    )
