from odoo import models


class HcsServiceRecord(models.Model):
    """The member's badge on the record, and the representative first when work is dealt (VIP-05)."""

    _name = "hcs.service.record"
    _inherit = ["hcs.service.record", "hcs.member.mixin"]

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
