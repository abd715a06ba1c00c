from odoo import models

from ..visit.hcs_queue_rule import ORDINARY_RANK


class HcsAppointment(models.Model):
    """Members in the queue: visible, configurable, behind everybody who needs care first (VIP-05)."""

    _name = "hcs.appointment"
    _inherit = ["hcs.appointment", "hcs.member.mixin"]

    def _queue_priority(self):
        rank, reason = super()._queue_priority()
        if rank < ORDINARY_RANK:
            return rank, reason
        # sudo: the queue does not depend on who checks a patient in
        tier = self.sudo().patient_id.vip_tier_id
        rule = tier and self.env["hcs.queue.rule"]._of_tier(tier, self.company_id)
        return (rule.rank, rule.name) if rule else (rank, reason)
