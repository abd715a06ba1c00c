from odoo import http
from odoo.http import request

from .base import ROUTE, PublicDoor
from .form import Field

KINDS = ("complaint", "suggestion", "praise")
ROLES = ("patient", "representative", "other")
FIELDS = [
    Field("kind", required=True, kind="choice", choices=KINDS),
    Field("text", required=True, longest=4_000, kind="lines"),
    Field("demand", longest=500),
    Field("department", longest=12, kind="number"),
    Field("named", longest=100),
    Field("anonymous", longest=1),
    Field("role", kind="choice", choices=ROLES),
    Field("name", longest=60),
    Field("phone", longest=30, kind="phone"),
    Field("patient", longest=60),
]
TEMPLATE = "public_complaint"


class PublicComplaint(PublicDoor, http.Controller):
    """A complaint, a suggestion or praise, with or without a name (CMP-01, CMP-08)."""

    @http.route("/hcs/p/complaint", methods=["GET", "POST"], **ROUTE)
    def public_complaint(self, **_params):
        page = self._page("complaint")
        if request.httprequest.method != "POST":
            asked = request.httprequest.args
            typed = {"kind": asked.get("kind"), "department": asked.get("department"), "role": "patient"}
            return self._show(page, TEMPLATE, self._complaint_values(page, typed))
        if self._came_before(page):
            return self._again()
        values, problems = self._read_form(page, FIELDS)
        number = None if values["anonymous"] else values["phone"]
        shown = self._complaint_values(page, values)
        if refusal := self._admit(page, number):
            return self._refuse(page, TEMPLATE, shown, refusal, note=None, status=429)
        if self._honeypot(page):
            return self._complaint_thanks(page)
        self._complete(page, values, problems)
        files, problem = self._files(page)
        if problem:
            problems["files"] = problem
        if problems:
            return self._refuse(page, TEMPLATE, shown, problems=problems, number=number)
        ticket, problem = self._once(page, self._register, page, values, files, number=number)
        if problem:
            return self._refuse(page, TEMPLATE, shown, problem, number=number)
        return self._complaint_thanks(page, ticket)

    def _complaint_values(self, page, typed):
        departments = page.env["hcs.department"].search([("company_id", "=", page.env.company.id)])
        return {
            "typed": {**typed, "role": typed.get("role") or "patient"},
            "departments": [(department.id, department.name) for department in departments],
            "kinds": [
                ("complaint", page.env._("Complaint")),
                ("suggestion", page.env._("Suggestion")),
                ("praise", page.env._("Praise")),
            ],
            "roles": [
                ("patient", page.env._("For myself")),
                ("representative", page.env._("For a patient I represent")),
                ("other", page.env._("As another person")),
            ],
        }

    def _complete(self, page, values, problems):
        """What a name asks for; who gives none is asked for nothing, and nothing typed beside it is kept."""
        missing = page.env._("Please fill this in, or tick that you give no name.")
        if values["anonymous"]:
            for name in ("name", "phone", "patient"):
                values[name] = ""
                problems.pop(name, None)
        else:
            for name in ("name", "phone"):
                if not values[name] and name not in problems:
                    problems[name] = missing

    def _register(self, page, values, files):
        env = page.env
        text = values["text"]
        if values["patient"] and values["role"] != "patient":
            text = env._("%(text)s\n\nThe patient: %(patient)s", text=text, patient=values["patient"])
        anonymous = bool(values["anonymous"])
        return env["hcs.complaint.ticket"]._register_page(
            env.company,
            values["kind"],
            text,
            named=values["named"],
            files=files,
            demand=values["demand"],
            department_id=page._department(values["department"]),
            anonymous=anonymous,
            complainant_role="other" if anonymous else values["role"] or "patient",
            complainant_name=values["name"],
            complainant_phone=values["phone"],
        )

    def _complaint_thanks(self, page, ticket=None):
        """Number and code, once."""
        pair = ticket and ticket._issue_receipt(lang=page.env.lang)
        return self._thanks(page, pair, page.env._("We have received it. Somebody of the complaint office reads it."))
