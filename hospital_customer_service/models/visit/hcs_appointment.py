from odoo import api, fields, models

from ..common.hcs_masked_mixin import PII_GROUP
from ..directory.hcs_clinic_template import CLINIC_KINDS
from ..patient.hcs_patient_personal import MASKED_HELP

CHANNELS = [
    ("phone", "Phone"),
    ("in_person", "At the desk"),
    ("on_site", "On site"),
    ("web", "Web page"),
    ("wechat", "WeChat"),
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("letter", "Letter"),
    ("his", "Hospital system"),
]
STATES = [
    ("waitlisted", "On the waiting list"),
    ("booked", "Booked"),
    ("confirmed", "Confirmed"),
    ("arrived", "Arrived"),
    ("done", "Done"),
    ("no_show", "No-show"),
    ("cancelled", "Cancelled"),
    ("rescheduled", "Rescheduled"),
]


class HcsAppointment(models.Model):
    """A booking of a patient in a session (APT-01 to APT-04).

    No discussion on the row: sixteen people book a hot session at the same time, and whoever books last must not wait.
    """

    _name = "hcs.appointment"
    _description = "Booking"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.masked.mixin", "hcs.input.mixin"]
    _rec_name = "reference"
    _order = "start_at desc, id desc"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"

    # Identity
    reference = fields.Char(readonly=True, copy=False, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    patient_id = fields.Many2one("hcs.patient", required=True, index=True, ondelete="restrict", check_company=True)
    session_id = fields.Many2one(
        "hcs.clinic.session", required=True, index=True, ondelete="restrict", check_company=True
    )
    state = fields.Selection(
        STATES, string="Status", required=True, default="booked", readonly=True, copy=False, group_expand=True
    )
    seat = fields.Integer(readonly=True, copy=False, aggregator=None, help="Number of the seat; none while waiting.")
    # ordinary columns, copied from the session: lists, calendar and reports sort and group by them
    kind = fields.Selection(CLINIC_KINDS, readonly=True)
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", readonly=True)
    practitioner_id = fields.Many2one("hcs.practitioner", index="btree_not_null", ondelete="restrict", readonly=True)
    start_at = fields.Datetime("Starts", readonly=True)
    end_at = fields.Datetime("Ends", readonly=True)
    # How it came
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    booked_by = fields.Many2one(
        "res.users", index="btree_not_null", ondelete="restrict", readonly=True, default=lambda self: self.env.user
    )
    note = fields.Text()
    visit_id = fields.Many2one(
        "hcs.visit", index="btree_not_null", ondelete="restrict", check_company=True, readonly=True, copy=False
    )
    # How it went
    rescheduled_from_id = fields.Many2one(
        "hcs.appointment", index="btree_not_null", ondelete="restrict", readonly=True, copy=False
    )
    rescheduled_to_ids = fields.One2many("hcs.appointment", "rescheduled_from_id", readonly=True)
    offer_until = fields.Datetime("Offer Held Until", readonly=True, copy=False)
    confirmed_at = fields.Datetime(readonly=True, copy=False)
    cancel_reason = fields.Char(readonly=True, copy=False)
    cancelled_at = fields.Datetime(readonly=True, copy=False)
    # Queue
    queue_number = fields.Integer(readonly=True, copy=False, aggregator=None)
    queue_rank = fields.Integer(readonly=True, copy=False, aggregator=None)
    queue_reason = fields.Char("Why in This Place", readonly=True, copy=False)
    arrived_at = fields.Datetime(readonly=True, copy=False)
    called_at = fields.Datetime(readonly=True, copy=False)
    done_at = fields.Datetime(readonly=True, copy=False)
    waiting_minutes = fields.Integer("Waited (minutes)", compute="_compute_waiting_minutes", aggregator="avg")
    # Home care
    address = fields.Char("Full address", groups=PII_GROUP, copy=False)
    address_masked = fields.Char(
        "Address",
        compute="_compute_address_masked",
        inverse="_inverse_address_masked",
        search="_search_address_masked",
        compute_sudo=True,
        help=MASKED_HELP,
    )

    @api.depends("address")
    def _compute_address_masked(self):
        self._mask_into("address", "address_masked")

    def _inverse_address_masked(self):
        self._unmask_into("address_masked", "address")

    def _search_address_masked(self, operator, value):
        return self._search_masked("address", operator, value)

    @api.depends("arrived_at", "called_at")
    def _compute_waiting_minutes(self):
        now = fields.Datetime.now()
        for appointment in self:
            until = appointment.called_at or now
            since = appointment.arrived_at
            appointment.waiting_minutes = max((until - since).total_seconds() // 60, 0) if since else 0

    def action_confirm(self):
        """The patient said that he or she comes."""

    def action_arrive(self):
        """The patient is here: a number of the queue."""

    def action_call(self):
        """The patient is called into the room."""

    def action_done(self):
        """The patient was seen."""

    def action_cancel(self, reason=None):
        """The patient does not come."""

    def action_reschedule(self, session_id, reason=None):
        """Book the other session, then give up this one; return the new booking."""

    def action_accept_offer(self):
        """The patient takes the seat that was held."""

    def action_no_show(self):
        """The patient did not come."""

    def _notify(self, event):
        """Hook: tell the patient.

        :param event: booked, confirmed, reminder, rescheduled, cancelled, stopped, offered or called
        """

    def _queue_priority(self):
        """Hook: ``(rank, reason)``, the smaller the sooner; care needs first, then what higher rooms add."""
        self.ensure_one()
        return 100, False
