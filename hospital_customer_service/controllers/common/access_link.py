from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

HEADERS = [
    ("X-Robots-Tag", "noindex, nofollow, noarchive"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    ("X-Frame-Options", "DENY"),
    ("X-Content-Type-Options", "nosniff"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
]
LONGEST_FORM = 64 << 10


class HcsAccessLinkController(http.Controller):
    """The page behind an access link.

    A link that was never made, has expired, is used up or was withdrawn gets one and the same answer: whoever tries
    addresses learns nothing. Looking at the page changes nothing, because mail programs look at links by themselves.
    """

    # no csrf token: there is no session whose rights could be abused, the address itself is the key
    @http.route(
        "/hcs/l/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
        max_content_length=LONGEST_FORM,
    )
    def open_link(self, token, **_params):
        tries = request.env["hcs.access.link.try"]
        address = request.httprequest.remote_addr
        if tries._is_flooding(address):
            return self._answer("access_link_wait", {}, status=429)
        link = request.env["hcs.access.link"]._find(token)
        if not link:
            tries._note(address)
            return self._gone()
        if request.httprequest.method == "POST":
            return self._submit(link)
        link._note_use("opened")
        return self._page(link)

    def _submit(self, link):
        values = request.httprequest.form.to_dict()
        try:
            with request.env.cr.savepoint():
                message = link._submit(values)
        except UserError as error:
            return self._page(link, values=values, problem=str(error))
        if message is None:
            return self._gone()
        return self._answer("access_link_done", {"message": message}, lang=link.lang)

    def _page(self, link, values=None, problem=None):
        template, page = link._get_record()._access_link_page(link)
        page = {**page, "typed": values or {}, "problem": problem}
        return self._answer(template, page, lang=link.lang)

    def _gone(self):
        return self._answer("access_link_gone", {}, status=404)

    def _answer(self, template, values, status=200, lang=None):
        """:param lang: of the person the link was made for; without one, as the browser asks"""
        if "." not in template:
            template = f"hospital_customer_service.{template}"
        languages = request.env["res.lang"].sudo()._get_active_by("code")
        lang = lang if lang in languages else request.best_lang
        if lang not in languages:
            lang = request.env.company.sudo().partner_id.lang or "en_US"
        views = request.env["ir.qweb"].with_context(lang=lang)
        html = views._render(template, {**values, "html_lang": lang.replace("_", "-")})
        return request.make_response(html, [*HEADERS, ("Content-Type", "text/html; charset=utf-8")], status=status)
