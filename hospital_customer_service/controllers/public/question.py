from odoo import http
from odoo.http import request

from .base import ROUTE, PublicDoor
from .form import Field

QUESTION = [
    Field("question", required=True, longest=2000, kind="lines"),
    Field("name", required=True, longest=60),
    Field("phone", required=True, longest=30, kind="phone"),
    Field("relation", longest=20, kind="choice", choices=("self", "spouse", "parent", "child", "other")),
    Field("department", longest=10, kind="number"),
]


class PublicQuestion(PublicDoor, http.Controller):
    """Ask a question."""

    @http.route("/hcs/p/question", methods=["GET", "POST"], **ROUTE)
    def public_question(self, **_params):
        page = self._page("question")
        if request.httprequest.method == "POST":
            return self._take_question(page)
        typed = {"department": request.httprequest.args.get("department")}
        return self._show(page, "public_question", {**self._choices(page), "typed": typed})

    def _take_question(self, page):
        if self._came_before(page):
            return self._again()
        if self._honeypot(page):
            return self._thanks(page)
        values, problems = self._read_form(page, QUESTION)
        form = {**self._choices(page), "typed": values}
        if refusal := self._admit(page, values["phone"]):
            return self._refuse(page, "public_question", form, problem=refusal, note=None, status=429)
        if problems:
            return self._refuse(page, "public_question", form, problems=problems)
        record, problem = self._once(page, page._take_question, values, number=values["phone"])
        if not record:
            return self._refuse(page, "public_question", form, problem=problem)
        receipt = record._issue_receipt(lang=page.env.lang)
        return self._thanks(page, receipt, values={"warnings": page._warnings(values["question"])})

    def _choices(self, page):
        departments = page.env["hcs.department"].search([("company_id", "=", page.env.company.id)])
        relations = dict(page.env["hcs.service.record"]._fields["caller_relation"]._description_selection(page.env))
        return {
            "departments": [(str(department.id), department.name) for department in departments],
            "relations": [(code, relations[code]) for code in QUESTION[3].choices],
        }
