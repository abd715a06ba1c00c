from datetime import timedelta

from odoo import fields, http
from odoo.http import request
from odoo.tools import format_date

from ...models.complaint.hcs_complaint_ticket_close import ANSWERS
from ...models.public.hcs_public_case_mixin import LONGEST_WORDS
from ...tools import receipt
from .base import ROUTE, PublicDoor
from .form import Field

PATH = "/hcs/p/case"
OPEN = "/hcs/p/case/open"
FIELDS = [Field("number", required=True, longest=20), Field("code", required=True, longest=20)]
SAID = [
    Field("what", longest=10, kind="choice", choices=("words", "verdict", "leave")),
    Field("text", longest=LONGEST_WORDS, kind="lines"),
    Field("verdict", longest=20, kind="choice", choices=ANSWERS),
]
# after the code was typed
OPEN_FOR = timedelta(minutes=30)
# so long nobody gets in with a number that was tried in vain too often
LOCKED_FOR = timedelta(minutes=30)
SESSION = "hcs_case"


class PublicCase(PublicDoor, http.Controller):
    """How far it is, by receipt number and code (CMP-06).

    Whatever is wrong, number or code, and whether the number was ever given out: the answer is the same, and what is
    done to find it too. What is open stands in the session of the browser, never in an address.
    """

    @http.route(PATH, methods=["GET", "POST"], **ROUTE)
    def public_case(self, **_params):
        page = self._page("case")
        if request.httprequest.method != "POST":
            typed = {"number": (request.httprequest.args.get("number") or "")[:20]}
            return self._show(page, "public_case", {"typed": typed})
        values, problems = self._read_form(page, FIELDS)
        shown = {"typed": {"number": values["number"]}}
        key = f"case {receipt.clean(values['number'])}"
        if refusal := self._case_refusal(page, key):
            return self._refuse(page, "public_case", shown, refusal, note=None, status=429)
        if self._honeypot(page):
            return self._case_wrong(page, shown, key)
        if problems:
            return self._refuse(page, "public_case", shown, problems=problems)
        link = page.env["hcs.access.link"]._find_case(values["number"], values["code"])
        if not link or link.company_id != page.env.company:
            return self._case_wrong(page, shown, key)
        self._note(page, "taken")
        until = fields.Datetime.now() + OPEN_FOR
        request.session[SESSION] = {"link": link.id, "until": fields.Datetime.to_string(until)}
        request.session.should_rotate = True
        link._note_use("opened")
        return request.redirect(OPEN, code=303)

    @http.route(OPEN, methods=["GET", "POST"], **ROUTE)
    def public_case_open(self, **_params):
        page = self._page("case")
        link = self._case_link(page)
        if not link:
            request.session.pop(SESSION, None)
            return request.redirect(PATH, code=303)
        record = link._get_record().with_context(lang=page.env.lang)
        if request.httprequest.method != "POST":
            said = request.httprequest.args.get("said") == "1"
            return self._show(page, "public_case_open", self._case_values(page, record, said=said))
        values, problems = self._read_form(page, SAID)
        if values["what"] == "leave":
            request.session.pop(SESSION, None)
            return request.redirect(PATH, code=303)
        if self._came_before(page):
            return request.redirect(f"{OPEN}?said=1", code=303)
        shown = self._case_values(page, record, typed=values)
        key = f"words {record.receipt_number}"
        if refusal := self._admit(page, key):
            return self._refuse(page, "public_case_open", shown, refusal, note=None, status=429)
        if self._honeypot(page):
            return request.redirect(f"{OPEN}?said=1", code=303)
        if values["what"] == "verdict" and not values["verdict"]:
            problems.setdefault("verdict", page.env._("Choose one of the list."))
        elif not values["text"] and values["what"] != "verdict":
            problems.setdefault("text", page.env._("Please fill this in."))
        if problems:
            return self._refuse(page, "public_case_open", shown, problems=problems, number=key)
        __, problem = self._once(page, self._case_say, record, values, number=key)
        if problem:
            record.invalidate_recordset()
            return self._refuse(
                page, "public_case_open", self._case_values(page, record, typed=values), problem, number=key
            )
        link._note_use("answered")
        return request.redirect(f"{OPEN}?said=1", code=303)

    # ---------------------------------------------------------------- who is let in

    def _case_refusal(self, page, key):
        """Why nobody gets in now; a number that was never given out is locked like one that was."""
        knocks = page.env["hcs.public.knock"]
        since = fields.Datetime.now() - LOCKED_FOR
        tries = page.number_limit
        if tries and knocks._count_wrong(page, key, since, tries) >= tries:
            self._note(page, "number", key)
            return page.env._("This receipt number was tried in vain several times. Wait half an hour, or call us.")
        return self._admit(page)

    def _case_wrong(self, page, shown, key):
        words = page.env._(
            "Nothing is open by this number and this code. Check both, sign by sign: there is no 0, 1, I, L or O."
        )
        return self._refuse(page, "public_case", shown, words, number=key)

    def _case_link(self, page):
        """The link whose code this browser typed a short while ago."""
        opened = request.session.get(SESSION)
        opened = opened if isinstance(opened, dict) else {}
        number, until = opened.get("link"), opened.get("until")
        if not isinstance(number, int) or not isinstance(until, str):
            return None
        if until <= fields.Datetime.to_string(fields.Datetime.now()):
            return None
        link = page.env["hcs.access.link"].browse(number).exists()
        if not link or not link.is_open or link.company_id != page.env.company:
            return None
        record = link._get_record()
        return link if record and record._access_link_is_open(link) else None

    # ---------------------------------------------------------------- shown and said

    def _case_values(self, page, record, **more):
        told = record._case_page()
        told["case_dates"] = {name: day and format_date(page.env, day) for name, day in told["case_dates"].items()}
        told["case_answers"] = [(format_date(page.env, day), text) for day, text in told["case_answers"]]
        verdicts = [
            ("satisfied", page.env._("Yes")),
            ("partly", page.env._("In part")),
            ("dissatisfied", page.env._("No")),
        ]
        return {**told, "verdicts": verdicts, "said": False, "open_path": OPEN, **more}

    def _case_say(self, record, values):
        if values["what"] == "verdict":
            record._case_take_verdict(values["verdict"], values["text"])
        else:
            record._case_take_words(values["text"])
