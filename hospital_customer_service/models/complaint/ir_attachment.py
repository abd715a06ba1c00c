from odoo import api, models
from odoo.exceptions import UserError

from .hcs_complaint_statement import WAITING

LETTERS = "hcs.complaint.answer"
STATEMENTS = "hcs.complaint.statement"
# a server may move a file to another store, and index it; what was sent stays
KEPT = {"name", "raw", "datas", "db_datas", "store_fname", "checksum", "mimetype", "res_model", "res_id", "res_field"}


class IrAttachment(models.Model):
    """The letter a complainant received is kept as it was sent: nobody edits or deletes it (FEATURES CP8)."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if KEPT & vals.keys():
            self._check_letter()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_letter(self):
        self._check_letter()

    def _check_letter(self):
        mine = self.sudo().filtered(lambda attachment: attachment.res_model == LETTERS)
        # sudo: whether it is such a letter does not depend on the reader
        if mine and self.env[LETTERS].sudo().search_count([("attachment_id", "in", mine.ids)], limit=1):
            raise UserError(
                self.env._("This is the answer as it was sent; it stays as it is. Send a new answer instead.")
            )
        self._check_sent_statement()

    def _check_sent_statement(self):
        """What supports a statement stays with it once it is sent."""
        mine = self.sudo().filtered(lambda attachment: attachment.res_model == STATEMENTS and not attachment.res_field)
        sent = [("document_ids", "in", mine.ids), ("state", "not in", WAITING)]
        # sudo: whether it was sent does not depend on the reader
        if mine and self.env[STATEMENTS].sudo().search_count(sent, limit=1):
            raise UserError(
                self.env._("This document belongs to a statement that was sent; it stays. It can be asked for again.")
            )
