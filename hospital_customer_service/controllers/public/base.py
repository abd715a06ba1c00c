"""What every public page shares: which hospital, which language, who is let in, how a form is read and refused.

A page is a controller that also inherits :class:`PublicDoor`. It names its fields, calls :meth:`PublicDoor._read_form`
does its work by :meth:`OnceDoor._once`
and answers with :meth:`PublicDoor._show` or :meth:`PublicDoor._thanks`. Whatever is sent, the answer is a page.
"""

import logging
from urllib.parse import urlencode

import werkzeug.exceptions

from odoo.exceptions import UserError
from odoo.http import request

from ...models.public.hcs_public_page import PATHS, START
from ...tools import receipt as receipt_number
from .form import read_files, read_values
from .once import KEY, OnceDoor

_logger = logging.getLogger(__name__)

MODULE = "hospital_customer_service"
# a form and the files of a page, before anybody looks at them
LONGEST_REQUEST = 64 << 20
LANGUAGES = (("zh_CN", "\u4e2d\u6587"), ("en_US", "English"))
# never words: what somebody typed does not stand in an address
KEPT_PARAMETERS = {"department", "day", "session"}
LONGEST_PARAMETER = 100
COOKIE = "frontend_lang"
A_YEAR = 365 * 24 * 3600
# a field nobody sees: whatever fills it in reads no screen
TRAP = "website"
HEADERS = [
    ("X-Robots-Tag", "noindex, nofollow, noarchive"),
    ("Referrer-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
    ("X-Frame-Options", "DENY"),
    ("X-Content-Type-Options", "nosniff"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'",
    ),
]
ROUTE = {
    "type": "http",
    "auth": "public",
    "csrf": True,
    "sitemap": False,
    "max_content_length": LONGEST_REQUEST,
}


class PublicDoor(OnceDoor):
    """Helpers of the public pages."""

    # ---------------------------------------------------------------- where we are

    def _page(self, code):
        """The page ``code`` of the hospital whose address was opened; 404 where it is switched off.

        Everything a page does, it does in ``page.env``: that hospital, the visitor's language, the rights of the
        system, because visitors have none.
        """
        pages = self._enter()
        page = pages._find(code, pages.env.company)
        if not page:
            raise werkzeug.exceptions.NotFound()
        return page

    def _enter(self):
        """No page, in the hospital and the language of this request."""
        company = request.env["res.company"]._hcs_of_host(request.httprequest.host)
        lang = self._choose_language(company)
        request.update_context(lang=lang)
        # sudo: visitors have no rights; the pages ask and make only what is meant for strangers
        company = company.sudo().with_context(lang=lang, tz=company.hcs_tz).with_company(company)
        return company.env["hcs.public.page"]

    def _choose_language(self, company):
        active = company.env["res.lang"].sudo()._get_active_by("code")
        offered = [code for code, __ in LANGUAGES if code in active]
        asked = request.httprequest.args.get("lang")
        if asked in offered:
            request.future_response.set_cookie(COOKIE, asked, max_age=A_YEAR, httponly=True, samesite="Lax")
            return asked
        for code in (request.cookies.get(COOKIE), request.best_lang, company.partner_id.lang):
            if code in offered:
                return code
        return offered[0] if offered else "en_US"

    # ---------------------------------------------------------------- what was sent

    def _read_form(self, page, fields):
        """Values and problems of the fields of a form.

        :param fields: list of ``controllers.public.form.Field``
        :return: ``{name: clean text}``, and ``{name: what is wrong, in words}``
        """
        return read_values(page.env, request.httprequest.form, fields)

    def _files(self, page, name="files"):
        """The files that were sent, with what is wrong about them.

        :return: list of ``(name, content, mimetype)``, and a problem in words or None
        """
        return read_files(page.env, request.httprequest.files.getlist(name), page)

    def _honeypot(self, page, once=True):
        """Whether a program filled in what nobody sees; it is thanked, and nothing is made.

        :param once: whether the form sent again leads to the same thanks, as a person's does
        """
        if not request.httprequest.form.get(TRAP):
            return False
        if once and self._key_hash(page):
            self._claim(page, "robot")
        else:
            self._note(page, "robot")
        return True

    # ---------------------------------------------------------------- who is let in

    def _admit(self, page, number=None):
        """None, or in words why no more forms are taken from here now."""
        verdict = page.env["hcs.public.knock"]._admit(page, request.httprequest.remote_addr, number)
        if not verdict:
            return None
        self._note(page, verdict, number)
        if verdict == "number":
            return page.env._("Several forms came with this phone number today. Call us, or try again tomorrow.")
        return page.env._("Many forms came from your connection. Wait an hour, or call us.")

    def _note(self, page, outcome, number=None):
        page.env["hcs.public.knock"]._note(page, request.httprequest.remote_addr, outcome, number)

    # ---------------------------------------------------------------- answers

    def _show(self, page, template, values=None, status=200):
        """The page ``template``; ``typed``, ``problem`` and ``problems`` are always there."""
        company = page.env.company
        shown = {
            "page": page,
            "title": page.name or company.name,
            "hospital": company.name,
            "phone": company.phone or "",
            "home": START,
            "paths": PATHS,
            "offered": page._pages(company),
            "languages": self._languages(page.env),
            "html_lang": (page.env.lang or "en_US").replace("_", "-"),
            "csrf": request.csrf_token(),
            "trap": TRAP,
            "form_key_name": KEY,
            # each form of a page has its own
            "form_key": lambda: self._new_key(page),
            "typed": {},
            "problem": None,
            "problems": {},
            **(values or {}),
        }
        if "." not in template:
            template = f"{MODULE}.{template}"
        html = page.env["ir.qweb"]._render(template, shown)
        return request.make_response(html, [*HEADERS, ("Content-Type", "text/html; charset=utf-8")], status=status)

    def _languages(self, env):
        """``[(code, name, address of this page in it, whether it is shown)]``."""
        active = env["res.lang"]._get_active_by("code")
        # parameters of our pages are short and name nobody; others are dropped
        kept = {
            key: value
            for key, value in request.httprequest.args.items()
            if key in KEPT_PARAMETERS and len(value) <= LONGEST_PARAMETER
        }
        path = request.httprequest.path
        return [
            (code, name, f"{path}?{urlencode({**kept, 'lang': code})}", code == env.lang)
            for code, name in LANGUAGES
            if code in active
        ]

    def _refuse(self, page, template, values=None, problem=None, problems=None, number=None, note="wrong", status=422):
        """The form again, with what was typed and what is wrong; counted, so that nobody tries for ever.

        :param note: outcome that is kept; None where it was kept already
        """
        if note:
            self._note(page, note, number)
        problem = problem or page.env._("Please look at the marked lines.")
        shown = {**(values or {}), "problem": problem, "problems": problems or {}}
        return self._show(page, template, shown, status=status)

    def _thanks(self, page, receipt=None, message=None, values=None):
        """Lead to the page after everything went well; a robot gets there too.

        :param receipt: receipt number and code, where there is something to ask for later
        :param values: what the page shows besides, plain values only: they wait in the session
        """
        number, code = receipt or self._no_receipt()
        shown = {"receipt_number": number, "receipt_code": code, "message": message, **(values or {})}
        return self._lead_to("public_thanks", shown)

    def _no_receipt(self):
        """A pair that looks like any other and opens nothing."""
        return receipt_number.draw(), receipt_number.draw()

    def _safely(self, page, work, *args, **kwargs):
        """Do ``work`` whole or not at all.

        :return: its result and None, or None and why not, in plain words that name nobody
        """
        try:
            with request.env.cr.savepoint():
                return work(*args, **kwargs), None
        except UserError:
            # the rules of the house speak to the house; their words may name a record
            _logger.info("A form of the public page %s was refused by a rule.", page.code)
            return None, page.env._("This could not be taken as it is. Check what you typed, or call us.")
