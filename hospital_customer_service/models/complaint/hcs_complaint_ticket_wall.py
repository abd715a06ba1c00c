from odoo import models


class HcsComplaintTicket(models.Model):
    """Staff whom a complaint names see nothing of it: who stands behind the wall (DESIGN §6.3, FEATURES CP5)."""

    _inherit = "hcs.complaint.ticket"

    def _raise_wall(self):
        """Put the wall where the allegations say: around those they name now, and around nobody else."""
        for ticket in self.sudo():  # sudo: the wall stands whoever names the staff
            named = ticket.allegation_ids._named_users()
            if named != ticket.walled_user_ids:
                ticket.walled_user_ids = named
