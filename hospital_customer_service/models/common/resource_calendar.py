from odoo import models


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        """Deadlines that run in these hours are counted anew."""
        result = super().write(vals)
        if "attendance_ids" in vals:
            self.env["hcs.clock"]._hours_changed(
                ["|", ("team_id.calendar_id", "in", self.ids), ("company_id.resource_calendar_id", "in", self.ids)]
            )
        return result
