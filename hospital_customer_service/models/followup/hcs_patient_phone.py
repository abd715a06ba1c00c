from odoo import api, models


class HcsPatientPhone(models.Model):
    """A number that is entered or corrected lets the follow-ups that waited for it go on (FUP-06)."""

    _inherit = "hcs.patient.phone"

    @api.model_create_multi
    def create(self, vals_list):
        phones = super().create(vals_list)
        phones._followup_number_entered()
        return phones

    def write(self, vals):
        before = {phone.id: phone.sudo().number for phone in self} if "number" in vals else {}
        result = super().write(vals)
        changed = self.filtered(lambda phone: phone.id in before and before[phone.id] != phone.sudo().number)
        if "wrong" not in vals and (corrected := changed.filtered("wrong")):
            corrected.sudo().write({"wrong": False})  # sudo: it is another number now
        if "wrong" in vals and not vals["wrong"]:
            changed = self
        changed._followup_number_entered()
        return result

    def _followup_number_entered(self):
        usable = self.filtered(lambda phone: not phone.wrong)
        if usable:
            self.env["hcs.followup.number"]._number_entered(usable.patient_id)
