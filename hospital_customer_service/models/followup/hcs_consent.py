from odoo import api, models


class HcsConsent(models.Model):
    _inherit = "hcs.consent"

    @api.model_create_multi
    def create(self, vals_list):
        """A withdrawal ends the open follow-ups at once; a consent given again lets the planner take them up."""
        consents = super().create(vals_list)
        followup = consents.filtered(lambda consent: consent.purpose == "followup")
        if followup:
            followup.patient_id._followup_ask_again()
        return consents
