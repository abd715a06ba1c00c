from odoo import api, models
from odoo.fields import Domain


class MailMessage(models.Model):
    """What is said about a complaint stays behind its wall, whoever wrote it or was told once (DESIGN §6.3)."""

    _inherit = "mail.message"

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self.env["hcs.complaint.wall"]._open_domain(self, domain, "model", True)
        return super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        return forbidden | self.env["hcs.complaint.wall"]._walled_rows(self - forbidden, "model", True)
