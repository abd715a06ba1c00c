from odoo import api, fields, models


class HcsServiceDialog(models.TransientModel):
    """Contact with somebody who holds a receipt: the answer can be put on the page (SVC-08)."""

    _inherit = "hcs.service.dialog"

    has_follower = fields.Boolean(compute="_compute_has_follower")
    on_page = fields.Boolean(
        "Show it on the web page",
        help="The person reads exactly this text with receipt number and code, and is told by SMS that it is there.",
    )

    @api.depends("record_id")
    def _compute_has_follower(self):
        for dialog in self:
            dialog.has_follower = bool(dialog.record_id) and dialog.record_id._case_has_follower()

    def _apply_contact(self):
        if self.on_page and self.channel == "web" and self.direction == "out":
            self.record_id.action_answer_on_page(self.note)
            return None
        return super()._apply_contact()
