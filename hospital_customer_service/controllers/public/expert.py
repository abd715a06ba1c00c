import werkzeug.exceptions

from odoo import http
from odoo.http import request

from .base import ROUTE, PublicDoor
from .form import Field

SEARCH = [Field("q", longest=100), Field("department", longest=10, kind="number")]


class PublicExpert(PublicDoor, http.Controller):
    """Find an expert, see when there is a free seat."""

    # words are posted: what somebody suffers from does not stand in an address, where every log keeps it
    @http.route("/hcs/p/experts", methods=["GET", "POST"], **ROUTE)
    def public_experts(self, **_params):
        page = self._page("expert")
        typed = {"department": request.httprequest.args.get("department") or ""}
        problems = {}
        if request.httprequest.method == "POST":
            typed, problems = self._read_form(page, SEARCH)
        words, department = typed.get("q") or "", page._department(typed.get("department"))
        shown = {"typed": typed, "problems": problems, "asked": bool(words or department), "department": department}
        shown["departments"] = [(str(one.id), one.name) for one in page._departments()]
        if shown["asked"] and not problems:
            found = page._search_experts(words, department)
            shown |= {
                "warnings": found["warnings"],
                "belongs_to": found["departments"],
                "experts": page._expert_lines(found["experts"]),
            }
        return self._show(page, "public_experts", shown, status=422 if problems else 200)

    @http.route("/hcs/p/experts/<int:expert_id>", methods=["GET"], **ROUTE)
    def public_expert(self, expert_id, **_params):
        page = self._page("expert")
        expert = page._one("hcs.practitioner", expert_id)
        if not expert:
            raise werkzeug.exceptions.NotFound()
        line = page._expert_line(expert, page._free_sessions(expert))
        bookable = bool(page._find("booking", page.env.company))
        return self._show(page, "public_expert", {"expert": line, "title": expert.name, "bookable": bookable})
