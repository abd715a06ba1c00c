from odoo import api, models
from odoo.fields import Domain

from ...tools import receipt


class HcsServiceRecord(models.Model):
    """What comes by e-mail gets a receipt number too: it stands in every subject, and nobody guesses the next one."""

    _inherit = "hcs.service.record"

    @api.model
    def _mail_new(self, address, values, text):
        record = super()._mail_new(address, values, text)
        record.receipt_number = record._free_receipt_number()
        return record

    def _mail_number(self):
        return self.sudo().receipt_number or super()._mail_number()

    @api.model
    def _mail_number_domain(self, number, company):
        own = Domain("receipt_number", "=", receipt.shown(number)) & Domain("company_id", "=", company.id)
        return super()._mail_number_domain(number, company) | own
