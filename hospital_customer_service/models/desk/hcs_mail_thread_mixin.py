from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize, formataddr, html2plaintext

from ...tools.mail import fresh_text, refused_file
from ...tools.mask import mask, mask_name
from ..common.hcs_masked_mixin import PII_GROUP

LONGEST_TEXT = 10_000
MEGABYTE = 1024 * 1024
REPLY = "hospital_customer_service.mail_activity_type_message_reply"


class HcsMailThreadMixin(models.AbstractModel):
    """A record that a person outside may open and discuss by e-mail, without becoming a contact (SVC-08)."""

    _name = "hcs.mail.thread.mixin"
    _description = "Discussed by e-mail"
    _inherit = ["hcs.thread.mixin", "hcs.masked.mixin"]
    _mail_door = True

    mail_address_id = fields.Many2one(
        "hcs.mail.address",
        "Address of the centre",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="The address it was written to; answers go out from it.",
    )
    sender_email = fields.Char("Full e-mail of the sender", groups=PII_GROUP, copy=False)
    sender_email_masked = fields.Char(
        "E-mail",
        compute="_compute_sender_email_masked",
        inverse="_inverse_sender_email_masked",
        search="_search_sender_email_masked",
        compute_sudo=True,
        groups="hospital_customer_service.group_hcs_agent",
        help="Where an answer by e-mail goes. Shown without its beginning; type the whole address to change it.",
    )

    @api.depends("sender_email")
    def _compute_sender_email_masked(self):
        self._mask_into("sender_email", "sender_email_masked")

    def _inverse_sender_email_masked(self):
        self._unmask_into("sender_email_masked", "sender_email")

    def _search_sender_email_masked(self, operator, value):
        return self._search_masked("sender_email", operator, value)

    # ---------------------------------------------------------------- hooks of the rooms

    def _mail_number(self):
        """What a person outside calls the record: it stands in the subject of every mail."""
        self.ensure_one()
        return self.reference

    @api.model
    def _mail_number_domain(self, number, company):
        return Domain("company_id", "=", company.id) & Domain("reference", "=ilike", number)

    def _mail_senders(self):
        """Addresses from which the person of the record writes, in small letters."""
        self.ensure_one()
        record = self.sudo()  # sudo: compared, never shown
        return {email_normalize(mail) for mail in (record.sender_email, record.patient_id.email) if mail} - {False}

    def _mail_target(self, sender):
        """The record that an answer belongs to now; empty where a new one follows this one."""
        return self

    def _mail_person(self):
        """The patient where it is the patient who is written to."""
        return self.patient_id

    def _mail_note(self, direction, text, email, at):
        """Hook: the line of a mail in the ledger of contacts."""

    def _mail_users(self):
        """Who works on the record."""
        return self.user_id

    @api.model
    def _mail_new(self, address, values, text):
        """Hook: the record that a new mail to ``address`` becomes."""
        raise NotImplementedError

    def _mail_answered(self, text):
        """Hook: the customer answered on a record that stands for it."""

    # ---------------------------------------------------------------- what comes in

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        line = self._hcs_mail_line()
        values = dict(custom_values or {})
        address = self.env["hcs.mail.address"].sudo().browse(values.get("mail_address_id")) or line.address_id
        follows = self.browse(values.get("hcs_follows"))
        if not address:
            return super().message_new(msg_dict, custom_values)
        sender, name = self._mail_sender(msg_dict)
        text = self._mail_text(msg_dict)
        records = self.with_company(address.company_id)
        if follows:
            record = follows._mail_follow(text, sender)
        else:
            given = {
                "company_id": address.company_id.id,
                "mail_address_id": address.id,
                "sender_email": sender,
                "patient_id": self._mail_patient(sender, address.company_id).id,
            }
            record = records._mail_new(address, {"name": name, "subject": msg_dict.get("subject"), **given}, text)
        record._mail_note("in", text, sender, fields.Datetime.now())
        line.write({"res_model": record._name, "res_id": record.id})
        return record

    def message_update(self, msg_dict, update_vals=None):
        line = self._hcs_mail_line()
        if line:
            line.write({"res_model": self._name, "res_id": self.id})
            if not msg_dict.get("author_id"):
                sender, _name = self._mail_sender(msg_dict)
                text = self._mail_text(msg_dict)
                self._mail_note("in", text, sender, fields.Datetime.now())
                self._mail_answered(text)
                self._mail_tell(self.env._("The customer answered by e-mail"))
        return super().message_update(msg_dict, update_vals)

    @api.model
    def _mail_sender(self, msg_dict):
        text = msg_dict.get("email_from") or ""
        return email_normalize(text) or False, " ".join(text.partition("<")[0].replace('"', " ").split())[:100]

    @api.model
    def _mail_text(self, msg_dict):
        try:
            text = html2plaintext(str(msg_dict.get("body") or ""), include_references=False)
        except Exception:  # pylint: disable=broad-exception-caught
            text = str(msg_dict.get("body") or "")
        return fresh_text(text, LONGEST_TEXT)

    @api.model
    def _mail_patient(self, sender, company):
        """The patient of an address that belongs to one patient only; people without an address are not guessed."""
        found = self.env["hcs.patient"].sudo()._of_email(sender, company)
        return found if len(found) == 1 else found.browse()

    def _mail_tell(self, summary):
        """One reminder for whoever works on the record, in words that name nobody."""
        for record in self.sudo().with_context(mail_activity_quick_update=True):
            for user in record._mail_users().filtered(lambda user: user.active and not user.share):
                if record.with_user(user).has_access("read") and not record.activity_search([REPLY], user_id=user.id):
                    record.activity_schedule(REPLY, user_id=user.id, summary=summary)

    # ---------------------------------------------------------------- what stands in the discussion

    def message_post(self, *, message_type="notification", **kwargs):
        """A customer's mail stands under a hidden name, our number is its subject, and unfit files stay outside."""
        line = self._hcs_mail_line()
        if line and message_type == "email":
            kwargs |= self._mail_posted(line, kwargs)
        return super().message_post(message_type=message_type, **kwargs)

    def _mail_posted(self, line, values):
        files, refused = self._mail_files(line.address_id, values.get("attachments") or [])
        body = values.get("body") or ""
        body = body.replace("\x00", "") if isinstance(body, str) else body
        if refused:
            note = self.env._("Files that were not kept: %(files)s", files=", ".join(refused))
            body += self.env["ir.qweb"]._render(
                "hospital_customer_service.hcs_mail_refused_files", {"note": note}, minimal_qcontext=True
            )
        posted = {
            "attachments": files,
            "body": body,
            "subject": self._mail_number(),
            "date": fields.Datetime.now(),
            "incoming_email_to": False,
            "incoming_email_cc": False,
            "partner_ids": [],
        }
        if not values.get("author_id"):
            sender, name = self._mail_sender(values)
            shown = mask_name(name) or mask(sender) or self.env._("Customer")
            posted |= {"author_id": False, "email_from": self._mail_from(shown)}
        return posted

    def _mail_from(self, name):
        """A sender that hides who wrote, with an address at which answers arrive."""
        address = self._mail_address()
        return formataddr((name, address.alias_email)) if address.alias_email else name

    @api.model
    def _mail_files(self, address, attachments):
        """What is kept of the files, and the names of the others with the reason."""
        kept, refused = [], []
        limits = address or self.env["hcs.mail.address"].sudo().new({})
        reasons = {
            "kind": self.env._("this kind of file is not taken"),
            "size": self.env._("too large"),
            "empty": self.env._("empty"),
            "count": self.env._("too many files"),
        }
        for attachment in attachments:
            name, content = (attachment[0] or "file").replace("\x00", ""), attachment[1]
            if not isinstance(content, str | bytes):
                content = content.as_bytes() if hasattr(content, "as_bytes") else b""
            why = refused_file(name, content, limits.file_mb * MEGABYTE)
            why = why or ("count" if len(kept) >= limits.file_count else None)
            if why:
                refused.append(f"{name[:80]} ({reasons[why]})")
            else:
                kept.append((name[:200], content, *attachment[2:]))
        return kept, refused

    def _mail_address(self):
        """The address that answers go out from."""
        self.ensure_one()
        own = self.sudo().mail_address_id
        return own if own.active else self.env["hcs.mail.address"]._default_of(self._name, self.company_id)

    def _notify_get_reply_to(self, default=None, author_id=False):
        """What colleagues answer by mail comes back to the address of the record."""
        answers = super()._notify_get_reply_to(default=default, author_id=author_id)
        for record in self:
            if (address := record._mail_address()) and address.alias_email:
                answers[record.id] = address._formatted()
        return answers
