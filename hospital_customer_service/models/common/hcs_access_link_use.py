from datetime import timedelta

from odoo import api, fields, models

# who reloads a page opens it once
PAUSE = timedelta(minutes=10)


class HcsAccessLinkUse(models.Model):
    """What was done through a link; never who stood before the screen, which nobody can know."""

    _name = "hcs.access.link.use"
    _description = "Use of an Access Link"
    _inherit = ["hcs.ledger.mixin", "hcs.input.mixin"]
    _order = "id desc"
    _rec_name = "at"

    link_id = fields.Many2one("hcs.access.link", required=True, index=True, ondelete="restrict")
    at = fields.Datetime("Time", required=True, default=fields.Datetime.now)
    kind = fields.Selection(
        [("opened", "Opened"), ("answered", "Answered"), ("refused", "Tried in vain")], "What", required=True
    )

    @api.model
    def _note(self, link, kind):
        """Add a line; of a page that is opened again and again one line in some minutes is kept."""
        now = fields.Datetime.now()
        if kind != "answered" and self.search_count(
            [("link_id", "=", link.id), ("kind", "=", kind), ("at", ">", now - PAUSE)], limit=1
        ):
            return self.browse()
        return self.create({"link_id": link.id, "at": now, "kind": kind})
