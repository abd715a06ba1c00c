import hashlib
import hmac
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

TEMPLATE = "verification_code"
LIFETIME = timedelta(minutes=10)
# nobody's phone rings more often than that, whoever asks
PAUSE = timedelta(minutes=1)
TRIES = 5
DIGITS = 6


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

    @api.model
    def _is_possible(self, company):
        """Whether a code would arrive: a gateway that sends, and a text for it."""
        template = self.env["hcs.message.template"]._find(TEMPLATE, company)
        return bool(template) and company._hcs_sms_provider().kind not in (False, "log")

    @api.model
    def _ask(self, page, number):
        """Send a code to ``number``; whoever asks again within a minute waits for the first one."""
        company, now = page.env.company, fields.Datetime.now()
        codes = self.sudo()  # sudo: asked for people without any right
        key = self.env["hcs.public.knock"]._number_key(number, page)
        if codes.search_count([("number_hash", "=", key), ("at", ">", now - PAUSE)], limit=1):
            return
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        codes.create(
            {
                "company_id": company.id,
                "number_hash": key,
                "code_hash": self._fingerprint(key, code),
                "at": now,
                "expires_at": now + LIFETIME,
            }
        )
        self.env["hcs.message.template"]._find(TEMPLATE, company)._send_unkept(company, number, {"code": code})

    @api.model
    def _check(self, page, number, typed):
        """The code that was sent to ``number`` last, if it is ``typed``; empty otherwise, whyever."""
        key = self.env["hcs.public.knock"]._number_key(number, page)
        code = self.sudo().search(
            [
                ("company_id", "=", page.env.company.id),
                ("number_hash", "=", key),
                ("expires_at", ">", fields.Datetime.now()),
            ],
            limit=1,
        )
        # always compared, so that the time says nothing either
        right = hmac.compare_digest(code.code_hash or self._fingerprint(key, ""), self._fingerprint(key, typed))
        if code:
            # of two tries at the same moment the second waits and counts anew
            self.env.cr.execute(SQL("SELECT FROM hcs_public_code WHERE id = %s FOR UPDATE", code.id))
            code.tries += 1
        return code if right and code.tries <= TRIES and not code.used_at else code.browse()

    def _use(self):
        self.used_at = fields.Datetime.now()

    @api.model
    def _fingerprint(self, key, code):
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret", "")
        return hmac.new(secret.encode(), f"{key} {code}".encode(), hashlib.sha256).hexdigest()

    @api.autovacuum
    def _gc_codes(self):
        self.sudo().search([("at", "<", fields.Datetime.now() - timedelta(days=1))], limit=10_000).unlink()
