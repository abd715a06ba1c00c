from odoo import http
from odoo.http import request

from ...models.patient.hcs_consent import PURPOSES
from .base import ROUTE, PublicDoor
from .form import Field

CODES = tuple(code for code, __ in PURPOSES)
FIELDS = [
    Field("phone", required=True, longest=30, kind="phone"),
    Field("all", longest=1),
    *(Field(f"purpose_{code}", longest=1) for code in CODES),
]
CODE = Field("code", required=True, longest=10)


class PublicConsent(PublicDoor, http.Controller):
    """Somebody says what is no longer wanted (SEC-02).

    A code proves that the person holds the phone. Where no gateway sends one, the desk calls back. Whether we know the
    number is not told by any answer.
    """

    @http.route("/hcs/p/consent", methods=["GET", "POST"], **ROUTE)
    def public_consent(self, **_params):
        page = self._page("consent")
        purposes = {"purposes": page.env["hcs.consent"]._page_purposes()}
        if request.httprequest.method != "POST":
            return self._show(page, "public_consent", purposes)
        values, problems = self._read_form(page, FIELDS)
        number, wanted = values["phone"], self._wanted(values)
        shown = {**purposes, "typed": values}
        possible = page.env["hcs.public.code"]._is_possible(page.env.company)
        asked = {"typed": values, "wanted": wanted}
        if self._came_before(page):
            # no second code either
            return self._show(page, "public_consent_code", asked) if possible else self._again()
        if refusal := self._admit(page, number):
            return self._refuse(page, "public_consent", shown, refusal, note=None, status=429)
        robot = self._honeypot(page)
        if not wanted:
            problems["purposes"] = page.env._("Choose what you no longer want.")
        if problems:
            return self._refuse(page, "public_consent", shown, problems=problems, number=number)
        if not robot:
            work = page._consent_ask if possible else page._consent_call_back
            __, problem = self._once(page, work, number, *([] if possible else [wanted]), number=number)
            if problem:
                return self._refuse(page, "public_consent", shown, problem, number=number)
        if possible:
            return self._show(page, "public_consent_code", asked)
        return self._consent_done(page, wanted, page.env._("We call you at this number and note it with you."))

    @http.route("/hcs/p/consent/code", methods=["POST"], **ROUTE)
    def public_consent_code(self, **_params):
        page = self._page("consent")
        values, problems = self._read_form(page, [*FIELDS, CODE])
        number, wanted = values["phone"], self._wanted(values)
        shown = {"typed": {"phone": number}, "wanted": wanted}
        if self._came_before(page):
            return self._again()
        if refusal := self._admit(page, f"code {number}"):
            return self._refuse(page, "public_consent_code", shown, refusal, note=None, status=429)
        robot = self._honeypot(page, once=False)
        if stale := self._stale(page):
            return self._refuse(page, "public_consent_code", shown, stale, number=f"code {number}")
        code = None
        if not (robot or problems) and wanted:
            code = page.env["hcs.public.code"]._check(page, number, values["code"])
        if not code:
            problems = {"code": page.env._("This code does not fit, or it is older than ten minutes.")}
            return self._refuse(page, "public_consent_code", shown, problems=problems, number=f"code {number}")
        code._use()
        self._once(page, page._consent_withdraw, number, wanted)
        return self._consent_done(page, wanted, page.env["hcs.consent"]._page_thanks())

    def _wanted(self, values):
        return [code for code in CODES if values["all"] or values[f"purpose_{code}"]]

    def _consent_done(self, page, wanted, message):
        """What follows, for each purpose that was named."""
        follows = [line for line in page.env["hcs.consent"]._page_purposes() if line[0] in wanted]
        return self._lead_to("public_consent_done", {"title": page.name, "message": message, "follows": follows})
