from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common.numbered import NONE_LEFT, make_number_function, take_number
from .event_registration import FIXED_FIELDS

TAKE_PLACE = "hcs_registration_take_place"
# states in which somebody has a place
PLACED = ("open", "done")


class EventRegistration(models.Model):
    """The last place goes to one of those who want it at the same time.

    Odoo's events count who is registered; two requests that begin together both count one place free and both take it
    (tried with two connections). As with bookings a place is a number that only one row may hold (DESIGN §6.1).
    """

    _inherit = "event.registration"

    hcs_seat = fields.Integer("Place", readonly=True, copy=False, aggregator=None)
    hcs_waitlisted_at = fields.Datetime("Waiting Since", readonly=True, copy=False)

    _hcs_seat_uniq = models.UniqueIndex("(event_id, hcs_seat) WHERE hcs_seat > 0", "This place is taken.")
    _hcs_waiting_idx = models.Index("(event_id, hcs_waitlisted_at, id) WHERE hcs_waitlisted_at IS NOT NULL")

    @api.constrains("active", "state", "event_id", "event_slot_id", "event_ticket_id")
    def _check_seats_availability(self):
        """Of activities the numbers decide, see :meth:`_hcs_take_seat`."""
        others = self.filtered(lambda registration: not registration.hcs_kind)
        return super(EventRegistration, others)._check_seats_availability()

    @api.model_create_multi
    def create(self, vals_list):
        """A registration for an activity takes a place; ``hcs_waitlist`` in the context waits for one."""
        events = self.env["event.event"].browse(vals.get("event_id") for vals in vals_list)
        ours = [bool(event.sudo().hcs_kind) for event in events]
        wanted = [vals.get("state") or "open" for vals in vals_list]
        prepared = [self._hcs_prepare(vals) if mine else vals for vals, mine in zip(vals_list, ours, strict=True)]
        registrations = super().create(prepared)
        for registration, mine, state in zip(registrations, ours, wanted, strict=True):
            if mine and state in PLACED:
                registration._hcs_settle(state)
        return registrations

    @api.model
    def _hcs_prepare(self, vals):
        self._hcs_check_vals({name: value for name, value in vals.items() if value})
        event = self.env["event.event"].browse(vals["event_id"])
        event.check_access("read")
        # sudo: a card is refused for what it is, whoever may read it
        patient = self.env["hcs.patient"].browse(vals.get("hcs_patient_id")).sudo()._resolve_merged()
        self._hcs_check_open(event, patient)
        return {**vals, "hcs_patient_id": patient.id, "state": "draft"}

    @api.model
    def _hcs_check_open(self, event, patient):
        """Say in words why nobody can be registered."""
        if event.kanban_state == "cancel":
            raise UserError(self.env._("This activity was called off. Choose another one."))
        if event.hcs_closed_at:
            raise UserError(self.env._("The attendance of this activity is closed. Open it again first."))
        if not patient:
            return
        patient.check_access("read")
        if patient.deceased:
            raise UserError(self.env._("This patient is recorded as deceased. Correct the patient record first."))
        if not patient.active:
            raise UserError(self.env._("This patient record is archived. Unarchive it before you register."))
        # sudo: registered is registered, whoever may see it
        if self.sudo().search_count(
            [("event_id", "=", event.id), ("hcs_patient_id", "=", patient.id), ("state", "!=", "cancel")], limit=1
        ):
            raise UserError(self.env._("This patient is registered for the activity already."))

    def write(self, vals):
        ours = self.filtered("hcs_kind")
        if not ours:
            return super().write(vals)
        self._hcs_check_vals(vals)
        if "active" in vals and not vals["active"]:
            raise UserError(self.env._("Cancel the registration instead: its place becomes free, and it stays known."))
        for name in FIXED_FIELDS & vals.keys():
            field = self._fields[name]
            if any(field.convert_to_write(each[name], each) != vals[name] for each in ours.sudo()):
                raise UserError(self.env._("Cancel this registration and make a new one for another person."))
        state = vals.get("state")
        if state in PLACED:
            for registration in ours.filtered(lambda one: one.state not in PLACED):
                self._hcs_check_open_again(registration.event_id)
                registration._hcs_need_seat()
            vals = {**vals, "hcs_waitlisted_at": False}
        elif state:
            vals = {**vals, "hcs_seat": False}
            if state == "cancel":
                vals["hcs_waitlisted_at"] = False
        res = super().write(vals)
        if state == "cancel":
            self.flush_recordset()
            ours.event_id._hcs_offer_places()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_activity(self):
        if any(registration.hcs_kind for registration in self.sudo()):
            raise UserError(self.env._("Who came to an activity is kept. Cancel the registration instead."))

    @api.model
    def _hcs_check_open_again(self, event):
        self._hcs_check_open(event, self.env["hcs.patient"])

    # PLACES
    def _hcs_settle(self, state):
        """Give a new registration its place, or its turn on the waiting list."""
        self.ensure_one()
        if self._hcs_take_seat():
            # sudo: what the flow keeps; the place is taken
            self.sudo().write({"state": state})
        elif self.env.context.get("hcs_waitlist"):
            self.sudo().write({"hcs_waitlisted_at": fields.Datetime.now()})
        else:
            self._hcs_refuse_full()

    def _hcs_need_seat(self):
        if not self._hcs_take_seat():
            self._hcs_refuse_full()

    def _hcs_refuse_full(self):
        raise UserError(
            self.env._(
                "All places of “%(activity)s” are taken. Put the person on the waiting list, or let the team leader "
                "add places.",
                activity=self.event_id.name,
            )
        )

    def _hcs_take_seat(self):
        """Take any free place; where places are not limited nobody needs a number.

        :return: whether there was one
        """
        self.ensure_one()
        # sudo: whoever registers need not read the settings of the activity
        if self.sudo().event_id._hcs_seats() is None or self.hcs_seat:
            return True
        self.flush_recordset()
        self.env["event.event"].flush_model(["seats_max"])
        number = take_number(self.env, TAKE_PLACE, self.id, self.env.uid)
        self.invalidate_recordset(["hcs_seat"], flush=False)
        return number != NONE_LEFT

    def init(self):
        make_number_function(
            self.env,
            TAKE_PLACE,
            SQL("by_user integer"),
            SQL("SELECT event_id FROM event_registration WHERE id = row_id"),
            SQL("SELECT seats_max FROM event_event WHERE id = whole_id"),
            # "> 0" lets the index of the places answer
            lambda number: SQL(
                "EXISTS (SELECT FROM event_registration r"
                " WHERE r.event_id = whole_id AND r.hcs_seat > 0 AND r.hcs_seat = %s)",
                number,
            ),
            SQL("UPDATE event_registration SET hcs_seat = free, write_uid = by_user WHERE id = row_id"),
        )
        return super().init()
