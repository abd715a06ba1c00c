from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Regulations on preventing and handling medical disputes, article 30
MOST = 5


class HcsDisputeNegotiation(models.Model):
    """One meeting of both sides, at most five people each (DOMAIN §1.1)."""

    _name = "hcs.dispute.negotiation"
    _description = "Negotiation"
    _inherit = ["hcs.complaint.part.mixin", "hcs.thread.mixin", "hcs.export.mixin"]
    _order = "at desc, id desc"

    ticket_id = fields.Many2one("hcs.complaint.ticket", "Dispute", required=True, index=True, ondelete="restrict")
    at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    place = fields.Char(required=True, help="A room of its own, where nobody is disturbed.")
    hospital_user_ids = fields.Many2many(
        "res.users",
        "hcs_dispute_negotiation_user_rel",
        "negotiation_id",
        "user_id",
        "For the hospital",
        required=True,
        domain="[('share', '=', False)]",
    )
    patient_count = fields.Integer(
        "People of the patient's side", required=True, default=1, aggregator=None, help="Five at most."
    )
    patient_side = fields.Char(
        "For the patient", help="Relations to the patient, such as “spouse, son, lawyer”; no names."
    )
    outcome = fields.Selection(
        [("none", "No agreement"), ("again", "To be continued"), ("agreed", "Agreement")], "Result", tracking=True
    )
    minutes = fields.Text()
    agreement_ids = fields.Many2many("ir.attachment", copy=False, bypass_search_access=True)

    _patient_side_small = models.Constraint(
        f"CHECK (patient_count BETWEEN 1 AND {MOST})", f"At most {MOST} people of each side negotiate."
    )

    @api.depends("ticket_id", "at")
    def _compute_display_name(self):
        for meeting in self:
            meeting.display_name = meeting.ticket_id.sudo().reference

    @api.constrains("hospital_user_ids", "place")
    def _check_hospital_side(self):
        for meeting in self:
            if not 1 <= len(meeting.hospital_user_ids) <= MOST:
                raise ValidationError(
                    self.env._("At most %(most)s people of each side negotiate, and at least one.", most=MOST)
                )
