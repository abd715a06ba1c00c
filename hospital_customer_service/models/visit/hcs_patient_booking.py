from odoo import api, fields, models


class HcsPatient(models.Model):
    """The bookings of a patient."""

    _inherit = "hcs.patient"

    appointment_ids = fields.One2many("hcs.appointment", "patient_id", string="Bookings")
    appointment_count = fields.Integer("Bookings ahead", compute="_compute_appointment_count")
    appointment_total = fields.Integer("All bookings", compute="_compute_appointment_count")

    def _compute_appointment_count(self):
        now = fields.Datetime.now()
        bookings = self.env["hcs.appointment"]
        mine = [("patient_id", "in", self.ids)]
        ahead = [*mine, ("state", "in", ("waitlisted", "booked", "confirmed")), ("end_at", ">", now)]
        totals = dict(bookings._read_group(mine, ["patient_id"], ["__count"]))
        counts = dict(bookings._read_group(ahead, ["patient_id"], ["__count"]))
        for patient in self:
            patient.appointment_total = totals.get(patient._origin, 0)
            patient.appointment_count = counts.get(patient._origin, 0)

    # ACTIONS
    def action_book(self):
        """The window of a quick booking."""
        self.ensure_one()
        return self._open_booking_wizard()

    def _open_booking_wizard(self, **values):
        """The window is saved before it opens: its buttons stand on the sessions, and each is one click."""
        self.env["hcs.appointment"].check_access("create")
        company = self.company_id or self.env.company
        wizard = self.env["hcs.booking.wizard"].create({"patient_id": self.id, "company_id": company.id, **values})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Move a booking") if values.get("appointment_id") else self.env._("Book"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_open_appointments(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_appointment_action")
        return {**action, "domain": [("patient_id", "=", self.id)], "context": {}}

    # TIMELINE
    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            {
                "kind": "appointment",
                "label": self.env._("Bookings"),
                "icon": "fa-calendar-check-o",
                "model": "hcs.appointment",
                "date_field": "start_at",
                "fields": ["reference", "state", "kind", "department_id", "practitioner_id", "cancel_reason"],
                "describe": self._describe_appointment,
            },
        ]

    @api.model
    def _describe_appointment(self, booking):
        kinds = dict(booking._fields["kind"]._description_selection(self.env))
        states = dict(booking._fields["state"]._description_selection(self.env))
        parts = (booking.department_id.display_name, booking.practitioner_id.display_name, booking.cancel_reason)
        title = self.env._("%(kind)s %(reference)s", kind=kinds[booking.kind], reference=booking.reference)
        return title, " · ".join(part for part in parts if part), states[booking.state]
