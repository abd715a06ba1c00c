from odoo import api, fields, models

# who may know that somebody is a member
CENTRE = "hospital_customer_service.group_hcs_agent"


class HcsMemberMixin(models.AbstractModel):
    """A record about a patient that shows the tier of the patient's membership of the day."""

    _name = "hcs.member.mixin"
    _description = "Shows the membership"

    vip_tier_id = fields.Many2one(
        "hcs.vip.tier",
        "Membership",
        compute="_compute_vip_tier_id",
        search="_search_vip_tier_id",
        compute_sudo=True,
        groups=CENTRE,
    )
    vip_label = fields.Char("Member", compute="_compute_vip_tier_id", compute_sudo=True, groups=CENTRE)

    @api.depends("patient_id")
    @api.depends_context("hcs_as_of", "lang")
    def _compute_vip_tier_id(self):
        for record in self:
            record.vip_tier_id = record.patient_id.vip_tier_id
            record.vip_label = record.patient_id.vip_label

    def _search_vip_tier_id(self, operator, value):
        return [("patient_id", "any", [("vip_tier_id", operator, value)])]
