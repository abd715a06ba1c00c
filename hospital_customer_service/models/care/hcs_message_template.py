from odoo import api, models

from .hcs_education_delivery import TEMPLATE


class HcsMessageTemplate(models.Model):
    """Health education is read by a link; the hospital has it approved by the gateway with the text."""

    _inherit = "hcs.message.template"

    @api.model
    def _link_codes(self):
        return (*super()._link_codes(), TEMPLATE)
