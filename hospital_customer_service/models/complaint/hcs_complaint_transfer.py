from odoo import fields, models

KINDS = [
    ("handed", "Handed over"),
    ("accepted", "Accepted"),
    ("refused", "Refused"),
    ("taken", "Taken over"),
    ("walled", "Named by the complaint"),
]


class HcsComplaintTransfer(models.Model):
    """Who passed a ticket to whom, who accepted it and who would not: no gap in who answers for it (CP2)."""

    _name = "hcs.complaint.transfer"
    _description = "Hand-over of a Complaint"
    _inherit = ["hcs.complaint.part.mixin", "hcs.ledger.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "at desc, id desc"

    ticket_id = fields.Many2one("hcs.complaint.ticket", "Complaint", required=True, index=True, ondelete="restrict")
    at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    from_user_id = fields.Many2one("res.users", "From", readonly=True, ondelete="restrict")
    to_user_id = fields.Many2one("res.users", "To", readonly=True, ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", "Done by", required=True, readonly=True, ondelete="restrict", default=lambda self: self.env.user
    )
    reason = fields.Text(readonly=True)
