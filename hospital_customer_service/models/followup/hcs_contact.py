from odoo import models


class HcsContact(models.Model):
    """A contact says in words how the call of a follow-up ended."""

    _inherit = "hcs.contact"

    def _compute_outcome_name(self):  # pylint: disable=missing-return
        super()._compute_outcome_name()
        # archived outcomes too: a contact keeps what happened then
        outcomes = self.env["hcs.call.outcome"].with_context(active_test=False)
        names = {outcome.code: outcome.name for outcome in outcomes.search([("code", "in", self.mapped("outcome"))])}
        for contact in self.filtered("outcome"):
            contact.outcome_name = names.get(contact.outcome, contact.outcome_name)
