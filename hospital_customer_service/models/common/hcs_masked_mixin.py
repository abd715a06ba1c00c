from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.mask import SHOWN, is_masked, mask

PII_GROUP = "hospital_customer_service.group_hcs_pii"
# a search finds a value by as much of its end as the mask shows
MIN_TAIL = SHOWN


class HcsMaskedMixin(models.AbstractModel):
    """Helpers for a personal column and its masked twin (DESIGN §6.2).

    The real column carries ``groups=PII_GROUP`` and stays invisible to everybody else at every door of the ORM; the
    twin is computed with ``compute_sudo=True``, never depends on the reader, accepts a new value (agents enter numbers
    they may not read back) and searches by the whole value or by its shown tail only.
    """

    _name = "hcs.masked.mixin"
    _description = "Personal columns with a masked twin"

    def _mask_into(self, real, masked):
        """Fill the twin ``masked`` of the column ``real``; call it from the twin's compute."""
        for record in self:
            record[masked] = mask(record[real])

    def _unmask_into(self, masked, real):
        """Write what was typed into the twin to the real column; a value that is still masked changes nothing."""
        for record in self:
            value = record[masked]
            if is_masked(value):
                if value != mask(record.sudo()[real]):
                    raise UserError(self.env._("Type the whole value: a masked one cannot be changed in part."))
                continue
            # sudo: an agent enters a value that the agent may not read afterwards
            record.sudo()[real] = value
        # the answer to a save shows the mask, not the value that was typed a moment ago
        self.invalidate_recordset([masked], flush=False)

    def _search_masked(self, real, operator, value):
        """Domain for a search on the twin: the whole value, or at least its last four characters."""
        if operator not in ("in", "ilike", "like", "=ilike", "=like"):
            return NotImplemented
        values = value if operator == "in" else [value]
        # sudo: the reader may not read the column; the outer search keeps to the reader's records
        records = self.sudo().with_context(active_test=False)
        if operator == "in" and any(not v for v in values):
            empty = Domain(real, "=", False)
            return Domain("id", "in", records._search(empty))
        tails = [str(v).replace("*", "").replace("%", "").strip() for v in values if v]
        domain = Domain.OR(
            # a value too short to show its tail is not found by it either
            Domain(real, "=like", "_" * MIN_TAIL + "%" + _escape(tail))
            if len(tail) == MIN_TAIL
            else Domain(real, "=", tail)
            for tail in tails
            if len(tail) >= MIN_TAIL
        )
        return Domain("id", "in", records._search(domain))


def _escape(text):
    return text.replace("\\", "\\\\").replace("_", "\\_")
