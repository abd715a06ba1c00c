from odoo import api, models
from odoo.fields import Domain

from .hcs_phone_call_events import FRESH


class HcsServiceRecord(models.Model):
    """Telephones on the live board: what rings now, who waits to be called back."""

    _inherit = "hcs.service.record"

    @api.model
    def _board_tiles(self, now, mine, records, results, incidents):
        tiles = super()._board_tiles(now, mine, records, results, incidents)
        ringing = Domain("state", "=", "ringing") & Domain("direction", "=", "in")
        more = [
            (
                "ringing",
                self.env._("Calls that wait"),
                "warning",
                "hcs.phone.call",
                mine & ringing & Domain("started_at", ">=", now - FRESH * 15),
            ),
            (
                "callbacks",
                self.env._("To call back"),
                "danger",
                "hcs.service.record",
                records & Domain("is_callback", "=", True),
            ),
        ]
        return tiles + [self._board_tile(*tile) for tile in more]
