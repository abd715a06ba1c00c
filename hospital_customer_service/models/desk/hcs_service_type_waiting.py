from odoo import models
from odoo.tools import SQL


class HcsServiceType(models.Model):
    """A rule of waiting that changes counts for what waits already."""

    _inherit = "hcs.service.type"

    def write(self, vals):
        result = super().write(vals)
        if {"close_days", "warn_days"} & vals.keys():
            records = self.env["hcs.service.record"]
            records.flush_model(["state", "type_id", "wait_until", "waiting_since", "waiting_look_at"])
            # the next run looks at them and counts their days anew
            self.env.cr.execute(
                SQL(
                    "UPDATE hcs_service_record SET waiting_look_at = waiting_since "
                    "WHERE type_id = ANY(%s) AND state = 'waiting' AND wait_until IS NULL",
                    self.ids,
                )
            )
            records.invalidate_model(["waiting_look_at"])
        return result
