from odoo import models


class HcsServiceRecord(models.Model):
    """What came by a public page is asked for by its receipt number."""

    _name = "hcs.service.record"
    _inherit = ["hcs.service.record", "hcs.public.receipt.mixin"]

    _receipt_uniq = models.UniqueIndex(
        "(receipt_number) WHERE receipt_number IS NOT NULL", "This receipt number was given out already."
    )
