from odoo import api, models
from odoo.exceptions import UserError

PURPOSE = "consent"
TEMPLATE = "consent_link"


class HcsPatient(models.Model):
    """By a link in a message the patient says what is no longer wanted; the page names nobody (SEC-02, PS4)."""

    _name = "hcs.patient"
    _inherit = ["hcs.patient", "hcs.access.link.mixin"]

    def action_send_consent_link(self):
        """Send the patient the link to withdraw consent, at the number that is dialled first."""
        self.ensure_one()
        self.check_access("write")
        answers = self.env["hcs.message.template"]._send(
            TEMPLATE, self, {"link": self._make_consent_link()}, key=f"link:{self._today()}"
        )
        reason = answers.get(self.id)
        texts = {
            "no_template": self.env._("This message is switched off."),
            "already_sent": self.env._("The link was sent today already."),
        }
        if reason:
            known = self.env["hcs.contact.guard"]._reason_texts() | texts
            raise UserError(known.get(reason) or self.env._("The link could not be sent. Look at the messages."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self.env._("The link is on its way.")},
        }

    def _make_consent_link(self):
        lang = self.company_id._hcs_message_language()
        # sudo: links are made by what people do; the address is in the message only
        return self.env["hcs.access.link"]._issue(self.sudo(), PURPOSE, lang=lang)[1]

    def _access_link_is_open(self, link):
        if link.purpose != PURPOSE:
            return super()._access_link_is_open(link)
        return not self.deceased

    def _access_link_page(self, link):
        if link.purpose != PURPOSE:
            return super()._access_link_page(link)
        return "hospital_customer_service.consent_link_page", {
            "hospital": self.company_id.name,
            "phone": self.company_id.phone or "",
            "purposes": self.env["hcs.consent"]._page_purposes(),
        }

    def _access_link_submit(self, link, values):
        if link.purpose != PURPOSE:
            return super()._access_link_submit(link, values)
        codes = [code for code, *__ in self.env["hcs.consent"]._page_purposes()]
        wanted = codes if values.get("all") else [code for code in codes if values.get(f"purpose_{code}")]
        if not wanted:
            raise UserError(self.env._("Choose what you no longer want."))
        self.env["hcs.consent"]._page_withdraw(self, wanted)
        return {"done": True, "message": self.env["hcs.consent"]._page_thanks()}


class HcsMessageTemplate(models.Model):
    _inherit = "hcs.message.template"

    @api.model
    def _link_codes(self):
        return (*super()._link_codes(), TEMPLATE)
