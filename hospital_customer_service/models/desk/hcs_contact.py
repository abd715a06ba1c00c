from odoo import models


class HcsContact(models.Model):
    _inherit = "hcs.contact"

    def _compute_outcome_name(self):  # pylint: disable=missing-return
        super()._compute_outcome_name()
        names = {"mail_in": self.env._("E-mail received"), "mail_out": self.env._("E-mail sent")}
        for contact in self.filtered(lambda contact: contact.outcome in names):
            contact.outcome_name = names[contact.outcome]
