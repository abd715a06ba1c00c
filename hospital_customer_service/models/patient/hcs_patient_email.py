from odoo import api, models
from odoo.tools import SQL


class HcsPatient(models.Model):
    """Who writes from an address; the address of the card counts, nothing is guessed."""

    _inherit = "hcs.patient"

    _email_idx = models.Index("(lower(email)) WHERE email IS NOT NULL")

    @api.model
    def _of_email(self, email, company):
        """Living cards with exactly this address, two at most: whoever asks wants to know whether it is one."""
        if not email:
            return self.browse()
        self.flush_model(["email", "company_id", "active"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM hcs_patient WHERE lower(email) = %s AND company_id = %s AND active LIMIT 2",
                email.lower(),
                company.id,
            )
        )
        return self.browse([row[0] for row in rows])
