from odoo import Command, api, fields, models


class HcsAppointmentCancelWizard(models.TransientModel):
    """Ask why a booking is given up."""

    _name = "hcs.appointment.cancel.wizard"
    _description = "Cancel a Booking"
    _inherit = ["hcs.input.mixin"]

    appointment_ids = fields.Many2many("hcs.appointment", string="Bookings", readonly=True)
    reason = fields.Char(required=True, help="In the patient's words: it is read when bookings are evaluated.")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "hcs.appointment":
            values["appointment_ids"] = [Command.set(self.env.context.get("active_ids") or [])]
        return values

    def action_cancel(self):
        self.ensure_one()
        self.appointment_ids.action_cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
