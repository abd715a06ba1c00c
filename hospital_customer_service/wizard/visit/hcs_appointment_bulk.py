from odoo import fields, models
from odoo.exceptions import UserError


class HcsAppointmentBulk(models.TransientModel):
    """One action for many bookings: what works is done, and each row says what did not (SD15)."""

    _name = "hcs.appointment.bulk"
    _description = "Action on Bookings"
    _inherit = ["hcs.bulk.mixin"]
    _bulk_rows = "appointment_ids"
    _bulk_row = "appointment_id"

    appointment_ids = fields.Many2many("hcs.appointment", string="Bookings", readonly=True)
    operation = fields.Selection(
        [
            ("confirm", "Confirm"),
            ("arrive", "Check in"),
            ("remind", "Send a reminder"),
            ("cancel", "Cancel"),
        ],
        "What to do",
        required=True,
        default="confirm",
    )
    reason = fields.Char(help="In the patient's words: it is read when bookings are evaluated.")
    line_ids = fields.One2many("hcs.appointment.bulk.line", "bulk_id", "Results", readonly=True)

    def action_apply(self):
        """Ask for the reason before the first booking is cancelled."""
        self.ensure_one()
        if self.operation == "cancel" and not (self.reason or "").strip():
            raise UserError(self.env._("Say why the bookings are cancelled."))
        return super().action_apply()

    def _apply_confirm(self, appointment):
        appointment.action_confirm()

    def _apply_arrive(self, appointment):
        appointment.action_arrive()

    def _apply_cancel(self, appointment):
        appointment.action_cancel(self.reason)

    def _apply_remind(self, appointment):
        appointment.check_access("write")
        if appointment.state not in ("booked", "confirmed") or appointment.start_at <= fields.Datetime.now():
            raise UserError(self.env._("Only patients who are expected are reminded."))
        appointment._notify("reminder")
