from odoo import fields, models


class HcsComplaintTicket(models.Model):
    """Grave complaints are called back after they were closed."""

    _inherit = "hcs.complaint.ticket"

    callback_ids = fields.One2many("hcs.complaint.callback", "ticket_id", string="Called back", readonly=True)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "closed":
            self.env["hcs.complaint.callback"]._plan(self)
        elif "state" in vals:
            self.sudo().callback_ids._cancel()  # sudo: follows from the step, whoever takes it
        return result
