from odoo import fields, models


class HcsBookingWizard(models.TransientModel):
    """A booking that follows from a request says which one (APT-05)."""

    _inherit = "hcs.booking.wizard"

    service_record_id = fields.Many2one("hcs.service.record", "Request", readonly=True, check_company=True)

    def _prepare_appointment(self, session, waitlist):
        return {**super()._prepare_appointment(session, waitlist), "service_record_id": self.service_record_id.id}
