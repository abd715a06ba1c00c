from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..common.hcs_access_link import Purpose

LINK = "activity"
ANSWERS = ("come", "decline")


class HcsAccessLink(models.Model):
    _inherit = "hcs.access.link"

    @api.model
    def _purposes(self):
        invitation = Purpose(self.env._("Invitation to an activity"), "hcs.activity.invitation", hours=24 * 14)
        return super()._purposes() | {LINK: invitation}


class HcsActivityInvitation(models.Model):
    """The invited person comes or does not, by the link of the message, until the activity begins.

    The page tells title, day, hour and place of the activity and the number of the place, and nothing of the patient.
    """

    _inherit = "hcs.activity.invitation"

    def _make_link(self):
        """Address that opens until the activity begins."""
        left = self.event_id.date_begin - fields.Datetime.now()
        hours = max(left.total_seconds() / 3600.0, 1.0)
        lang = self.company_id._hcs_message_language()
        return self.env["hcs.access.link"]._issue(self, LINK, lang=lang, hours=hours)[1]

    def _registration(self):
        """The registration of this person, whoever made it; a cancelled one is none."""
        return (
            self.env["event.registration"]
            .sudo()  # sudo: one person, one registration
            .search(
                [
                    ("event_id", "=", self.event_id.id),
                    ("hcs_patient_id", "in", self.patient_id._resolve_merged().ids),
                    ("state", "!=", "cancel"),
                ],
                limit=1,
            )
        )

    def _answer(self, state, by):
        now = fields.Datetime.now()
        # sudo: the answer is the person's, whoever takes it down
        self.sudo().write({"state": state, "answered_at": now, "answered_by": by, "reason": False})

    def _accept(self, by):
        """Register the person, or put them on the waiting list."""
        self.ensure_one()
        registration = self._registration()
        if not registration:
            registrations = self.env["event.registration"].sudo().with_context(hcs_waitlist=True)
            registration = registrations.create(
                {
                    "event_id": self.event_id.id,
                    "hcs_patient_id": self.patient_id.id,
                    "hcs_invitation_id": self.id,
                    "hcs_how": "link" if by == "link" else "desk",
                }
            )
        self._answer("accepted", by)
        return registration

    # PAGE
    def _access_link_is_open(self, link):
        if link.purpose != LINK:
            return super()._access_link_is_open(link)
        event = self.event_id
        return (
            event.kanban_state != "cancel"
            and not event.hcs_closed_at
            and event.date_begin > fields.Datetime.now()
            and self.state != "suppressed"
        )

    def _access_link_page(self, link):
        if link.purpose != LINK:
            return super()._access_link_page(link)
        event, company, registration = self.event_id, self.company_id, self._registration()
        local = company._hcs_local(event.date_begin)
        return "hospital_customer_service.activity_link_page", {
            "hospital": company.name,
            "activity": event._hcs_public_title(),
            "day": format_date(self.env, local.date()),
            "hour": f"{local:%H:%M}",
            "place": event.hcs_place or company.name,
            "number": registration.hcs_seat or "",
            "waiting": registration.hcs_waiting_place if registration.state == "draft" else 0,
            "registered": registration.state in ("open", "done"),
            "declined": self.state == "declined",
            "code": registration.barcode if registration.state == "open" else "",
            "phone": company.phone or "",
        }

    def _access_link_submit(self, link, values):
        if link.purpose != LINK:
            return super()._access_link_submit(link, values)
        choice = values.get("choice")
        if choice not in ANSWERS:
            raise UserError(self.env._("Say whether you come or not."))
        comes = choice == "come"
        self.env["hcs.contact"].create(
            {
                "patient_id": self.patient_id.id,
                "channel": "web",
                "direction": "in",
                "purpose": "service",
                "note": self.env._("Accepted the invitation") if comes else self.env._("Declined the invitation"),
                "res_model": self._name,
                "res_id": self.id,
                "company_id": self.company_id.id,
            }
        )
        if not comes:
            self._registration().filtered(lambda one: one.state != "done").write({"state": "cancel"})
            self._answer("declined", "link")
            # whoever can come after all opens the link again
            return {"done": False, "message": self.env._("Thank you for telling us.")}
        registration = self._accept("link")
        if registration.state == "draft":
            message = self.env._(
                "All places are taken. You are number %(place)s on the waiting list; we write when one becomes free.",
                place=registration.hcs_waiting_place,
            )
        elif registration.hcs_seat:
            message = self.env._(
                "Thank you. Your place is number %(place)s. Open the link again to show its code at the entrance.",
                place=registration.hcs_seat,
            )
        else:
            message = self.env._("Thank you. We expect you. Open the link again to show its code at the entrance.")
        return {"done": False, "message": message}
