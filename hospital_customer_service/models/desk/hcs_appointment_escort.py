from odoo import models


class HcsAppointment(models.Model):
    """A special-care patient with a booking is offered an escort."""

    _name = "hcs.appointment"
    _inherit = ["hcs.appointment", "hcs.escort.mixin"]

    def _escort_values(self):
        return {"visit_id": self.visit_id.id, "wanted_at": self.session_id.start_at}
