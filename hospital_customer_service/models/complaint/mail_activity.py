from odoo import api, models
from odoo.fields import Domain


class MailActivity(models.Model):
    """A reminder of a complaint is seen by those who may read what it is about, not by whoever had it once."""

    _inherit = "mail.activity"

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self.env["hcs.complaint.wall"]._open_domain(self, domain, "res_model", False)
        return super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        forbidden = result[0] if result else self.browse()
        walled = self.env["hcs.complaint.wall"]._walled_rows(self - forbidden, "res_model", False)
        if not walled:
            return result
        return forbidden | walled, lambda: self.env["ir.rule"]._make_access_error(operation, walled)
