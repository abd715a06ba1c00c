from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date

EVENT_TEMPLATES = {
    "booked": "booking_confirmed",
    "reminder": "booking_reminder",
    "rescheduled": "booking_rescheduled",
    "cancelled": "booking_cancelled",
    "stopped": "clinic_stopped",
    "offered": "waiting_offer",
    "called": "queue_called",
}
# after these, what has not gone out yet is no longer true
DECISIVE = ("booked", "rescheduled", "cancelled", "stopped", "called")
# who was told of the booking so recently needs no reminder of it
RECENTLY = timedelta(hours=12)


class HcsAppointment(models.Model):
    """Patients are told what becomes of their booking, once for each thing that happens (APT-01, AP5)."""

    _name = "hcs.appointment"
    _inherit = ["hcs.appointment", "hcs.message.mixin"]

    def _notify(self, event):
        res = super()._notify(event)
        code = EVENT_TEMPLATES.get(event)
        appointments = self._notified(event) if code else self.browse()
        if not appointments:
            return res
        if event in DECISIVE:
            self.env["hcs.message"]._supersede(self | appointments | appointments.rescheduled_from_id)
        self.env["hcs.message.template"]._send_orders(
            code, [appointment._prepare_message_order(event) for appointment in appointments]
        )
        return res

    def _notified(self, event):
        """The bookings a message speaks of: of a moved one the new, and no reminder for those who have just heard."""
        if event == "rescheduled":
            # sudo: the new booking may be in a session the reader may not list
            moved = self.sudo().mapped(lambda booking: booking.rescheduled_to_ids.sorted("id")[-1:] or booking)
            return moved.with_env(self.env)
        if event == "reminder":
            # sudo: whether somebody was told does not depend on who asks
            told = (
                self.env["hcs.message"]
                .sudo()
                .search_fetch(
                    [
                        ("res_model", "=", self._name),
                        ("res_id", "in", self.ids),
                        ("state", "not in", ("refused", "cancelled", "expired")),
                        ("create_date", ">", fields.Datetime.now() - RECENTLY),
                    ],
                    ["res_id"],
                )
            )
            return self - self.browse(told.mapped("res_id"))
        return self

    def _prepare_message_order(self, event):
        self.ensure_one()
        keys = {"called": self.called_at, "offered": self.offer_until}
        untils = {"called": None, "offered": self.offer_until}
        return {
            "patient": self.patient_id,
            "record": self,
            "params": self._prepare_message_params(),
            "phone": None,
            "at": None,
            "key": keys.get(event),
            "until": untils.get(event, self.start_at),
        }

    def _prepare_message_params(self):
        company = self.company_id
        # sudo: department, doctor and place are no secret, whoever books
        appointment = self.sudo().with_context(lang=company._hcs_message_language())
        env = appointment.env
        department = appointment.department_id
        params = {
            "department": department.message_name or department.name,
            "doctor": env["hcs.script"]._doctor_title(appointment.practitioner_id),
            "place": appointment._message_place(),
            "reference": self.reference,
            "queue_number": self.queue_number or None,
        }
        if self.start_at:
            local = company._hcs_local(self.start_at)
            params |= {"date": format_date(env, local.date()), "time": f"{local:%H:%M}"}
        if self.offer_until:
            params["until"] = f"{company._hcs_local(self.offer_until):%H:%M}"
        return params

    def _message_place(self):
        if self.kind == "home_care":
            return self.env._("your home")
        department = self.department_id
        return self.session_id.location or department.location or department.message_name or department.name
