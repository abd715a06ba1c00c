from odoo import SUPERUSER_ID, models
from odoo.tools import email_normalize
from odoo.tools.mail import unfold_references

from ...tools.mail import numbers_in


class HcsMailIncoming(models.Model):
    """Where a mail belongs: to the discussion it answers, to the number it names, else to a new record (SVC-08)."""

    _inherit = "hcs.mail.incoming"

    def _routes(self, message, message_dict, find):
        """The one place of a mail in our rooms, beside those it may have elsewhere.

        :param find: function that asks the framework
        :return: routes as the framework knows them
        """
        sender = email_normalize(message_dict.get("email_from") or "") or ""
        record = self._discussion_of(message_dict) or self._named_in_subject(message_dict, sender)
        if record:
            values = {"mail_address_id": self.address_id.id}
            target = record._mail_target(sender) if self._insider(record, sender) is None else record
            if not target:
                values["hcs_follows"] = record.id
            route = (record._name, target.id if target else False, values, SUPERUSER_ID, self.env["mail.alias"])
            thread = self.env["mail.thread"]
            checked = thread._routing_check_route(message, message_dict, route, raise_exception=False)
            return [checked] if checked else []
        routes = find()
        ours = [route for route in routes if getattr(self.env.get(route[0]), "_mail_door", False)]
        chosen = next((route for route in ours if self._fits(route)), ours[0] if ours else None)
        routes = [route for route in routes if route not in ours]
        if chosen:
            model, _thread, values, _user, alias = chosen
            values = {**(values or {}), "mail_address_id": self.address_id.id}
            # in the name of the system: who stands in a mail as its sender proves nothing
            routes.insert(0, (model, False, values, SUPERUSER_ID, alias))
        return routes

    def _fits(self, route):
        return route[0] == self.address_id._target_models().get(self.address_id.target)

    def _discussion_of(self, message_dict):
        """The record whose discussion a mail answers, by the numbers of earlier mails."""
        text = f"{message_dict.get('references') or ''} {message_dict.get('in_reply_to') or ''}"
        names = [name.strip() for name in unfold_references(text)][-32:]
        found = self.env["mail.message"].sudo().search([("message_id", "in", names)], order="id desc", limit=8)
        for message in found:
            model = self.env.get(message.model)
            if model is not None and getattr(model, "_mail_door", False):
                return model.sudo().browse(message.res_id).exists()
        return None

    def _named_in_subject(self, message_dict, sender):
        """The record whose number stands in the subject, where the same person writes as before."""
        for model in dict.fromkeys(self.env["hcs.mail.address"]._target_models().values()):
            records = self.env[model].sudo()
            for number in numbers_in(message_dict.get("subject")) if sender else ():
                record = records.search(records._mail_number_domain(number, self.company_id), limit=1)
                if record and sender in record._mail_senders():
                    return record
        return None

    def _insider(self, record, sender):
        """The person of the hospital who writes: empty where that person may not read the record.

        :return: users; None where a customer writes, be it somebody of the hospital in an own matter
        """
        # sudo: whether an address is a colleague's
        users = self.env["res.users"].sudo().search([("email_normalized", "=", sender), ("share", "=", False)])
        if not sender or not users or (getattr(record, "_mail_door", False) and sender in record._mail_senders()):
            return None
        return users.filtered(lambda user: record.with_user(user).has_access("read"))

    def _check_writer(self, record, sender):
        """Whether the sender may add to this discussion; if not, the line says why.

        A person of the hospital who may not read the record is told so in plain words, by the same way.
        """
        insider = self._insider(record, sender)
        if insider or (insider is None and getattr(record, "_mail_door", False)):
            return True
        reason = "no_door" if insider is None else "not_entitled"
        self.write({"state": "refused", "reason": reason})
        if reason == "not_entitled":
            self._answer_refused(sender)
        return False

    def _answer_refused(self, sender):
        user = self.env["res.users"].sudo().search([("email_normalized", "=", sender)], limit=1)
        env = self.with_context(lang=user.lang).env
        body = env._(
            "Your answer was not taken up: it belongs to a record that only the people who handle it may read. "
            "Nobody has read what you wrote. Speak to the service centre instead."
        )
        self.env["hcs.mail.address"]._send_plain(
            self.address_id, self.company_id, sender, env._("Your answer was not taken up"), body
        )
