from odoo import api, models

WEIGHED = {"department_id", "ticket_id", "cause_id", "finding"}


class HcsComplaintAllegation(models.Model):
    """The departments that are named decide the term; causes that come back raise an alarm (CMP-03, CMP-05)."""

    _inherit = "hcs.complaint.allegation"

    @api.model_create_multi
    def create(self, vals_list):
        allegations = super().create(vals_list)
        allegations._weigh(allegations.sudo().ticket_id)
        return allegations

    def write(self, vals):
        tickets = self.sudo().ticket_id
        result = super().write(vals)
        if WEIGHED & set(vals):
            self._weigh(tickets | self.sudo().ticket_id)
        return result

    def unlink(self):
        tickets = self.sudo().ticket_id
        result = super().unlink()
        tickets._terms_changed()
        return result

    def _weigh(self, tickets):
        tickets._terms_changed()
        self.env["hcs.complaint.alarm"].sudo()._look_at(self.sudo())
