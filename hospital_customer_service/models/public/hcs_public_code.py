from datetime import timedelta

from odoo import api, fields, models


class HcsPublicCode(models.Model):
    """A number that proves, typed back, that somebody holds a phone; fingerprints of both are kept, for a day."""

    _name = "hcs.public.code"
    _description = "Verification code"
    _order = "id desc"
    _rec_name = "expires_at"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade", readonly=True)
    number_hash = fields.Char("Number", required=True, readonly=True)
    code_hash = fields.Char("Code", required=True, readonly=True, groups="base.group_system")
    at = fields.Datetime("Time", required=True, readonly=True)
    expires_at = fields.Datetime("Open Until", required=True, readonly=True)
    tries = fields.Integer(readonly=True, aggregator=None)
    used_at = fields.Datetime("Used up", readonly=True)

    _number_idx = models.Index("(number_hash, id DESC)")

    @api.autovacuum
    def _gc_codes(self):
        self.sudo().search([("at", "<", fields.Datetime.now() - timedelta(days=1))], limit=10_000).unlink()
