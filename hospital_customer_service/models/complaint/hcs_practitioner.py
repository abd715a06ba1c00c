from odoo import models


class HcsPractitioner(models.Model):
    """Whoever gets an account is walled from the complaints that name the practitioner, at once."""

    _inherit = "hcs.practitioner"

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            # sudo: the wall follows, whoever keeps the directory
            allegations = self.env["hcs.complaint.allegation"].sudo()
            allegations.search([("practitioner_ids", "in", self.ids)]).ticket_id._raise_wall()
        return result
