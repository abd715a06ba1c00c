from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL


class HcsPublicKnock(models.Model):
    """A form is taken once: the key it came with stands, as a fingerprint, on the line that counts it."""

    _inherit = "hcs.public.knock"

    key_hash = fields.Char("Form", readonly=True, help="A fingerprint of the form: sent again, it is not taken again.")

    _key_uniq = models.UniqueIndex("(key_hash) WHERE key_hash IS NOT NULL", "This form was sent already.")

    @api.model
    def _was_taken(self, key):
        """Whether a form with this fingerprint came before."""
        # sudo: asked for people without any right
        return bool(key) and bool(self.sudo().search_count([("key_hash", "=", key)], limit=1))

    @api.model
    def _claim(self, page, address, key, outcome, number=None):
        """Count the form ``key``; who sends the same one at this moment waits, and begins anew after this one.

        Not made by ``create``: only the database can say who of two was first, and let the other one wait for it.
        """
        lines = self.env.execute_query(
            SQL(
                "INSERT INTO hcs_public_knock"
                " (page_id, company_id, address_hash, number_hash, at, outcome, key_hash)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)"
                " ON CONFLICT (key_hash) WHERE key_hash IS NOT NULL DO NOTHING RETURNING id",
                page.id,
                page.env.company.id,
                self._address_key(address),
                self._number_key(number, page) or None,
                fields.Datetime.now(),
                outcome,
                key,
            )
        )
        if not lines:
            raise ConcurrencyError(self.env._("The same form was sent twice at this moment."))
