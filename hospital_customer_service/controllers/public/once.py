"""A form is taken once, however often it is sent: by a second click, by a reload, by two posts at the same moment.

Each form carries a key of its own. What is made of the form and the line that counts it, with the fingerprint of the
key, are one transaction; the key is unique in the database. After success the browser is led to an address of its own
(post, redirect, get), which a reload only reads.
"""

import hashlib
import re
import secrets
from datetime import timedelta

from odoo import fields
from odoo.http import request
from odoo.tools.misc import hash_sign, verify_hash_signed

# a line in every form; its fingerprint is kept for at least as long as the key is good (``hcs_public_keep_days``)
KEY = "form_key"
KEY_HOURS = 24
SCOPE = "hcs.public.form"
SHAPE = re.compile(r"[A-Za-z0-9_-]{60,300}")
THANKS = "/hcs/p/thanks"
SESSION = "hcs_thanks"
# so long a page waits in the session for the browser to fetch it
KEPT_FOR = timedelta(minutes=10)


class OnceDoor:
    """What of a public page keeps one form one form."""

    # ---------------------------------------------------------------- the key

    def _new_key(self, page):
        return hash_sign(page.env, SCOPE, secrets.token_urlsafe(18), expiration_hours=KEY_HOURS)

    def _key_hash(self, page):
        """Fingerprint of the key that was sent; None where none was, or one that is too old or not ours."""
        key = request.httprequest.form.get(KEY) or ""
        if not SHAPE.fullmatch(key):
            return None
        try:
            known = verify_hash_signed(page.env, SCOPE, key)
        except ValueError:
            return None
        return hashlib.sha256(known.encode()).hexdigest() if isinstance(known, str) else None

    def _came_before(self, page):
        """Whether this very form was taken already."""
        return page.env["hcs.public.knock"]._was_taken(self._key_hash(page))

    def _stale(self, page):
        """In words, why a form without a good key is not taken; the answer brings a new one."""
        if self._key_hash(page):
            return None
        return page.env._("This page was open for too long. Please send it once more.")

    def _once(self, page, work, *args, number=None, **kwargs):
        """Do ``work`` for this form, whole or not at all, and never twice.

        :param number: phone number in the form, to be counted
        :return: like ``_safely``
        """
        if stale := self._stale(page):
            return None, stale

        def claim_and_work():
            self._claim(page, "taken", number)
            return work(*args, **kwargs)

        return self._safely(page, claim_and_work)

    def _claim(self, page, outcome, number=None):
        knocks = page.env["hcs.public.knock"]
        knocks._claim(page, request.httprequest.remote_addr, self._key_hash(page), outcome, number)

    # ---------------------------------------------------------------- the page after it

    def _lead_to(self, template, values):
        """Keep what the next page says in the visitor's session, and lead the browser there."""
        until = fields.Datetime.to_string(fields.Datetime.now() + KEPT_FOR)
        request.session[SESSION] = {"template": template, "values": values, "until": until}
        return self._again()

    def _again(self):
        """Where a form leads that was taken, now or before."""
        return request.redirect(THANKS, code=303)

    def _kept(self):
        """Template and values of the page that waits for this browser, once; ``(None, None)`` after that."""
        kept = request.session.get(SESSION)
        if request.httprequest.method == "GET":
            request.session.pop(SESSION, None)
        kept = kept if isinstance(kept, dict) else {}
        if not kept or kept["until"] <= fields.Datetime.to_string(fields.Datetime.now()):
            return None, None
        return kept["template"], kept["values"]
