from odoo import SUPERUSER_ID, fields, models
from odoo.tools import html_escape, plaintext2html

from ..contact.hcs_contact_guard import CONSENT_PURPOSES


class HcsCareLetterMixin(models.AbstractModel):
    """A row that goes to one person by e-mail: a subject that says nothing, a link to refuse, and what became of it.

    The letter is forgotten when it has left; what was written stays with the row and in the ledger of contacts.
    """

    _name = "hcs.care.letter.mixin"
    _description = "Goes out as a letter"
    _inherit = ["hcs.access.link.mixin"]

    # set by the model: the purpose of the link by which the person refuses more of them, and the column of mail.mail
    _letter_refuse_link = None
    _letter_column = None

    # HOOKS
    def _letter_purpose(self):
        """For which consent the letter asks."""
        raise NotImplementedError()

    def _letter_refused(self):
        """What speaks against it when it leaves, other than the guard; a code or False."""
        return False

    def _letter_settle(self, state, reason=False):
        """Keep what became of the letter: ``sent``, ``failed`` or ``suppressed``."""
        raise NotImplementedError()

    def _letter_waits(self):
        """Those of which nothing became yet."""
        raise NotImplementedError()

    def _letter_note(self):
        """What the ledger of contacts says of it."""
        return False

    # WRITTEN
    def _prepare_letter(self, subject, text, lang, at):
        self.ensure_one()
        __, url = self.env["hcs.access.link"]._issue(self, self._letter_refuse_link, lang=lang)
        words = self.with_context(lang=lang).env._("No more letters like this one")
        return {
            "subject": subject,
            "body_html": f'{plaintext2html(text)}<p><a href="{html_escape(url)}">{html_escape(words)}</a></p>',
            "email_to": self.patient_id.email,
            "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
            "author_id": False,
            "auto_delete": True,
            "scheduled_date": at,
            self._letter_column: self.id,
        }

    def _post_letters(self, values_list, at):
        if not values_list:
            return
        # as the system: nobody finds the letters of patients among the own messages
        self.env["mail.mail"].with_user(SUPERUSER_ID).create(values_list)
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger(at)

    def _cancel_mails(self):
        mails = self.env["mail.mail"].sudo().search([(self._letter_column, "in", self.ids)])
        mails.filtered(lambda mail: mail.state == "outgoing").write({"state": "cancel"})

    def _mail_left(self, failure):
        """The letter went out, or did not: the ledger says so."""
        rows = self._letter_waits()
        for row in rows:
            row._letter_settle("failed" if failure else "sent", "server_error" if failure else False)
        self.env["hcs.contact"].create(
            [
                {
                    "company_id": row.company_id.id,
                    "patient_id": row.patient_id.id,
                    "channel": "email",
                    "direction": "out",
                    "purpose": row._letter_purpose(),
                    "number": row.patient_id.email,
                    "started_at": fields.Datetime.now(),
                    "outcome": "message_failed" if failure else "message_sent",
                    "reached": not failure,
                    "user_id": self.env.uid,
                    "res_model": row._name,
                    "res_id": row.id,
                    "note": row._letter_note(),
                }
                for row in rows
            ]
        )

    # A LINK TO REFUSE
    def _access_link_page(self, link):
        if link.purpose != self._letter_refuse_link:
            return super()._access_link_page(link)
        return "hospital_customer_service.care_refuse_page", {
            "hospital": self.company_id.name,
            "phone": self.company_id.phone,
        }

    def _access_link_submit(self, link, values):
        if link.purpose != self._letter_refuse_link:
            return super()._access_link_submit(link, values)
        purpose = self._letter_purpose()
        # sudo: the person who opened the link of the own letter
        self.env["hcs.consent"].sudo().create(
            {
                "patient_id": self.patient_id.id,
                "purpose": purpose,
                # letters about care are refused as letters: the nurse may still call after an operation
                "channel": "any" if purpose in CONSENT_PURPOSES else "email",
                "state": "withdrawn",
                "source": "online",
                "at": fields.Datetime.now(),
                "user_id": self.env.uid,
            }
        )
        return {"done": True, "message": self.env._("We will not write to you about this any more.")}
