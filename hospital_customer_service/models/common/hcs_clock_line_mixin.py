from odoo import api, fields, models
from odoo.fields import Domain


class HcsClockLineMixin(models.AbstractModel):
    """A line of a clock's journal: written once, read by whoever may read the clock."""

    _name = "hcs.clock.line.mixin"
    _description = "Line of a deadline's journal"
    _inherit = ["hcs.ledger.mixin", "hcs.export.mixin", "hcs.input.mixin"]

    clock_id = fields.Many2one("hcs.clock", required=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "By", ondelete="restrict")

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & Domain("clock_id", "in", self.env["hcs.clock"]._search([]))
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        forbidden = result[0] if result else self.browse()
        clocks = self.sudo().clock_id.with_env(self.env)
        allowed = clocks._filtered_access("read").ids
        walled = (self - forbidden).filtered(lambda line: line.sudo().clock_id.id not in allowed)
        if not walled:
            return result
        return forbidden | walled, lambda: self.env["ir.rule"]._make_access_error(operation, walled)
