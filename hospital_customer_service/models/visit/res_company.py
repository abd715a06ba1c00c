from odoo import fields, models


class ResCompany(models.Model):
    """The hospital's rules for bookings."""

    _inherit = "res.company"

    hcs_offer_minutes = fields.Integer(
        "Minutes a Seat is Held",
        default=30,
        required=True,
        help="So long a seat that became free is kept for the first patient on the waiting list.",
    )
    hcs_no_show_minutes = fields.Integer(
        "Minutes Until a No-Show",
        default=30,
        required=True,
        help="So long after its end a session waits for patients; then they are recorded as missed.",
    )
    hcs_reminder_hours = fields.Integer(
        "Hours of the Reminder",
        default=24,
        required=True,
        help="So long before a session patients are reminded of it.",
    )
    hcs_safety_minutes = fields.Integer(
        "Minutes Until a Safety Alert",
        default=30,
        required=True,
        help="So long after a home visit its nurse has to report; then the leader is told.",
    )
    hcs_pending_minutes = fields.Integer(
        "Minutes Until an Unconfirmed Booking is Told",
        default=0,
        required=True,
        help="So long a booking may wait to be confirmed, by the hospital's system or by the patient; then the leader "
        "is told. 0: bookings need no confirmation.",
    )

    _hcs_booking_minutes = models.Constraint(
        "CHECK (hcs_offer_minutes > 0 AND hcs_no_show_minutes >= 0 AND hcs_reminder_hours >= 0 "
        "AND hcs_safety_minutes >= 0 AND hcs_pending_minutes >= 0)",
        "Minutes and hours of bookings cannot be negative, and a seat is held for at least a minute.",
    )
