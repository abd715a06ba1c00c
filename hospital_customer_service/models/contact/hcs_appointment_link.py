from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..common.hcs_access_link import Purpose
from ..visit.hcs_appointment import EXPECTED
from .hcs_appointment import EVENT_TEMPLATES

PURPOSE = "booking"
LINK_EVENTS = ("booked", "reminder")
CHOICES = ("confirm", "cancel")


class HcsAccessLink(models.Model):
    _inherit = "hcs.access.link"

    @api.model
    def _purposes(self):
        booking = Purpose(self.env._("Booking of a patient"), "hcs.appointment", hours=48)
        return super()._purposes() | {PURPOSE: booking}


class HcsAppointment(models.Model):
    """The patient confirms or cancels by the link of a message, until the session begins (AP5).

    As shipped confirmation and reminder carry none, because gateways refuse links in notices; a hospital whose gateway
    has approved its link writes ``{link}`` into the template.
    The page shows day, hour and number, never the department: whoever finds the phone learns no more than that
    somebody has an appointment.
    """

    _name = "hcs.appointment"
    _inherit = ["hcs.appointment", "hcs.access.link.mixin"]

    def _prepare_message_order(self, event):
        order = super()._prepare_message_order(event)
        if event in LINK_EVENTS and self.start_at and self._carries_link(event):
            order["params"]["link"] = self._make_booking_link()
        return order

    def _carries_link(self, event):
        templates = self.env["hcs.message.template"].sudo()  # sudo: whoever reminds need not read the templates
        template = templates._find(EVENT_TEMPLATES[event], self.company_id)
        return "{link}" in (template.with_context(lang=self.company_id._hcs_message_language()).body or "")

    def _make_booking_link(self, lang=None, replace=True):
        """Address that opens until the session begins; see ``hcs.access.link._issue``."""
        left = self.start_at - fields.Datetime.now()
        hours = max(left.total_seconds() / 3600.0, 1.0)
        lang = lang or self.company_id._hcs_message_language()
        return self.env["hcs.access.link"]._issue(self, PURPOSE, lang=lang, hours=hours, replace=replace)[1]

    def _access_link_is_open(self, link):
        if link.purpose != PURPOSE:
            return super()._access_link_is_open(link)
        return self.state in EXPECTED and self.start_at > fields.Datetime.now()

    def _access_link_page(self, link):
        if link.purpose != PURPOSE:
            return super()._access_link_page(link)
        local = self.company_id._hcs_local(self.start_at)
        return "hospital_customer_service.booking_link_page", {
            "hospital": self.company_id.name,
            "day": format_date(self.env, local.date()),
            "hour": f"{local:%H:%M}",
            "reference": self.reference,
            "confirmed": self.state == "confirmed",
            "phone": self.company_id.phone or "",
        }

    def _access_link_submit(self, link, values):
        if link.purpose != PURPOSE:
            return super()._access_link_submit(link, values)
        choice = values.get("choice")
        if choice not in CHOICES:
            raise UserError(self.env._("Say whether you come or not."))
        comes = choice == "confirm"
        self.env["hcs.contact"].create(
            {
                "patient_id": self.patient_id.id,
                "channel": "web",
                "direction": "in",
                "purpose": "service",
                "note": self.env._("Confirmed by the link") if comes else self.env._("Cancelled by the link"),
                "res_model": self._name,
                "res_id": self.id,
                "company_id": self.company_id.id,
            }
        )
        if comes:
            self.action_confirm()
            # whoever cannot come after all opens the link again
            return {"done": False, "message": self.env._("Thank you. We expect you.")}
        self.action_cancel(self.env._("By the patient, through the link"))
        return {"done": True, "message": self.env._("The appointment is cancelled. For a new one, call us.")}
