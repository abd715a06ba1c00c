from xmlrpc.client import Binary

from odoo import api, models
from odoo.tools import email_normalize

from ...tools.mail import read_envelope


class MailThread(models.AbstractModel):
    """Mail to the centre goes through its own list of incoming mail, whoever brings it; other mail as before."""

    _inherit = "mail.thread"

    @api.model
    def message_process(
        self, model, message, custom_values=None, save_original=False, strip_attachments=False, thread_id=None
    ):
        parameters = (custom_values, save_original, strip_attachments, thread_id)
        if self._hcs_mail_line():
            return super().message_process(model, message, *parameters)
        raw = bytes(message.data) if isinstance(message, Binary) else message
        raw = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else raw
        incoming = self.env["hcs.mail.incoming"].sudo()  # sudo: whatever account brings the mail
        envelope = read_envelope(raw) if isinstance(raw, bytes) else None
        address = incoming._concerned(envelope, model) if envelope and not thread_id else None
        if address is None:
            return super().message_process(model, message, *parameters)
        return incoming._take(
            raw,
            address,
            envelope,
            lambda copy, line: self._hcs_deliver(copy, line, save_original, strip_attachments),
        )

    @api.model
    def _hcs_deliver(self, raw, line, save_original=False, strip_attachments=False):
        """What the framework does with a mail, for the one that ``line`` stands for."""
        address = line.address_id
        thread = self.sudo().with_context(hcs_mail_line=line.id).with_company(line.company_id)
        found = thread.message_process(
            address._target_models().get(address.target) if address else None,
            raw,
            {"mail_address_id": address.id},
            save_original,
            strip_attachments,
        )
        if line.res_id and line.state == "new" and address:
            line.env[line.res_model].browse(line.res_id)._mail_confirm(line)
        return found

    @api.model
    def _hcs_mail_line(self):
        return self.env["hcs.mail.incoming"].sudo().browse(self.env.context.get("hcs_mail_line"))

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        def find():
            return super(MailThread, self).message_route(message, message_dict, model, thread_id, custom_values)

        line = self._hcs_mail_line()
        return line._routes(message, message_dict, find) if line else find()

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        """The centre counts by its own limits, and keeps what is too much instead of sending it back."""
        return not self._hcs_mail_line() and super()._detect_loop_sender(message, message_dict, routes)

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        checked = super()._routing_check_route(message, message_dict, route, raise_exception)
        line = self._hcs_mail_line()
        if checked and line and checked[1] and getattr(self.env[checked[0]], "_hcs_name_is_private", False):
            record = self.env[checked[0]].sudo().browse(checked[1])
            if not line._check_writer(record, email_normalize(message_dict.get("email_from") or "") or ""):
                return False
        return checked

    def _message_parse_post_process(self, message, message_dict, routes):
        """In a private discussion an author is a colleague who may read it, and nobody is named as a recipient."""
        values = super()._message_parse_post_process(message, message_dict, routes)
        line = self._hcs_mail_line()
        route = next((one for one in routes or () if line and self._hcs_is_private(one[0])), None)
        if route:
            record = self.env[route[0]].sudo().browse(route[1] or [])
            sender = email_normalize(message_dict.get("email_from") or "") or ""
            insider = line._insider(record, sender) if record else None
            values = {"author_id": (insider or self.env["res.users"])[:1].partner_id.id, "partner_ids": []}
        return values

    @api.model
    def _hcs_is_private(self, model):
        return getattr(self.env.get(model), "_hcs_name_is_private", False)
