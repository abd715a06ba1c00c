from odoo import fields, models
from odoo.exceptions import UserError

from ..complaint.hcs_complaint_ticket_close import ANSWERS

STATES = {
    "received": "received",
    "accepted": "working",
    "investigating": "working",
    "proposed": "working",
    "approved": "working",
    "answered": "answered",
    "closed": "finished",
    "not_accepted": "refused",
    "withdrawn": "ended",
}
PAGE = "web"
NEWS = "page_news"


class HcsComplaintTicket(models.Model):
    """What the complainant sees and says by receipt number and code (CMP-06); never a word of the house."""

    _name = "hcs.complaint.ticket"
    _inherit = ["hcs.complaint.ticket", "hcs.public.receipt.mixin", "hcs.public.case.mixin"]
    _case_purpose = "case_complaint"

    # ---------------------------------------------------------------- told

    def _case_title(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def _case_state(self):
        return STATES[self.state]

    def _case_dates(self):
        clocks = self._clocks().filtered(lambda clock: clock.policy_id.stop_event == "answered" and clock.due_at)
        waits = self.kind != "praise" and STATES[self.state] in ("received", "working")
        return {
            "received": self.received_at,
            "due": min(clocks.mapped("due_at"), default=False) if waits else False,
            "answered": self.answered_at,
        }

    def _case_answers(self):
        """Only what was delivered for this page; a letter or a call was told already."""
        answers = self.answer_ids.filtered(lambda answer: answer.state == "sent" and answer.how == PAGE)
        told = [(answer.sent_at, answer.text) for answer in answers.sorted("version")]
        if self.reply_how == PAGE and self.reply:
            told.append((self.replied_at, self.reply))
        if self.thanked_how == PAGE and self.thanks_note:
            told.append((self.thanked_at, self.thanks_note))
        return told

    def _case_asks(self):
        return (
            self.kind in ("complaint", "dispute")
            and self.state == "answered"
            and not self.anonymous
            and self.satisfaction not in ANSWERS
        )

    # ---------------------------------------------------------------- said

    def _case_take_words(self, text):
        """The words stand in the discussion, which the wall protects; the ledger says only that somebody wrote."""
        text = self._case_words(text)
        public = self.env.ref("base.public_user").sudo()
        house = self._case_house().env
        self._message_log(
            body=house._("By the complainant, on the public page: %(text)s", text=text),
            author_id=public.partner_id.id,
        )
        self._case_note_contact(caller_name=house._("Complainant"), note=house._("Wrote on the public page."))
        self._clock_customer_contact()
        for user in self._case_users():
            self._remind(
                user,
                self._for(user)._("%(reference)s: the complainant wrote on the page.", reference=self.reference),
            )

    def _case_users(self):
        people = (self.user_id | self.holder_id).filtered("active") - self.walled_user_ids
        return people.filtered(lambda user: not user.share)[:2] or self._office_user()

    def _case_take_verdict(self, verdict, text=None):
        if verdict not in ANSWERS:
            raise UserError(self.env._("Choose whether the answer satisfies you."))
        if not self._case_asks():
            raise UserError(self.env._("You told us already. Thank you."))
        words = (text or "").strip() or False
        self.action_ask(verdict, note=words)
        house = self._case_house().env
        self._case_note_contact(caller_name=house._("Complainant"), note=house._("Said whether it satisfies."))
        for user in self._case_users():
            self._remind(
                user,
                self._for(user)._("%(reference)s: the complainant said if it satisfies.", reference=self.reference),
            )

    # ---------------------------------------------------------------- delivered here

    def _check_page_reaches(self, how):
        """An answer that is put on the page reaches only somebody who holds a code for it."""
        if how == PAGE and any(not ticket._case_has_follower() for ticket in self):
            raise UserError(
                self.env._("Nobody has a code for this ticket, so the web page reaches nobody. Choose another way.")
            )

    def action_answer(self, how, proof=None, at=None):
        self._check_page_reaches(how)
        if how == PAGE and not (isinstance(proof, str) and proof.strip()):
            proof = self.env._("Page for receipt number %s", self.receipt_number)
        result = super().action_answer(how, proof, at)
        self._case_tell(how)
        return result

    def action_reply(self, how="phone", text=None):
        self._check_page_reaches(how)
        result = super().action_reply(how, text)
        self._case_tell(how)
        return result

    def action_thank(self, how="phone", note=None):
        self._check_page_reaches(how)
        result = super().action_thank(how, note)
        self._case_tell(how)
        return result

    def _case_tell(self, how):
        """Say that there is something to read, without a word of what."""
        if how != PAGE:
            return
        for ticket in self.sudo():  # sudo: the number is used by the queue of messages, never shown
            now = fields.Datetime.to_string(fields.Datetime.now())
            ticket._case_send(NEWS, ticket.complainant_phone, key=f"{ticket.receipt_number} {now}")
