from odoo import models

from ..common.arguments import a_choice, a_record, arguments

DIALOG = "hcs.education.send"


class HcsEducationMixin(models.AbstractModel):
    """A record from which a patient is given something to read.

    Without a material the dialog opens, filled with what the record knows; with one it is given at once.
    """

    _name = "hcs.education.mixin"
    _description = "Gives Health Education"

    def _education_patient(self):
        """Hook: who gets it."""
        return self.patient_id

    def _education_department(self):
        """Hook: whose materials come first."""
        return self.department_id if "department_id" in self._fields else self.env["hcs.department"]

    @arguments(
        material_id=a_record("hcs.education.material"),
        channel=a_choice("channel", model="hcs.education.delivery"),
    )
    def action_send_education(self, material_id=None, channel=None):
        self.ensure_one()
        self.check_access("read")
        patient = self._education_patient()
        self.env["hcs.education.delivery"]._check_patient(patient)
        if material_id:
            material = self.env["hcs.education.material"].browse(material_id)
            __, left = self.env["hcs.education.delivery"]._give(material, patient, channel, self)
            return left
        dialog = self.env[DIALOG].create(self._prepare_education_dialog())
        return dialog._open()

    def _prepare_education_dialog(self):
        patient = self._education_patient()
        return {
            "patient_id": patient.id,
            "department_id": self._education_department().id,
            "channel": self._education_channel(patient),
            "res_model": self._name,
            "res_id": self.id,
        }

    def _education_channel(self, patient):
        """How the patient likes it, as far as it can be had."""
        liked = {"email": "email", "wechat": "wechat"}.get(patient.preferred_channel, "sms")
        if liked == "sms" and patient and not patient.has_valid_phone:
            return "print"
        return liked
