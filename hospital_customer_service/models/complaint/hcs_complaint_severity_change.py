from odoo import fields, models

from .hcs_complaint_category import SEVERITIES


class HcsComplaintSeverityChange(models.Model):
    """Who raised or lowered the level of a ticket, and why (DOMAIN §5.3)."""

    _name = "hcs.complaint.severity.change"
    _description = "Change of Severity"
    _inherit = ["hcs.complaint.part.mixin", "hcs.ledger.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "at desc, id desc"

    ticket_id = fields.Many2one("hcs.complaint.ticket", "Complaint", required=True, index=True, ondelete="restrict")
    at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users",
        "Changed by",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    before = fields.Selection(SEVERITIES, readonly=True)
    after = fields.Selection(SEVERITIES, required=True, readonly=True)
    reason = fields.Text(readonly=True)
