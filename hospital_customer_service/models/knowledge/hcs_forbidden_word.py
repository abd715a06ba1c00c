import re

from odoo import api, fields, models
from odoo.tools import ormcache


class HcsForbiddenWord(models.Model):
    """An expression that nobody of the centre says to a patient; recorded answers that hold one are flagged."""

    _name = "hcs.forbidden.word"
    _description = "Forbidden expression"
    _inherit = ["hcs.cached.mixin", "hcs.input.mixin"]
    _order = "name, id"

    name = fields.Char("Expression", required=True, translate=True)
    suggestion = fields.Char("Say instead", translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every company.")

    @api.model
    @ormcache("company_id")
    def _patterns(self, company_id):
        """Pairs of (id, lower-case expression) in every language: people write in the one they speak."""
        pairs = set()
        # sudo: the list is the same for everybody, its cache too
        for word in self.sudo().search([("company_id", "in", (company_id, False))]):
            for lang, _name in self.env["res.lang"].get_installed():
                pairs.add((word.id, (word.with_context(lang=lang).name or "").strip().casefold()))
        return tuple(sorted(pair for pair in pairs if pair[1]))

    @api.model
    def _find(self, text, company=None):
        """The forbidden expressions in ``text``: whole words in Latin letters, anywhere in Chinese."""
        text = " ".join((text or "").casefold().split())
        company = company or self.env.company
        return self.browse(dict.fromkeys(id_ for id_, word in self._patterns(company.id) if self._occurs(word, text)))

    @api.model
    def _occurs(self, word, text):
        if word not in text:
            return False
        if not word.isascii():
            return True
        return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text))
