from odoo import api, models
from odoo.fields import Domain


class HcsPublicKnock(models.Model):
    _inherit = "hcs.public.knock"

    @api.model
    def _count_wrong(self, page, number, since, limit):
        """How often ``number`` was tried in vain since then, at most ``limit``."""
        domain = Domain("number_hash", "=", self._number_key(number, page)) & Domain("page_id", "=", page.id)
        domain &= Domain("at", ">", since) & Domain("outcome", "=", "wrong")
        return self.sudo().search_count(domain, limit=limit)  # sudo: counted for people without any right
