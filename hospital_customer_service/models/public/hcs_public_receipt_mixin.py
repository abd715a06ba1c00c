import secrets

from odoo import api, fields, models

from ...tools import receipt

CODE_LENGTH = 8
KEPT_HOURS = 24 * 180


class HcsPublicReceiptMixin(models.AbstractModel):
    """What somebody without an account may ask for later, by a receipt number and a code.

    The number stands on lists and papers; the code is told once and kept as a fingerprint in an ``hcs.access.link``.
    The link has no address: it opens by both together, on the page for it.
    """

    _name = "hcs.public.receipt.mixin"
    _inherit = ["hcs.access.link.mixin"]
    _description = "Asked for by receipt number and code"

    # purpose of the access link that keeps the code; a room names its own for its own model
    _case_purpose = "case"

    receipt_number = fields.Char("Public receipt number", readonly=True, copy=False)

    def _issue_receipt(self, lang=None, hours=KEPT_HOURS):
        """Give this record its receipt number, if it has none, and a new code; the code is told this once.

        :return: number and code, as they are shown
        """
        self.ensure_one()
        record = self.sudo()  # sudo: asked for people without any right
        if not record.receipt_number:
            record.receipt_number = record._free_receipt_number()
        code = "".join(secrets.choice(receipt.SIGNS) for __ in range(CODE_LENGTH))
        self.env["hcs.access.link"]._issue(
            record, self._case_purpose, lang=lang, hours=hours, token=self._case_token(record.receipt_number, code)
        )
        return record.receipt_number, receipt.shown(code)

    @api.model
    def _free_receipt_number(self):
        while True:
            number = receipt.draw()
            # sudo: a number another hospital gave out is taken as well
            if (
                not self.sudo()
                .with_context(active_test=False)
                .search_count([("receipt_number", "=", number)], limit=1)
            ):
                return number

    @api.model
    def _case_token(self, number, code):
        """Key of the access link; with a slash, so that no address of the form ``/hcs/l/…`` can open it."""
        return f"case/{receipt.clean(number)}/{receipt.clean(code)}"
