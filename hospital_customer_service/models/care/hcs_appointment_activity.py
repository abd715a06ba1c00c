from odoo import fields, models


class HcsAppointment(models.Model):
    _inherit = "hcs.appointment"

    activity_registration_ids = fields.One2many(
        "event.registration", "hcs_appointment_id", "Came of", readonly=True, help="The activity it came of."
    )
