from odoo import models
from odoo.exceptions import UserError


class HcsComplaintTicket(models.Model):
    """Scans and photos that somebody adds in the small window of a step: from then on they belong to the ticket."""

    _inherit = "hcs.complaint.ticket"

    def _keep_files(self, attachments):
        """Take over what the caller has just uploaded, and nothing that belongs to another record."""
        self.ensure_one()
        files = attachments.sudo()  # sudo: uploaded in the window; whose they are is looked at
        if files.filtered(lambda file: file.create_uid != self.env.user or file.res_id):
            raise UserError(self.env._("Add files from your own computer; others stay with what they belong to."))
        files.write({"res_model": self._name, "res_id": self.id})
