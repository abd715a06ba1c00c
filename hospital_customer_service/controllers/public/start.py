from odoo import http
from odoo.http import request

from ...models.public.hcs_public_page import BEHIND, PATHS
from .base import ROUTE, PublicDoor


class PublicStart(PublicDoor, http.Controller):
    """The way in: which pages there are."""

    @http.route("/hcs/p", methods=["GET"], **ROUTE)
    def public_start(self, **_params):
        pages = self._enter()
        offered = pages._pages(pages.env.company)
        department = request.httprequest.args.get("department") or ""
        query = f"?department={department}" if department.isascii() and department.isdecimal() else ""
        entries = [(PATHS[code] + query, page) for code, page in offered.items() if code not in BEHIND]
        return self._show(pages, "public_start", {"entries": entries})
