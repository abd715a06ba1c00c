from datetime import datetime

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..common.arguments import a_text, arguments
from .event_event import CENTRE

OUTCOMES = [
    ("waiting", "On the waiting list"),
    ("registered", "Registered"),
    ("attended", "Came"),
    ("no_show", "Did not come"),
    ("cancelled", "Cancelled"),
]


class EventRegistration(models.Model):
    """Who came, who did not, and what came of it."""

    _name = "event.registration"
    _inherit = ["event.registration", "hcs.message.mixin"]

    hcs_attended = fields.Boolean(
        "Here",
        compute="_compute_hcs_attended",
        inverse="_inverse_hcs_attended",
        search="_search_hcs_attended",
        help="Ticked at the door, or by the scanned code of the invitation.",
    )
    hcs_outcome = fields.Selection(OUTCOMES, "Outcome", compute="_compute_hcs_outcome", search="_search_hcs_outcome")
    hcs_invitation_id = fields.Many2one(
        "hcs.activity.invitation",
        "Invitation",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        groups=CENTRE,
    )
    hcs_appointment_id = fields.Many2one(
        "hcs.appointment", "Booking", index="btree_not_null", ondelete="restrict", copy=False, groups=CENTRE,
        help="The first booking that came of the activity.",
    )  # fmt: skip
    hcs_booking_how = fields.Selection(
        [("desk", "Booked from here"), ("later", "Booked soon afterwards")], "Booked", readonly=True, copy=False,
        groups=CENTRE,
    )  # fmt: skip
    hcs_waiting_place = fields.Integer(
        "Place on the Waiting List", compute="_compute_hcs_waiting_place", aggregator=None, groups=CENTRE
    )

    # OUTCOME
    @api.depends("state")
    def _compute_hcs_attended(self):
        for registration in self:
            registration.hcs_attended = registration.state == "done"

    def _inverse_hcs_attended(self):
        for here, registrations in self.grouped("hcs_attended").items():
            registrations._hcs_set_attended(here)

    def _search_hcs_attended(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "=", "done")

    @api.depends("state", "event_id.date_end")
    def _compute_hcs_outcome(self):
        now = fields.Datetime.now()
        plain = {"draft": "waiting", "done": "attended", "cancel": "cancelled"}
        for registration in self:
            missed = registration.state == "open" and (registration.event_id.date_end or datetime.max) < now
            registration.hcs_outcome = "no_show" if missed else plain.get(registration.state, "registered")

    @api.model
    def _search_hcs_outcome(self, operator, value):
        if operator != "in":
            return NotImplemented
        over = Domain("event_id.date_end", "<", fields.Datetime.now())
        domains = {
            "waiting": Domain("state", "=", "draft"),
            "attended": Domain("state", "=", "done"),
            "cancelled": Domain("state", "=", "cancel"),
            "no_show": Domain("state", "=", "open") & over,
            "registered": Domain("state", "=", "open") & ~over,
        }
        return Domain.OR(domains[outcome] for outcome in value if outcome in domains)

    def _field_to_sql(self, alias, fname, query=None):
        """Nothing stored depends on now: the outcome is grouped and sorted all the same."""
        if fname != "hcs_outcome":
            return super()._field_to_sql(alias, fname, query)
        return SQL(
            """(CASE %(state)s WHEN 'draft' THEN 'waiting' WHEN 'done' THEN 'attended' WHEN 'cancel' THEN 'cancelled'
                ELSE CASE WHEN (SELECT e.date_end FROM event_event e WHERE e.id = %(event)s) < %(now)s
                     THEN 'no_show' ELSE 'registered' END END)""",
            state=super()._field_to_sql(alias, "state", query),
            event=super()._field_to_sql(alias, "event_id", query),
            now=fields.Datetime.now(),
        )

    # AT THE DOOR
    def _hcs_set_attended(self, here=True):
        closed = self.event_id.filtered("hcs_closed_at")
        if closed:
            raise UserError(self.env._("The attendance of this activity is closed. Open it again first."))
        if here and any(registration.state == "cancel" for registration in self):
            raise UserError(self.env._("This registration was cancelled. Register the person again."))
        if here:
            self.filtered(lambda one: one.state != "done").write({"state": "done"})
        elif ticked := self.filtered(lambda one: one.state == "done"):
            ticked.write({"state": "open"})
            # sudo: when somebody came is kept by the tick alone
            ticked.sudo().write({"date_closed": False})

    def action_set_done(self):
        """Odoo's own button, and the scanner of the registration desk."""
        ours = self.filtered("hcs_kind")
        ours._hcs_set_attended()
        return super(EventRegistration, self - ours).action_set_done()

    def action_hcs_attend(self):
        self.check_access("write")
        self._hcs_set_attended()

    def action_hcs_not_here(self):
        """Ticked by mistake."""
        self.check_access("write")
        self._hcs_set_attended(False)

    @arguments(reason=a_text)
    def action_hcs_cancel(self, reason=None):
        """The person does not come; whoever waits gets the place."""
        self.check_access("write")
        if any(registration.state == "done" for registration in self):
            raise UserError(self.env._("Somebody who came cannot be cancelled. Take the tick away first."))
        self.write({"state": "cancel", **({"hcs_note": reason} if reason else {})})

    def action_hcs_place(self):
        """Give the one who waits a free place out of turn."""
        self.check_access("write")
        if any(registration.state != "draft" for registration in self):
            raise UserError(self.env._("Only somebody on the waiting list can get a place."))
        self.write({"state": "open"})
        self._hcs_notify("activity_place")

    # WAITING LIST
    def _compute_hcs_waiting_place(self):
        for registration in self:
            waiting = registration.event_id._hcs_waiting() if registration.hcs_waitlisted_at else self.browse()
            registration.hcs_waiting_place = waiting.ids.index(registration.id) + 1 if registration in waiting else 0

    def _hcs_offer_place(self):
        """Give this one who waits a place; False where none is left, None where another hand holds the row."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                if not self._hcs_take_seat():
                    return False
                self.write({"state": "open"})
        except SerializationFailure:
            return None
        self._hcs_notify("activity_place")
        return True

    # WHAT CAME OF IT
    def action_hcs_book(self):
        """Book for somebody who came, and keep that the booking came of the activity."""
        self.ensure_one()
        self.check_access("write")
        if not self.hcs_patient_id:
            raise UserError(self.env._("A booking needs a patient card. Make one for this person first."))
        return self.hcs_patient_id._open_booking_wizard(channel="on_site", activity_registration_id=self.id)

    def action_hcs_open_appointment(self):
        self.ensure_one()
        return self.hcs_appointment_id._get_window()

    def action_hcs_open_patient(self):
        self.ensure_one()
        return self.hcs_patient_id._get_records_action()

    def _hcs_came_of(self, appointment, how):
        """Keep the first booking that came of this registration."""
        if not self.hcs_appointment_id:
            # sudo: whoever books may book; the link is kept by the system
            self.sudo().write({"hcs_appointment_id": appointment.id, "hcs_booking_how": how})

    # MESSAGES
    def _hcs_notify(self, code):
        """Tell those who are registered; the guard decides who may be written to, and when."""
        orders = [registration._hcs_prepare_order() for registration in self]
        return self.env["hcs.message.template"]._send_orders(code, orders) if orders else {}

    def _hcs_prepare_order(self):
        self.ensure_one()
        registration = self.sudo()  # sudo: the queue reads the number, never the reader
        return {
            "patient": registration.hcs_patient_id.with_env(self.env),
            "record": self,
            "params": registration.event_id._hcs_message_params(),
            "phone": None if registration.hcs_patient_id else registration.hcs_person_phone or "",
            "at": None,
            "key": fields.Datetime.to_string(registration.event_id.date_begin),
            "until": registration.event_id.date_begin,
        }
