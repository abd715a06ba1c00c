from odoo import models


class HcsVisit(models.Model):
    """A special-care patient who comes is offered an escort."""

    _name = "hcs.visit"
    _inherit = ["hcs.visit", "hcs.escort.mixin"]

    def _escort_values(self):
        return {"visit_id": self.id, "wanted_at": self.planned_at}
