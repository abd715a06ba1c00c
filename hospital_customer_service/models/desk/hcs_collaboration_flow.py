from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..common.arguments import a_moment, a_record, a_text, arguments
from .hcs_collaboration import UNSETTLED, WITH_DEPARTMENT
from .res_users import CENTRE

TODO = "mail.mail_activity_data_todo"


class HcsCollaboration(models.Model):
    """The way of a request: asked, accepted, answered, rated; refused it goes back to whoever asked."""

    _inherit = "hcs.collaboration"

    # what the department does
    def action_accept(self):
        """Somebody of the department takes it on."""
        self._check_flow({"requested"})
        for request in self:
            values = {"state": "accepted", "accepted_at": fields.Datetime.now()}
            if not request.user_id and self.env.user._is_hcs_respondent():
                values["user_id"] = self.env.uid
            request._move(values)

    @arguments(answer=a_text)
    def action_answer(self, answer=None):
        """Send the answer back; it ends the department's part and its clock.

        :param answer: the text, where it is not on the request already
        """
        self._check_flow(WITH_DEPARTMENT)
        if answer:
            self.write({"answer": answer})
        if any(not (request.answer or "").strip() for request in self):
            raise UserError(self.env._("Write the answer first, then send it."))
        self._answered({"answered_by_id": self.env.uid})

    def _answered(self, values):
        """The answer is there, whoever wrote it and wherever."""
        self._move({"state": "answered", "answered_at": fields.Datetime.now(), **values})
        for request in self:
            request._tell_requester(request._summary_of_answer())
            request._tell_requester_now(request._summary_of_answer())

    def _summary_of_answer(self):
        """What whoever asked has to do now, in words."""
        return self._for_requester().env._("Answered: read and rate it")

    def _answer_author(self):
        return self.answered_by_id.name or ""

    @arguments(reason=a_text)
    def action_refuse(self, reason=None):
        """The department cannot help: it says why, and the request is the centre's again.

        :param reason: the text, where it is not on the request already
        """
        self._check_flow(WITH_DEPARTMENT)
        if reason:
            self.write({"refusal_reason": reason})
        if any(not (request.refusal_reason or "").strip() for request in self):
            raise UserError(self.env._("Write under “Why not” what the centre should know, then refuse."))
        self._move({"state": "refused", "refused_at": fields.Datetime.now()})
        self._tell_requester(self.env._("Refused: ask elsewhere or withdraw"))

    # what the centre does
    @arguments(department_id=a_record("hcs.department"), user_id=a_record("res.users"), due_at=a_moment)
    def action_ask_again(self, department_id=None, user_id=None, due_at=None):
        """A new round of a refused or insufficient request, of the same department or another one."""
        self._check_centre()
        self._check_flow({"refused", "answered"})
        for request in self:
            values = {
                "state": "requested",
                "round": request.round + 1,
                "requested_at": fields.Datetime.now(),
                "due_at": due_at,
                "due_by_hand": bool(due_at),
                "department_id": department_id or request.department_id.id,
                "user_id": user_id or (False if department_id else request.user_id.id),
            }
            said = request.answer if request.state == "answered" else request.refusal_reason
            request.message_post(
                body=self.env._(
                    "Round %(round)s of %(department)s ended with: %(said)s",
                    round=request.round,
                    department=request.department_id.display_name,
                    said=said,
                )
            )
            emptied = ("accepted_at", "answered_at", "answered_by_id", "answer", "refused_at", "refusal_reason")
            request._move({**values, **dict.fromkeys(emptied, False)})
        self._tell_department()

    def action_rate(self, rating):
        """How much the answer helped, from 1 to 5; said by whoever asked or a leader."""
        self._check_centre()
        self._check_flow({"answered", "closed"})
        if type(rating) is not int or not 1 <= rating <= 5:
            raise UserError(self.env._("A rating is a number from 1 to 5."))
        leader = self.env.user.has_group("hospital_customer_service.group_hcs_leader")
        if any(request.withdrawn or not (leader or request.requested_by_id == self.env.user) for request in self):
            raise UserError(self.env._("Whoever asked rates the answer."))
        self._move({"rating": rating})

    def action_close(self, rating=None):
        """The answer was read and rated."""
        self._check_centre()
        self._check_flow({"answered"})
        if rating is not None:
            self.action_rate(rating)
        if any(not request.rating for request in self):
            raise UserError(self.env._("Rate the answer with one to five stars, then close the request."))
        self._move({"state": "closed", "closed_at": fields.Datetime.now()})

    def action_withdraw(self):
        """It is no longer needed, or nobody can help."""
        self._check_centre()
        self._check_flow(UNSETTLED)
        self._move({"state": "closed", "closed_at": fields.Datetime.now(), "withdrawn": True})

    # how
    def _check_flow(self, states):
        self.check_access("write")
        if any(request.state not in states for request in self):
            raise UserError(self.env._("This request is in another status by now. Reload the page."))

    def _check_centre(self):
        if not self.env.su and not self.env.user.has_group(CENTRE):
            raise AccessError(self.env._("This is decided by the service centre, which asked."))

    def _move(self, values):
        # sudo: the status follows from an action that was allowed; nobody writes it by hand
        self.sudo().write(values)
        if values.get("state", "accepted") != "accepted":
            # what was to be done is done, or is somebody else's now
            self.sudo().activity_unlink([TODO])
        self._after_move(values)

    def _after_move(self, values):
        """Hook: the request went on."""

    def _respondents(self):
        """Who is told: the person asked, or those who answer for the department."""
        self.ensure_one()
        return self.user_id or self.department_id._respondents()

    def _tell_department(self):
        for request in self.sudo():  # sudo: an activity for somebody of another department
            for user in request._respondents():
                request.activity_schedule(
                    TODO, date_deadline=request._due_day(), user_id=user.id, summary=self.env._("Please answer")
                )

    def _tell_requester(self, summary):
        for request in self.sudo():  # sudo: the department does not write to-dos of the centre
            request.activity_schedule(
                TODO, user_id=request.requested_by_id.id, date_deadline=request._due_day(), summary=summary
            )

    def _for_requester(self):
        """The request as whoever asked reads it: in that person's language."""
        self.ensure_one()
        return self.with_context(lang=self.sudo().requested_by_id.lang)

    def _tell_requester_now(self, summary):
        """A word on the screen of whoever asked, who may have the patient on the line."""
        for request in self.sudo():  # sudo: as above
            if request.requested_by_id != self.env.user:
                message = f"{request.reference}: {summary}"
                request.requested_by_id._bus_send("simple_notification", {"type": "info", "message": message})

    def _due_day(self):
        """The day of the deadline in the hospital, for a to-do."""
        return self.company_id._hcs_local_date(self.due_at or fields.Datetime.now())
