from odoo import http
from odoo.http import request

from .base import ROUTE, PublicDoor
from .form import Field

BOOKING = [
    Field("session", required=True, longest=10, kind="number"),
    Field("name", required=True, longest=60),
    Field("phone", required=True, longest=30, kind="phone"),
    Field("note", longest=300, kind="lines"),
]
CODE = Field("code", longest=10, kind="number")


class PublicBooking(PublicDoor, http.Controller):
    """Book a free seat: with a code by SMS, or by a call-back where no message can be sent."""

    @http.route("/hcs/p/book", methods=["GET", "POST"], **ROUTE)
    def public_book(self, **_params):
        page = self._page("booking")
        if request.httprequest.method == "POST":
            return self._take_booking(page)
        session = page._free_session(request.httprequest.args.get("session"))
        if not session:
            return self._gone(page)
        return self._form(page, session, {"session": str(session.id)})

    def _take_booking(self, page):
        values, problems = self._read_form(page, [*BOOKING, CODE])
        session = page._free_session(values["session"])
        # with a code the number was counted when the code was sent
        coming_back = "code" in request.httprequest.form
        if self._came_before(page):
            return self._booking_again(page, session, values, coming_back)
        if self._honeypot(page):
            return self._thanks(page)
        if refusal := self._admit(page, None if coming_back else values["phone"]):
            return self._form(page, session, values, problem=refusal, status=429)
        if not session:
            return self._gone(page)
        if problems:
            self._note(page, "wrong")
            problem = page.env._("Please look at the marked lines.")
            return self._form(page, session, values, problem=problem, problems=problems, status=422)
        if stale := self._stale(page):
            self._note(page, "wrong")
            answer = self._code_form if coming_back else self._form
            return answer(page, session, values, problem=stale, status=422)
        if not page.env["hcs.public.code"]._is_possible(page.env.company):
            return self._ask_callback(page, session, values)
        if not coming_back:
            self._claim(page, "taken", values["phone"])
            page.env["hcs.public.code"]._ask(page, values["phone"])
            return self._code_form(page, session, values)
        return self._book(page, session, values)

    def _booking_again(self, page, session, values, coming_back):
        """The form was taken already: on to the next page, and no second code."""
        if coming_back or not page.env["hcs.public.code"]._is_possible(page.env.company):
            return self._again()
        return self._code_form(page, session, values) if session else self._gone(page)

    def _book(self, page, session, values):
        code = page.env["hcs.public.code"]._check(page, values["phone"], values["code"])
        if not code:
            self._note(page, "wrong")
            problem = page.env._("This code is wrong or too old. Type it again, or begin anew.")
            return self._code_form(page, session, values, problem=problem, status=422)
        booking, problem = self._once(page, page._book, session, values)
        if not booking:
            self._note(page, "wrong")
            return self._gone(page, problem=self._why_not(page, session) or problem)
        code._use()
        record = booking.service_record_id
        return self._thanks(
            page,
            record._issue_receipt(lang=page.env.lang),
            message=page.env._("Your seat is booked."),
            values={
                "session": page._session_line(session),
                "reference": booking.reference,
                "link": booking._make_booking_link(lang=page.env.lang, replace=False),
            },
        )

    def _why_not(self, page, session):
        session.invalidate_recordset()
        if page._free_session(session.id):
            return None
        return page.env._("Somebody was faster: this seat has just been taken. Choose another one.")

    def _ask_callback(self, page, session, values):
        record, problem = self._once(page, page._ask_callback, session, values, number=values["phone"])
        if not record:
            self._note(page, "wrong")
            return self._form(page, session, values, problem=problem, status=422)
        message = page.env._("The seat is not booked yet. We call you back to confirm it.")
        receipt = record._issue_receipt(lang=page.env.lang)
        return self._thanks(page, receipt, message=message, values={"session": page._session_line(session)})

    # ---------------------------------------------------------------- pages

    def _form(self, page, session, typed, status=200, **more):
        line = page._session_line(session) if session else None
        by_code = page.env["hcs.public.code"]._is_possible(page.env.company)
        shown = {"typed": typed, "session": line, "by_code": by_code, **more}
        return self._show(page, "public_book", shown, status=status)

    def _code_form(self, page, session, typed, status=200, **more):
        shown = {"typed": {**typed, "code": ""}, "session": page._session_line(session), **more}
        return self._show(page, "public_book_code", shown, status=status)

    def _gone(self, page, problem=None):
        """The same for a seat that is taken and for one that never was."""
        problem = problem or page.env._("This seat is not free any more. Choose another one.")
        return self._show(page, "public_book_gone", {"problem": problem}, status=404)
