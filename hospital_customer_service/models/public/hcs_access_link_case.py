from odoo import api, models

from ..common.hcs_access_link import Purpose
from .hcs_public_receipt_mixin import KEPT_HOURS


class HcsAccessLink(models.Model):
    """Receipts of complaints and applications, and the link by which somebody says what is no longer wanted."""

    _inherit = "hcs.access.link"

    @api.model
    def _purposes(self):
        return super()._purposes() | {
            "case_complaint": Purpose(self.env._("Receipt of a complaint"), "hcs.complaint.ticket", hours=KEPT_HOURS),
            "case_vip": Purpose(self.env._("Receipt of an application"), "hcs.vip.membership", hours=KEPT_HOURS),
            "consent": Purpose(self.env._("Withdrawal of consent"), "hcs.patient", hours=24 * 7),
        }
