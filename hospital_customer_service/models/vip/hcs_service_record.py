from odoo import fields, models


class HcsServiceRecord(models.Model):
    """The member's badge on the record, the representative first for work (VIP-05), and who sent the patient."""

    _name = "hcs.service.record"
    _inherit = ["hcs.service.record", "hcs.member.mixin", "hcs.referral.mixin"]
    _referral_column = "service_record_id"

    referral_ids = fields.One2many(
        "hcs.referral", "service_record_id", "Who referred", groups="hospital_customer_service.group_hcs_agent"
    )

    def _assignment_preferred(self, users):
        preferred = super()._assignment_preferred(users)
        # sudo: who looks after the member decides, whatever the reader may see
        people = self.sudo().patient_id.filtered("vip_tier_id")
        memberships = (
            self.env["hcs.vip.membership"]
            .sudo()
            .search([("patient_id", "in", people.ids), ("status", "in", ["active", "grace"])])
        )
        known = {membership.patient_id.id: membership.representative_id for membership in memberships}
        for record in self:
            own = known.get(record.sudo().patient_id.id)
            if own and own & users:
                preferred[record] = (own & users).with_env(users.env)
        return preferred
