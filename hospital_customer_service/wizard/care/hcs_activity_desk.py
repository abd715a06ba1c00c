from odoo import fields, models
from odoo.exceptions import UserError


class HcsActivityDesk(models.TransientModel):
    """Register one after the other without leaving the keyboard: at the desk before, at the door on the day."""

    _name = "hcs.activity.desk"
    _description = "Registration Desk of an Activity"
    _inherit = ["hcs.input.mixin"]

    event_id = fields.Many2one("event.event", "Activity", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="event_id.company_id")
    patient_id = fields.Many2one("hcs.patient", domain="[('company_id', '=', company_id)]")
    # somebody without a card; typed here, kept masked with the registration
    person_name = fields.Char("Name without a Card")
    person_phone = fields.Char("Phone")
    here = fields.Boolean("Is Here Now", help="Ticks the person as come; otherwise only registers.")
    waitlist = fields.Boolean("Wait if Full", default=True)
    note = fields.Char("Remark")
    told = fields.Char("Last One", readonly=True)
    registered = fields.Integer(related="event_id.hcs_registered_count", string="Registered")
    attended = fields.Integer(related="event_id.hcs_attended_count", string="Came")
    free = fields.Integer(related="event_id.hcs_free_count", string="Free Places")

    def action_register(self):
        """Register the person, or tick off who is registered already; then the next one."""
        self.ensure_one()
        event, registrations = self.event_id, self.env["event.registration"]
        event._hcs_check_not_over()
        registrations.check_access("create")
        if not self.patient_id and not (self.person_name or "").strip():
            raise UserError(self.env._("Choose the patient, or type the name of somebody without a card."))
        registration = registrations.browse()
        if self.patient_id:
            registration = registrations.search(
                [
                    ("event_id", "=", event.id),
                    ("hcs_patient_id", "in", self.patient_id._resolve_merged().ids),
                    ("state", "!=", "cancel"),
                ],
                limit=1,
            )
        if registration and not self.here:
            raise UserError(self.env._("This patient is registered for the activity already."))
        if registration:
            registration.action_hcs_attend()
        else:
            registration = registrations.with_context(hcs_waitlist=self.waitlist and not self.here).create(
                self._prepare_registration()
            )
        return self._next(registration)

    def _prepare_registration(self):
        person = {} if self.patient_id else {
            "hcs_person_name_masked": self.person_name,
            "hcs_person_phone_masked": self.person_phone,
        }  # fmt: skip
        return {
            "event_id": self.event_id.id,
            "hcs_patient_id": self.patient_id.id,
            "hcs_how": "walk_in" if self.here else "desk",
            "hcs_note": self.note,
            "state": "done" if self.here else "open",
            **person,
        }

    def _next(self, registration):
        """An empty form for the next person, with what became of the last one."""
        outcomes = dict(registration._fields["hcs_outcome"]._description_selection(self.env))
        parts = [registration._hcs_label(), outcomes[registration.hcs_outcome]]
        if registration.hcs_seat:
            parts.append(self.env._("place %s", registration.hcs_seat))
        elif registration.hcs_waiting_place:
            parts.append(self.env._("number %s on the list", registration.hcs_waiting_place))
        again = self.create({"event_id": self.event_id.id, "here": self.here, "waitlist": self.waitlist})
        again.told = " · ".join(parts)
        self.unlink()  # what was typed is kept with the registration alone
        return again._get_window()

    def action_scan(self):
        """Tick off by the code of the invitation, with a scanner or the camera."""
        self.ensure_one()
        return self.event_id.action_hcs_scan()

    def _get_window(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Registration desk"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "view_mode": "form",
            "target": "new",
        }
