from odoo import api, fields, models

STATES = [
    ("planned", "To be sent"),
    ("invited", "Invited"),
    ("accepted", "Accepted"),
    ("declined", "Will not come"),
    ("suppressed", "Not written to"),
]
INVITED_BY = [("sms", "SMS"), ("email", "E-mail")]


class HcsActivityInvitation(models.Model):
    """One person and one activity: invited once, or not and why (CRM-04).

    Made in bulk, so that it carries no discussion and no stored computed column.
    """

    _name = "hcs.activity.invitation"
    _description = "Invitation to an Activity"
    _inherit = [
        "hcs.message.mixin",
        "hcs.care.letter.mixin",
        "hcs.read.log.mixin",
        "hcs.export.mixin",
        "hcs.input.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _flow_fields = frozenset({"state", "reason", "sent_at", "answered_at", "answered_by"})

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict", readonly=True)
    event_id = fields.Many2one(
        "event.event", "Activity", required=True, index=True, ondelete="restrict", readonly=True
    )
    patient_id = fields.Many2one(
        "hcs.patient", required=True, index=True, ondelete="restrict", check_company=True, readonly=True
    )
    segment_id = fields.Many2one(
        "hcs.segment", "From the segment", index="btree_not_null", ondelete="set null", readonly=True
    )
    channel = fields.Selection(INVITED_BY, "Written by", required=True, default="sms", readonly=True)
    state = fields.Selection(STATES, "Status", required=True, default="planned", readonly=True)
    reason = fields.Char("Reason code", readonly=True)
    reason_text = fields.Char("Why Not", compute="_compute_reason_text")
    sent_at = fields.Datetime("Sent", readonly=True)
    answered_at = fields.Datetime("Answered", readonly=True)
    answered_by = fields.Selection([("link", "By the link"), ("desk", "At the desk")], "How", readonly=True)
    registration_ids = fields.One2many("event.registration", "hcs_invitation_id", "Registered as", readonly=True)

    # somebody in two segments is invited once
    _once = models.UniqueIndex("(event_id, patient_id)", "This person was invited to the activity already.")
    _planned_idx = models.Index("(event_id, id) WHERE state = 'planned'")

    @api.depends("event_id")
    def _compute_display_name(self):
        for invitation in self:
            invitation.display_name = invitation.event_id.display_name

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for invitation in self:
            invitation.reason_text = self.env["hcs.message"]._reason_text(invitation.reason)
