from odoo import models

from .hcs_service_record import OPEN_STATES

# what rules of time ask for, and whose hours count
DECIDE = {"type_id", "priority", "channel", "team_id", "department_id"}


class HcsServiceRecord(models.Model):
    """Another service, priority or team: the deadlines follow, and keep the time that ran and stood still (SD6)."""

    _inherit = "hcs.service.record"

    def write(self, vals):
        asked = DECIDE & vals.keys()
        before = {record.id: [record[name] for name in asked] for record in self} if asked else {}
        result = super().write(vals)
        changed = self.filtered(
            lambda record: record.id in before and before[record.id] != [record[name] for name in asked]
        )
        if running := changed.filtered(lambda record: record.state in OPEN_STATES):
            running._clock_reapply()
        return result
