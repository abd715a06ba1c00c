from odoo import models


class HcsServiceRecord(models.Model):
    """What came by a public page is asked for by its receipt number."""

    _name = "hcs.service.record"
    _inherit = ["hcs.service.record", "hcs.public.receipt.mixin"]

    @property
    def _flow_fields(self):
        return super()._flow_fields | {"receipt_number", "page_code", "mail_address_id"}

    _receipt_uniq = models.UniqueIndex(
        "(receipt_number) WHERE receipt_number IS NOT NULL", "This receipt number was given out already."
    )
