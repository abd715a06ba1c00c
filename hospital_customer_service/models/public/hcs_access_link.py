from odoo import api, models

from ..common.hcs_access_link import Purpose
from .hcs_public_receipt_mixin import KEPT_HOURS


class HcsAccessLink(models.Model):
    _inherit = "hcs.access.link"

    @api.model
    def _purposes(self):
        case = Purpose(self.env._("Receipt of a service"), "hcs.service.record", hours=KEPT_HOURS)
        return super()._purposes() | {"case": case}

    @api.model
    def _find_case(self, number, code):
        """The open link of a receipt number and its code, whatever it leads to; empty for every other pair."""
        return self._find(self.env["hcs.public.receipt.mixin"]._case_token(number, code))
