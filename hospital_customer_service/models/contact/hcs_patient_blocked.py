from odoo import models


class HcsPatient(models.Model):
    """Patients all of whose numbers asked not to be called."""

    _inherit = "hcs.patient"

    def _with_blocked_numbers(self):
        """Those of whom no usable number is left that may be called."""
        phones = self.sudo().phone_ids.filtered(lambda phone: not phone.wrong)  # sudo: a verdict, never a number
        blocked = self.env["hcs.contact.guard"]._blocked_numbers(phones.mapped("e164"))
        if not blocked:
            return self.browse()
        callable_phones = phones.filtered(lambda phone: phone.e164 not in blocked)
        return self & (phones.patient_id - callable_phones.patient_id).with_env(self.env)
