from odoo import fields, models

from .hcs_compensation import ASKING


class HcsComplaintTicket(models.Model):
    """What the complainant is given; not even its existence shows to others than those who decide or asked."""

    _inherit = "hcs.complaint.ticket"

    compensation_ids = fields.One2many("hcs.compensation", "ticket_id", copy=False, groups=ASKING)

    def _closing_gaps(self):
        gaps = super()._closing_gaps()
        # sudo: that one waits is said to everybody, what it says to nobody
        waiting = self.sudo().compensation_ids.filtered(lambda one: one.state in ("submitted", "approved"))
        if waiting:
            gaps.append(self.env._("A compensation was asked for and is not settled yet."))
        return gaps
