from odoo import fields, models


class HcsBookingWizard(models.TransientModel):
    """A booking made for somebody who came to an activity keeps where it came from (CRM-04)."""

    _inherit = "hcs.booking.wizard"

    activity_registration_id = fields.Many2one("event.registration", "Came of", readonly=True)

    def _book(self, session, waitlist=False):
        window = super()._book(session, waitlist=waitlist)
        if self.activity_registration_id and window.get("res_model") == "hcs.appointment":
            appointment = self.env["hcs.appointment"].browse(window["res_id"])
            self.activity_registration_id._hcs_came_of(appointment, "desk")
        return window
