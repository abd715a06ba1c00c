from odoo import api, models
from odoo.exceptions import UserError

# what is told of a record, however many steps the house takes behind it
CASE_STATES = ("received", "working", "waiting", "answered", "decided", "finished", "refused", "ended")
LONGEST_WORDS = 2_000
REPLY_ACTIVITY = "hospital_customer_service.mail_activity_type_message_reply"


class HcsPublicCaseMixin(models.AbstractModel):
    """A record that somebody follows by its receipt number and code: what is told, and what that person may say.

    Goes together with ``hcs.public.receipt.mixin``, which has the number and the code.

    The methods are called with ``sudo`` for a person without any right: what they return is all that is told. Neither
    the words of the house among itself nor the name of anybody is among it.
    """

    _name = "hcs.public.case.mixin"
    _description = "Followed by receipt number and code"

    # ---------------------------------------------------------------- hooks

    def _case_title(self):
        """What it is, in a word or two."""
        raise NotImplementedError

    def _case_state(self):
        """One of ``CASE_STATES``."""
        raise NotImplementedError

    def _case_dates(self):
        """``{"received", "due", "answered"}``: moments, or False where there is none to tell."""
        raise NotImplementedError

    def _case_answers(self):
        """What was written to be shown here: list of ``(moment, text)``."""
        return []

    def _case_asks(self):
        """Whether the person is asked if the answer satisfies."""
        return False

    def _case_take_words(self, text):
        """Keep what the person wrote, and tell whoever works on it."""
        raise NotImplementedError

    def _case_take_verdict(self, verdict, text=None):
        """Keep whether the answer satisfies: satisfied, partly or dissatisfied."""
        raise NotImplementedError

    # ---------------------------------------------------------------- the page

    @api.model
    def _case_state_words(self):
        """State in a few words, and what it means for the person."""
        return {
            "received": (self.env._("Received by us"), self.env._("We have it and take it up soon.")),
            "working": (self.env._("In work"), self.env._("We are working on it.")),
            "waiting": (
                self.env._("Waiting for you"),
                self.env._("We need a word from you to go on. Write to us below, or call us."),
            ),
            "answered": (self.env._("Answered"), self.env._("The answer was given to you.")),
            "decided": (
                self.env._("Decided"),
                self.env._("It is decided. We tell you personally: by phone, or at the desk."),
            ),
            "finished": (self.env._("Finished"), self.env._("It is settled.")),
            "refused": (self.env._("Not taken up"), self.env._("We could not take it up, and told you why.")),
            "ended": (self.env._("Ended"), self.env._("It was ended. If that is not right, write to us below.")),
        }

    def _case_page(self):
        """What the page shows of this record."""
        self.ensure_one()
        state = self._case_state()
        word, sentence = self._case_state_words()[state]
        company = self.company_id
        return {
            "receipt_number": self.receipt_number,
            "case_title": self._case_title(),
            "case_state": state,
            "case_word": word,
            "case_sentence": sentence,
            "case_dates": {name: at and company._hcs_local_date(at) for name, at in self._case_dates().items()},
            "case_answers": [(company._hcs_local_date(at), text) for at, text in self._case_answers()],
            "case_asks": self._case_asks(),
        }

    def _case_house(self):
        """The record in the language of the hospital, for what the house reads."""
        return self.with_context(lang=self.company_id.partner_id.lang or self.env.lang)

    def _case_words(self, text):
        """What was typed, if there is something."""
        text = (text or "").strip()[:LONGEST_WORDS]
        if not text:
            raise UserError(self.env._("Write what you want to tell us."))
        return text

    def _case_note_contact(self, **values):
        """One line in the ledger of contacts: the person wrote on the page."""
        return self.env["hcs.contact"].create(
            {
                "company_id": self.company_id.id,
                "channel": "web",
                "direction": "in",
                "purpose": "service",
                "user_id": False,
                "res_model": self._name,
                "res_id": self.id,
                **values,
            }
        )

    # ---------------------------------------------------------------- news

    def _case_has_follower(self):
        """Whether somebody holds a code for this record."""
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids), ("is_open", "=", True)]
        domain.append(("purpose", "=", self._case_purpose))
        return bool(self.env["hcs.access.link"].sudo().search_count(domain, limit=1))  # sudo: whether, not who

    def _case_send(self, code, phone, patient=None, res=None, key=None):
        """A message with the receipt number and nothing else, if the guard allows it and there is a number."""
        self.ensure_one()
        if not phone:
            return
        # sudo: the queue of messages is the system's; the number is used, never shown
        record = self.sudo()
        templates = self.env["hcs.message.template"].sudo().with_company(record.company_id)
        templates._send(
            code,
            [(patient if patient is not None else self.env["hcs.patient"], res)],
            {"reference": record.receipt_number},
            phone=phone,
            key=key,
        )
