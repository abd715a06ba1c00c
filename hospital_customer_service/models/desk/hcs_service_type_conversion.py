from odoo import fields, models


class HcsServiceType(models.Model):
    """Services that should lead to a booking."""

    _inherit = "hcs.service.type"

    counts_conversion = fields.Boolean(
        "Should lead to a booking",
        help="Requests of this type are counted in the conversion to bookings, per agent, channel and department.",
    )
