from odoo import api, models
from odoo.fields import Domain


class HcsComplaintPartMixin(models.AbstractModel):
    """What belongs to a ticket is seen by those who see the ticket (DESIGN §6.3).

    Rules of a ticket are not inherited by what points to it. Therefore every part asks the ticket itself, at the two
    doors that all others lead through, and has the rule of the wall besides.
    """

    _name = "hcs.complaint.part.mixin"
    _description = "Part of a complaint"
    # discussion and reminders follow the ticket as well (hcs.complaint.wall)
    _behind_wall = True

    @api.model
    def _parts_of_readable(self):
        """Domain of the parts of tickets the reader may see."""
        tickets = self.env["hcs.complaint.ticket"].with_context(active_test=False)
        if not tickets.has_access("read"):
            return Domain.FALSE
        return Domain("ticket_id", "in", tickets._search([]))

    @api.model
    def _readable_parts(self):
        """Hook: domain of the parts the reader may see."""
        return self._parts_of_readable()

    @api.model
    def _discussion_domain(self):
        """Hook: domain of the parts whose discussion the reader may see."""
        return self._readable_parts()

    def _is_part_readable(self, operation):
        """Hook: those of these records whose ticket, or whose own part, allows ``operation``."""
        # sudo: the way to the ticket is hidden from some readers, its own rights decide
        tickets = self.sudo().ticket_id.with_env(self.env)
        allowed = tickets._filtered_access("read" if operation == "read" else "write")
        return self.filtered(lambda part: part.sudo().ticket_id.id in allowed._ids)

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._readable_parts()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        forbidden = result[0] if result else self.browse()
        rest = self - forbidden
        walled = rest - rest._is_part_readable(operation)
        if not walled:
            return result
        return forbidden | walled, lambda: self.env["ir.rule"]._make_access_error(operation, walled)
