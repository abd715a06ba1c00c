from odoo import fields, models

HOW = [
    ("letter", "Letter"),
    ("in_person", "Handed over in person"),
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("wechat", "WeChat"),
    ("phone", "Phone"),
    ("authority", "Through the authority"),
    ("public", "Published"),
    ("other", "Other"),
]
STATES = [
    ("draft", "Draft"),
    ("proposed", "To be checked"),
    ("returned", "Returned"),
    ("approved", "Approved"),
    ("sent", "Sent"),
]


class HcsComplaintAnswer(models.Model):
    """A version of the answer: who drafted it, who checked it, how it reached the complainant (FEATURES CP8)."""

    _name = "hcs.complaint.answer"
    _description = "Answer to a Complaint"
    _inherit = ["hcs.complaint.part.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "ticket_id, version desc"
    _flow_fields = frozenset({
        "version", "state", "drafted_by_id", "drafted_at", "checked_by_id", "checked_at", "approved_by_id",
        "approved_at", "returned_by_id", "comment", "sent_at", "sent_by_id", "how", "proof", "attachment_id", "sha256",
    })  # fmt: skip

    ticket_id = fields.Many2one(
        "hcs.complaint.ticket", "Complaint", required=True, readonly=True, index=True, ondelete="restrict"
    )
    version = fields.Integer(required=True, readonly=True, default=1, aggregator=None)
    stage = fields.Integer(readonly=True, default=1, aggregator=None)
    text = fields.Text(required=True)
    state = fields.Selection(STATES, "Status", required=True, readonly=True, default="draft")
    drafted_by_id = fields.Many2one(
        "res.users", "Drafted by", readonly=True, ondelete="restrict", default=lambda self: self.env.user
    )
    drafted_at = fields.Datetime("Drafted at", readonly=True, default=fields.Datetime.now)
    checked_by_id = fields.Many2one("res.users", "First check by", readonly=True, ondelete="restrict")
    checked_at = fields.Datetime("First check at", readonly=True)
    approved_by_id = fields.Many2one("res.users", "Approved by", readonly=True, ondelete="restrict")
    approved_at = fields.Datetime("Approved at", readonly=True)
    returned_by_id = fields.Many2one("res.users", "Returned by", readonly=True, ondelete="restrict")
    comment = fields.Text("Remark of the check", readonly=True)
    sent_at = fields.Datetime("Delivered at", readonly=True)
    sent_by_id = fields.Many2one("res.users", "Delivered by", readonly=True, ondelete="restrict")
    how = fields.Selection(HOW, "Delivered by way of", readonly=True)
    proof = fields.Char("Proof of delivery", readonly=True, help="Number of the letter, name of who took it, …")
    attachment_id = fields.Many2one("ir.attachment", "Letter", readonly=True, ondelete="restrict")
    sha256 = fields.Char("Fingerprint", readonly=True, help="SHA-256 of the letter as it was sent.")

    _version_uniq = models.UniqueIndex("(ticket_id, version)", "This version of the answer exists already.")
