from odoo import api, models
from odoo.exceptions import UserError


class HcsLedgerMixin(models.AbstractModel):
    """Lines that are written once: a correction is a new line (DESIGN §1.3).

    Every foreign key of a ledger must be ``ondelete='restrict'``: a cascade would erase lines silently.
    """

    _name = "hcs.ledger.mixin"
    _description = "Append-only lines"

    def write(self, vals):
        if not self:
            return super().write(vals)
        raise UserError(
            self.env._(
                "Lines of “%(model)s” are kept as they were written. Add a new line to correct one.",
                model=self.env["ir.model"]._get(self._name).display_name,
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ledger(self):
        raise UserError(
            self.env._(
                "Lines of “%(model)s” are part of the record and cannot be deleted.",
                model=self.env["ir.model"]._get(self._name).display_name,
            )
        )
