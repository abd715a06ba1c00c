import hashlib
import hmac
from datetime import timedelta

from odoo import api, fields, models

# addresses tried in vain, before a place has to wait
ALLOWED = 20
WINDOW = timedelta(minutes=10)


class HcsAccessLinkTry(models.Model):
    """Links tried in vain, to slow down whoever guesses; the place is kept as a fingerprint and forgotten in a day."""

    _name = "hcs.access.link.try"
    _description = "Link tried in vain"
    _order = "id desc"
    _rec_name = "at"
    _log_access = False

    place = fields.Char(required=True, readonly=True)
    at = fields.Datetime("Time", required=True, readonly=True)

    _place_idx = models.Index("(place, at)")

    @api.model
    def _place_of(self, address):
        """A fingerprint of a network address that is of no use outside this database."""
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret", "")
        return hmac.new(secret.encode(), (address or "").encode(), hashlib.sha256).hexdigest()[:32]

    @api.model
    def _is_flooding(self, address):
        since = fields.Datetime.now() - WINDOW
        return (
            self.sudo().search_count([("place", "=", self._place_of(address)), ("at", ">", since)], limit=ALLOWED)
            >= ALLOWED
        )

    @api.model
    def _note(self, address):
        # sudo: written for people without any right, read by nobody
        self.sudo().create({"place": self._place_of(address), "at": fields.Datetime.now()})

    @api.autovacuum
    def _gc_tries(self):
        self.sudo().search([("at", "<", fields.Datetime.now() - timedelta(days=1))], limit=10_000).unlink()
