from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .hcs_complaint_statement import OF_THE_RESPONDENT, WAITING
from .hcs_complaint_ticket import OPEN_STATES

ASKED = "hospital_customer_service.mail_activity_type_statement"


class HcsComplaintStatement(models.Model):
    """Asked, answered, sent back or accepted; each with its own deadline (CMP-02)."""

    _inherit = "hcs.complaint.statement"

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"].sudo()  # sudo: a sequence is read by code, never by people
        prepared = []
        for vals in vals_list:
            # sudo: the hospital and the person named follow from the ticket; the right to it is asked below
            ticket = self.env["hcs.complaint.ticket"].sudo().browse(vals.get("ticket_id") or [])
            allegation = self.env["hcs.complaint.allegation"].sudo().browse(vals.get("allegation_id") or [])
            prepared.append(
                {
                    "department_id": allegation.department_id.id,
                    **vals,
                    "company_id": ticket.company_id.id,
                    "reference": sequence.next_by_code("hcs.complaint.statement"),
                }
            )
        statements = super().create(prepared)
        if any(statement.sudo().ticket_id.state not in OPEN_STATES for statement in statements):
            raise UserError(self.env._("This complaint is over and kept as it is. Open it again to change it."))
        for statement in statements:
            statement._clock_start("created", statement.requested_at)
        statements._tell_respondent()
        return statements

    def write(self, vals):
        if not self.env.su:
            self._check_written(vals)
        result = super().write(vals)
        if "due_at" in vals:
            self._clock_reapply()
        return result

    def _check_written(self, vals):
        """The respondent writes the statement, the handlers all the rest; nobody changes what was sent."""
        for statement in self:
            mine, rest = statement.is_mine, set(vals) - OF_THE_RESPONDENT
            if OF_THE_RESPONDENT & set(vals) and not mine:
                raise AccessError(self.env._("Only the person who is asked writes the statement."))
            if rest and not statement.is_handler:
                raise AccessError(self.env._("You write your statement; the rest belongs to whoever asks."))
            if statement.state not in WAITING and vals:
                raise UserError(self.env._("This statement was sent already. It can be asked for again."))
            if {"ticket_id", "respondent_id", "allegation_id"} & rest:
                raise UserError(self.env._("Ask the other person anew; this request stays with whom it was sent to."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_archive(self):
        raise UserError(self.env._("What was asked stays in the archive. Cancel the request instead."))

    # STEPS
    def action_answer(self, text=None):
        """Send the statement; the clock stops.

        :param text: of the statement, where it is not written on the record already
        """
        self._begin(WAITING)
        if not self.is_mine:
            raise AccessError(self.env._("Only the person who is asked writes the statement."))
        text = (text if isinstance(text, str) and text.strip() else self.answer or "").strip()
        if not text:
            raise UserError(self.env._("Write your statement before you send it."))
        self._move({"answer": text, "state": "answered", "answered_at": fields.Datetime.now()})
        self._clock_stop("answered")
        self.sudo().activity_unlink([ASKED])
        self._tell_asker()
        return True

    def action_return(self, comment):
        """Ask again: something is missing; the person gets a new deadline."""
        self._begin(("answered",))
        self._check_handler()
        if not isinstance(comment, str) or not comment.strip():
            raise UserError(self.env._("Write what is missing."))
        self._move({"state": "returned", "returned_comment": comment.strip(), "answered_at": False, "due_at": False})
        self._clock_new_round("created")
        self._tell_respondent()
        return True

    def action_accept_statement(self):
        """The statement says what was asked."""
        self._begin(("answered",))
        self._check_handler()
        self._move({"state": "accepted", "accepted_at": fields.Datetime.now(), "accepted_by_id": self.env.uid})
        self.sudo().activity_unlink([ASKED])
        return True

    def action_cancel(self):
        """It is no longer needed."""
        self._begin((*WAITING, "answered"))
        self._check_handler()
        self._drop()
        return True

    def action_remind(self):
        """Ask the person once more to answer."""
        self._begin(WAITING)
        self._check_handler()
        self._move({"reminded_at": fields.Datetime.now()})
        self._tell_respondent()
        return True

    # What they have in common
    def _check_handler(self):
        if self.is_mine or not self.is_handler:
            raise AccessError(self.env._("Whoever handles the complaint decides this, never the person asked."))

    def _move(self, values):
        self.sudo().write(values)  # sudo: the flow is written by its buttons only

    def _drop(self):
        self._move({"state": "cancelled"})
        self._clock_cancel()
        self.sudo().activity_unlink([ASKED])

    def _tell_respondent(self):
        """A reminder on the person's screen and list of things to do, without a word of the complaint."""
        for statement in self.sudo().with_context(mail_activity_quick_update=True):
            user = statement.respondent_id
            text = statement.with_context(lang=user.lang).env._("Your statement is asked for.")
            day = statement.company_id._hcs_local_date(statement.next_due_at or fields.Datetime.now())
            statement.activity_unlink([ASKED])
            statement.activity_schedule(ASKED, date_deadline=day, user_id=user.id, summary=text)
            user._bus_send("simple_notification", {"type": "info", "title": statement.reference, "message": text})

    def _tell_asker(self):
        for statement in self.sudo().with_context(mail_activity_quick_update=True):
            user = statement.ticket_id.user_id or statement.requested_by_id
            if not statement.ticket_id.with_user(user).has_access("read"):
                continue
            text = statement.with_context(lang=user.lang).env._("A statement has come in: read it.")
            statement.activity_schedule(ASKED, user_id=user.id, summary=text)
            user._bus_send("simple_notification", {"type": "info", "title": statement.reference, "message": text})

    # Clocks
    @api.model
    def _clock_events(self):
        return [("created", self.env._("Asked for")), ("answered", self.env._("Answered"))]

    def _clock_team(self):
        return self.sudo().ticket_id.team_id  # sudo: in whose hours the person has to answer

    def _clock_owner_users(self):
        """Who is asked; once it is late also whoever answers for the complaint."""
        users = self.respondent_id
        if self.is_overdue:
            users |= self.sudo().ticket_id._clock_owner_users()
        return users
