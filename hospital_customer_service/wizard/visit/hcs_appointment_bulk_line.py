from odoo import fields, models


class HcsAppointmentBulkLine(models.TransientModel):
    """What became of one of the bookings."""

    _name = "hcs.appointment.bulk.line"
    _description = "Result for one Booking"
    _inherit = ["hcs.input.mixin"]
    _order = "done, id"

    bulk_id = fields.Many2one("hcs.appointment.bulk", required=True, index=True, ondelete="cascade")
    appointment_id = fields.Many2one("hcs.appointment", "Booking", required=True, readonly=True, ondelete="cascade")
    patient_id = fields.Many2one(related="appointment_id.patient_id")
    start_at = fields.Datetime(related="appointment_id.start_at")
    done = fields.Boolean(readonly=True)
    message = fields.Char(readonly=True)
