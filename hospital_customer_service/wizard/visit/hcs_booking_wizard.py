from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...models.directory.hcs_clinic_template import CLINIC_KINDS
from ...models.visit.hcs_appointment import CHANNELS

SHOWN = 30
DAYS = 28


class HcsBookingWizard(models.TransientModel):
    """Department, expert or day on the left of the call, free sessions below, one click books."""

    _name = "hcs.booking.wizard"
    _description = "Book a Session"
    _inherit = ["hcs.input.mixin"]
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    patient_id = fields.Many2one("hcs.patient", check_company=True)
    appointment_id = fields.Many2one("hcs.appointment", "Booking to move", readonly=True, check_company=True)
    kind = fields.Selection(CLINIC_KINDS)
    department_id = fields.Many2one("hcs.department", check_company=True)
    practitioner_id = fields.Many2one("hcs.practitioner", "Expert", check_company=True)
    date_from = fields.Date("From", default=fields.Date.context_today)
    with_full = fields.Boolean("Show full sessions", help="A patient may wait for a seat of a full session.")
    channel = fields.Selection(CHANNELS, required=True, default="phone", help="How the patient asked for it.")
    reason = fields.Char("Reason of the move")
    note = fields.Text(help="What the room should know. It is not sent to the patient.")
    session_ids = fields.Many2many("hcs.clinic.session", string="Sessions", compute="_compute_session_ids")
    patient_bookings = fields.Text("Booked already", compute="_compute_patient_bookings")

    @api.depends("kind", "department_id", "practitioner_id", "date_from", "with_full")
    def _compute_session_ids(self):
        for wizard in self:
            wizard.session_ids = self.env["hcs.clinic.session"].search(
                wizard._session_domain(), order="start_at, id", limit=SHOWN
            )

    @api.depends("patient_id")
    def _compute_patient_bookings(self):
        """What the patient has booked, so that nobody books beside it unawares."""
        for wizard in self:
            bookings = self.env["hcs.appointment"].search(
                [
                    ("patient_id", "=", wizard.patient_id.id),
                    ("state", "in", ("waitlisted", "booked", "confirmed")),
                    ("end_at", ">", fields.Datetime.now()),
                ],
                order="start_at",
                limit=5,
            )
            wizard.patient_bookings = "\n".join(bookings.mapped("session_id.display_name")) or False

    def _session_domain(self):
        now = fields.Datetime.now()
        since = max(now, self.company_id._hcs_to_utc(self.date_from)) if self.date_from else now
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("state", "=", "open")
            & Domain("end_at", ">", since)
            & Domain("start_at", "<", since + timedelta(days=DAYS))
        )
        for name in ("kind", "department_id", "practitioner_id"):
            if self[name]:
                value = self[name].id if name.endswith("_id") else self[name]
                domain &= Domain(name, "=", value)
        if self.appointment_id:
            domain &= Domain("id", "!=", self.appointment_id.session_id.id)
        return domain if self.with_full else domain & Domain("free_count", ">", 0)

    # BOOKING
    def _book(self, session, waitlist=False):
        """Book what the button of the session says; return the window of the booking."""
        self.ensure_one()
        if self.appointment_id:
            return self.appointment_id.action_reschedule(session.id, self.reason)._get_window()
        if not self.patient_id:
            raise UserError(self.env._("Choose the patient first."))
        return self.env["hcs.appointment"].create(self._prepare_appointment(session, waitlist))._get_window()

    def _prepare_appointment(self, session, waitlist):
        values = {
            "patient_id": self.patient_id.id,
            "session_id": session.id,
            "channel": self.channel,
            "note": self.note,
        }
        return {**values, "state": "waitlisted"} if waitlist else values
