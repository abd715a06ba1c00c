from odoo import models


class HcsServiceRecord(models.Model):
    """The life of a service record."""

    _inherit = "hcs.service.record"

    def action_start(self):
        """Take the record in hand."""
        for record in self:
            record._write_flow({"state": "in_progress", "user_id": record.user_id.id or self.env.uid})
