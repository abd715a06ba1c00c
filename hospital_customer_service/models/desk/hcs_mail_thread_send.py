from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, plaintext2html

from ..common.arguments import a_flag, a_text, arguments

# who was answered by a machine does not answer a machine
AUTOMATIC = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "Precedence": "auto_reply"}
CJK = ("\u4e00", "\u9fff")


class HcsMailThreadMixin(models.AbstractModel):
    """What goes out: under the number of the record, from the address of the centre, as far as the guard allows."""

    _inherit = "hcs.mail.thread.mixin"

    @arguments(text=a_text, answered=a_flag)
    def action_send_mail(self, text, answered=True, attachment_ids=None):
        """Answer the person of the record by e-mail.

        :param text: the answer; it begins and ends as it is written
        :param answered: the question is answered with it
        :param attachment_ids: files that the caller has just uploaded
        :return: id of the message
        """
        self.ensure_one()
        self.check_access("write")
        if not (text or "").strip():
            raise UserError(self.env._("Write the answer first."))
        email = self._mail_recipient()
        if problem := self._mail_problem(email):
            raise UserError(problem)
        files = self._mail_own_files(attachment_ids)
        address = self._mail_address()
        message = self.message_post(
            body=plaintext2html(text.strip()),
            subject=self._mail_subject(),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.env.user.partner_id.id,
            email_from=address._formatted(),
            reply_to=address._formatted(),
            attachment_ids=files.ids,
        )
        self._mail_out(message, email, self._mail_footer(text))
        self._mail_note("out", text.strip(), email, None)
        self._mail_sent(answered)
        self.sudo().activity_feedback(["hospital_customer_service.mail_activity_type_message_reply"])
        return message.id

    def _mail_sent(self, answered):
        """Hook: the person was answered."""

    def _mail_recipient(self):
        record = self.sudo()  # sudo: used for the mail, never shown
        return (
            email_normalize(record.sender_email or "") or email_normalize(record._mail_person().email or "") or False
        )

    def _mail_problem(self, email):
        """What stands against a mail to this person now, in words; empty for nothing."""
        if not email:
            return self.env._("No e-mail address is known. Type it under “E-mail” first.")
        if not self._mail_address().alias_email:
            return self.env._(
                "The centre has no e-mail address for this yet. An administrator enters it under "
                "Configuration, E-mail addresses."
            )
        return self.env["hcs.contact.guard"]._reason_text(self._mail_guard_reason(email))

    def _mail_guard_reason(self, email):
        guard, now = self.env["hcs.contact.guard"], fields.Datetime.now()
        patient = self.sudo()._mail_person()
        if patient:
            verdicts = guard._check(patient, "service", "email", now, company=self.company_id, number_known=True)
            return verdicts[patient.id]
        return guard._check_number(email, "service", "email", now, company=self.company_id)

    def _mail_own_files(self, attachment_ids):
        files = self.env["ir.attachment"].sudo().browse(attachment_ids or []).exists()
        if files.filtered(lambda file: file.create_uid != self.env.user or file.res_id):
            raise UserError(self.env._("Add files from your own computer; others stay with what they belong to."))
        return files.with_env(self.env)

    # ---------------------------------------------------------------- the mail itself

    def _mail_subject(self):
        return f"[{self._mail_number()}]"

    def _mail_lang(self, text):
        """Chinese where the person wrote it, else the language of the hospital."""
        codes = dict(self.env["res.lang"].get_installed())
        if "zh_CN" in codes and any(CJK[0] <= sign <= CJK[1] for sign in text or ""):
            return "zh_CN"
        own = self.company_id.sudo().partner_id.lang
        return "en_US" if own == "zh_CN" and "en_US" in codes else own or "en_US"

    def _mail_footer(self, text):
        env = self.with_context(lang=self._mail_lang(text)).env
        return env._("Please leave %(number)s in the subject when you answer.", number=self._mail_subject())

    def _mail_out(self, message, email, footer, automatic=False):
        """Send ``message`` to one address that stands nowhere but in the queue."""
        message = message.sudo()
        before = self.env["mail.message"].sudo().search(
            [("model", "=", self._name), ("res_id", "=", self.id), ("id", "<", message.id),
             ("message_type", "in", ("email", "comment", "auto_comment"))],
            order="id desc", limit=3,
        )  # fmt: skip
        incoming = before.filtered(lambda one: one.message_type == "email")[:1]
        headers = dict(AUTOMATIC) if automatic else {}
        if incoming:
            headers["In-Reply-To"] = incoming.message_id
        body = self.env["ir.qweb"]._render(
            "hospital_customer_service.hcs_mail_letter",
            {"body": message.body, "footer": footer, "company": self.company_id.sudo()},
            minimal_qcontext=True,
        )
        address = self._mail_address()
        # as the system: nobody finds the letters to customers among the own messages
        mail = (
            self.env["mail.mail"]
            .with_user(SUPERUSER_ID)
            .create(
                {
                    "mail_message_id": message.id,
                    "body_html": body,
                    "email_to": email,
                    "email_from": address._formatted(),
                    "reply_to": address._formatted(),
                    "references": " ".join([*before.sorted("id").mapped("message_id"), message.message_id]),
                    "headers": repr(headers),
                    "auto_delete": True,
                }
            )
        )
        self.env["mail.notification"].sudo().create(
            {
                "mail_message_id": message.id,
                "mail_mail_id": mail.id,
                "mail_email_address": email,
                "author_id": message.author_id.id,
                "notification_type": "email",
                "notification_status": "ready",
                "is_read": True,
            }
        )
        mail.send_after_commit()
        return mail

    def _mail_confirm(self, line):
        """Tell the sender that it arrived and under which number, where the address says so and nothing forbids it."""
        record, address, email = self.sudo(), line.address_id, line.sender
        if not address._confirms(line.sender_key, line.received_at) or record._mail_problem(email):
            return
        said = record.message_ids.filtered(lambda message: message.message_type == "email")[:1]
        lang = record._mail_lang(str(said.body or ""))
        record = record.with_context(lang=lang)
        answer = address.with_context(lang=lang).answer_text.strip()
        number = record.env._("Number of your request: %(number)s", number=record._mail_number())
        text = f"{answer}\n\n{number}"
        message = record._message_log(
            body=plaintext2html(text),
            subject=record._mail_subject(),
            message_type="auto_comment",
            author_id=self.env.ref("base.partner_root").id,
            email_from=address._formatted(),
        )
        record._mail_out(message, email, record._mail_footer(text), automatic=True)
        line.confirmed_at = line.received_at


class HcsMailAddress(models.Model):
    _inherit = "hcs.mail.address"

    @api.model
    def _send_plain(self, address, company, email, subject, text):
        """A few words that belong to no record, to somebody whose mail was not taken up."""
        sender = address._formatted() if address.alias_email else company.sudo().email_formatted
        # as the system: nobody finds the letters to customers among the own messages
        mail = (
            self.env["mail.mail"]
            .with_user(SUPERUSER_ID)
            .create(
                {
                    "subject": subject,
                    "body_html": plaintext2html(text),
                    "email_to": email,
                    "email_from": sender,
                    "headers": repr(AUTOMATIC),
                    "auto_delete": True,
                }
            )
        )
        mail.send_after_commit()
        return mail
