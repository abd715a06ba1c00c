"""Ground for the tests of the public pages: a visitor without an account, over real HTTP."""

import html
import re

from odoo.tests import HttpCase

from tests.common import HcsCase

TOKEN = re.compile(r'name="(csrf_token|form_key)" value="([^"]+)"')
THANKS = "/hcs/p/thanks"
SIGN = re.compile(r'<dd class="sign">([^<]+)</dd>')
PICTURE = re.compile(r"<svg.*?</svg>", re.DOTALL)
PDF = b"%PDF-1.4\n%%EOF\n"
# what differs between two answers of one kind: the key against forged forms, and what was typed
CHANGING = re.compile(r'(name="csrf_token" value=")[^"]*|(value=")[^"]*')
# a header that says when, and the cookie of a new browser
MOVING = {"date", "set-cookie"}


class VisitorCase(HcsCase, HttpCase):
    """``visit`` a page and ``send`` its form; ``pages`` are switched to limits that tests do not reach."""

    def setUp(self):
        super().setUp()
        self.pages = {page.code: page for page in self.env["hcs.public.page"].search([("company_id", "=", False)])}
        for page in self.pages.values():
            page.write({"address_limit": 0, "number_limit": 0})
        self.company.hcs_public_host = False
        self.authenticate(None, None)

    def visit(self, path, **kwargs):
        headers = {"Accept-Language": "en-US", **kwargs.pop("headers", {})}
        return self.url_open(path, headers=headers, **kwargs)

    def keys(self, path):
        """What a form on ``path`` brings along unseen."""
        return dict(TOKEN.findall(self.visit(path).text))

    def send(self, path, files=None, form=None, follow=False, csrf=True, **data):
        """Open the page ``form`` (the same address by default), fill it in and send it; thanks are looked at."""
        if csrf:
            data = {**self.keys(form or path), **data}
        response = self.post(path, data, files=files, allow_redirects=follow)
        return self.visit(THANKS) if response.headers.get("Location", "").endswith(THANKS) else response

    def post(self, path, data, **kwargs):
        """Send ``data`` and nothing else."""
        return self.url_open(path, data=data, headers={"Accept-Language": "en-US"}, timeout=60, **kwargs)

    def receipt(self, response):
        """Number and code the page shows."""
        number, code = (html.unescape(sign) for sign in SIGN.findall(response.text))
        return number, code

    def form(self, response):
        """A page without what is drawn for each visitor: number, code and their picture."""
        return SIGN.sub("", PICTURE.sub("", CHANGING.sub(r"\1\2", response.text)))

    def shape(self, response):
        """What a stranger can tell two answers apart by: status, headers, length of the page."""
        headers = {name.lower(): value for name, value in response.headers.items() if name.lower() not in MOVING}
        body = CHANGING.sub(r"\1\2", response.text)
        headers.pop("content-length", None)
        return response.status_code, headers, len(body), body
