from datetime import date

from odoo import fields, http
from odoo.http import request

from .base import ROUTE, PublicDoor
from .form import Field

FIELDS = [
    Field("version", required=True, longest=12, kind="number"),
    Field("agree", required=True, longest=1),
    Field("name", required=True, longest=60),
    Field("phone", required=True, longest=30, kind="phone"),
    Field("birthdate", required=True, longest=10, kind="date"),
    Field("note", longest=500, kind="lines"),
]
TEMPLATE = "public_vip"
EARLIEST = date(1900, 1, 1)


class PublicVip(PublicDoor, http.Controller):
    """What membership offers, and how to apply (VIP-01).

    A person who is a member already, or applied before, gets the same answer as everybody else.
    """

    @http.route("/hcs/p/vip", methods=["GET", "POST"], **ROUTE)
    def public_vip(self, **_params):
        page = self._page("vip")
        if request.httprequest.method != "POST":
            return self._show(page, TEMPLATE, self._vip_values(page))
        if self._came_before(page):
            return self._again()
        values, problems = self._read_form(page, FIELDS)
        shown = {**self._vip_values(page), "typed": values}
        if refusal := self._admit(page, values["phone"]):
            return self._refuse(page, TEMPLATE, shown, refusal, note=None, status=429)
        if self._honeypot(page):
            return self._vip_thanks(page)
        version, birthdate = self._checked(page, values, problems)
        files, problem = self._files(page)
        if problem:
            problems["files"] = problem
        if problems:
            return self._refuse(page, TEMPLATE, shown, problems=problems, number=values["phone"])
        record, problem = self._once(
            page,
            page.env["hcs.vip.membership"]._apply_page,
            page,
            version,
            values["name"],
            values["phone"],
            birthdate=birthdate,
            note=values["note"],
            files=files,
            number=values["phone"],
        )
        if problem:
            return self._refuse(page, TEMPLATE, shown, problem, number=values["phone"])
        return self._vip_thanks(page, record)

    def _offered_versions(self, page):
        """Versions for who joins today, the highest tier last."""
        tiers = page.env["hcs.vip.tier"].search([("company_id", "in", (page.env.company.id, False))])
        return tiers.current_version_id

    def _vip_values(self, page):
        return {"versions": self._offered_versions(page)}

    def _checked(self, page, values, problems):
        """The version whose policy was shown, and the day of birth."""
        version = self._offered_versions(page).filtered(lambda version: str(version.id) == values["version"])
        if not version:
            problems["version"] = page.env._("Choose a membership. Read its policy again if it has changed.")
        if not values["agree"]:
            problems["agree"] = page.env._("Read the policy, and tick that you agree to it.")
        try:
            birthdate = fields.Date.to_date(values["birthdate"])
        except ValueError:
            birthdate = None
        today = page.env.company._hcs_local_date(fields.Datetime.now())
        if "birthdate" not in problems and not (birthdate and EARLIEST <= birthdate <= today):
            problems["birthdate"] = page.env._("This day does not exist, or nobody was born on it yet.")
        return version, birthdate

    def _vip_thanks(self, page, record=None):
        pair = record and record._issue_receipt(lang=page.env.lang)
        return self._thanks(page, pair, page.env._("We have received your application. The members' desk calls you."))
