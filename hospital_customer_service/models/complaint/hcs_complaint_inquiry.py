from odoo import fields, models

from .hcs_complaint_ticket import SATISFACTION


class HcsComplaintInquiry(models.Model):
    """One time the complainant was asked whether the answer satisfies, or was not reached (CMP-06)."""

    _name = "hcs.complaint.inquiry"
    _description = "Satisfaction Inquiry"
    _inherit = ["hcs.complaint.part.mixin", "hcs.ledger.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "at desc, id desc"

    ticket_id = fields.Many2one("hcs.complaint.ticket", "Complaint", required=True, index=True, ondelete="restrict")
    at = fields.Datetime("Asked at", required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "Asked by", required=True, readonly=True, ondelete="restrict", default=lambda self: self.env.user
    )
    stage = fields.Integer(readonly=True, default=1, aggregator=None)
    reached = fields.Boolean(readonly=True)
    satisfaction = fields.Selection(SATISFACTION, readonly=True)
    note = fields.Text(readonly=True)
