from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class HcsVipFamily(models.Model):
    """A person who shares a membership from a day until a day; what was used stays on record (VP8)."""

    _name = "hcs.vip.family"
    _description = "Family Member of a Membership"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "membership_id, joined_on, id"
    _rec_name = "patient_id"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"
    _flow_fields = frozenset({"left_on"})

    membership_id = fields.Many2one(
        "hcs.vip.membership", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="membership_id.company_id", store=True, index=True)
    patient_id = fields.Many2one("hcs.patient", required=True, index=True, ondelete="restrict", check_company=True)
    relation = fields.Selection(
        [("spouse", "Spouse"), ("child", "Child"), ("parent", "Parent"), ("sibling", "Sibling"), ("other", "Other")],
        required=True,
        default="spouse",
    )
    joined_on = fields.Date(required=True, default=fields.Date.context_today)
    left_on = fields.Date("Left on", readonly=True, copy=False, help="First day without the membership.")

    _live_uniq = models.UniqueIndex(
        "(patient_id) WHERE left_on IS NULL", "This person shares a membership already. End that first."
    )
    _days = models.Constraint("CHECK (left_on IS NULL OR left_on >= joined_on)", "Nobody leaves before joining.")

    @api.constrains("membership_id", "patient_id", "left_on")
    def _check_family(self):
        for member in self:
            membership = member.membership_id
            if member.patient_id == membership.patient_id:
                raise ValidationError(self.env._("The holder of the membership is not a family member of it."))
            live = membership.family_ids.filtered(lambda line: not line.left_on)
            if not member.left_on and len(live) > membership.version_id.family_max:
                raise ValidationError(
                    self.env._(
                        "%(tier)s may be shared with %(count)s family members. End another one first.",
                        tier=membership.version_id.display_name,
                        count=membership.version_id.family_max,
                    )
                )

    def write(self, vals):
        if not self.env.su and {"membership_id", "patient_id", "joined_on"} & vals.keys():
            raise UserError(
                self.env._("Who shares a membership since when stays on record. End it and add a new line.")
            )
        return super().write(vals)

    def action_leave(self):
        """No longer part of the family: no further use from today on; what was used stays on record."""
        self.check_access("write")
        if any(member.left_on for member in self):
            raise UserError(self.env._("This person has left already. Reload the page."))
        today = self.env["hcs.vip.membership"]._as_of()
        for member in self:
            # sudo: the day is the button's
            member.sudo().left_on = max(today, member.joined_on)
