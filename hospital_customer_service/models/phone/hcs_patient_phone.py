from odoo import models
from odoo.exceptions import UserError


class HcsPatientPhone(models.Model):
    _inherit = "hcs.patient.phone"

    def action_call(self):
        """Call this number of the patient."""
        self.ensure_one()
        self.check_access("read")
        if self.wrong:
            raise UserError(self.env._("This number is marked as wrong. Correct it, or call another one."))
        phone = self.sudo()  # sudo: the number is dialled; whether it is shown is decided there
        return self.env["hcs.phone.call"]._start(phone.number, phone.patient_id)
