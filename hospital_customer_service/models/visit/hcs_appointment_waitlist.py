from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError

OFFERS_PER_RUN = 200


class HcsAppointment(models.Model):
    """The waiting list: a seat that becomes free is held for the first one who waits (APT-02).

    An offer holds a real seat. Whoever lets it pass stays on the list behind the others and is asked again when
    another seat becomes free.
    """

    _inherit = "hcs.appointment"

    waitlisted_at = fields.Datetime("Waiting Since", readonly=True, copy=False)
    missed_offers = fields.Integer(readonly=True, copy=False, default=0, aggregator=None)
    offer_until = fields.Datetime(
        "Offer Held Until", readonly=True, copy=False, help="So long the free seat is kept for this patient."
    )
    waiting_position = fields.Integer("Place on the List", compute="_compute_waiting_position", aggregator=None)

    def _compute_waiting_position(self):
        for appointment in self:
            waiting = appointment.session_id._waiting_list()
            place = waiting.ids.index(appointment.id) + 1 if appointment in waiting else 0
            appointment.waiting_position = place

    def action_accept_offer(self):
        """The patient takes the seat that was held."""
        self._check_flow(("waitlisted",), self.env._("Only a patient on the waiting list can take an offered seat."))
        now = fields.Datetime.now()
        for appointment in self:
            if not appointment.seat or not appointment.offer_until or appointment.offer_until < now:
                raise UserError(
                    self.env._("No seat is held for this patient any more. Book again if the session has free seats.")
                )
            mine = self.sudo().search(
                [
                    ("patient_id", "=", appointment.patient_id.id),
                    ("state", "in", ("booked", "confirmed", "arrived")),
                    ("end_at", ">", appointment.start_at),
                    ("start_at", "<", appointment.end_at),
                ]
            )
            self._check_overlap(mine)
            appointment._write_flow({"state": "booked", "offer_until": False, "waitlisted_at": False})
            appointment._start_booking()
            appointment._notify("booked")

    def _offer_seat(self, until):
        """Hold a seat for this patient; False where none is left, None where another hand holds the row."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint(flush=False):
                return self.sudo()._take_seat(offer_until=until)
        except SerializationFailure:
            return None

    @api.model
    def _expire_offers(self, now, limit=OFFERS_PER_RUN):
        """Take back the seats that were held in vain, and offer them to the next."""
        late = self.search([("state", "=", "waitlisted"), ("offer_until", "<", now)], limit=limit)
        for appointment in late:
            self._attempt(appointment._expire_offer)
        for session in late.session_id:
            self._attempt(session._offer_seats, now, False)
        return late

    def _expire_offer(self):
        self._write_flow({"seat": 0, "offer_until": False, "missed_offers": self.missed_offers + 1})

    @api.model
    def _offer_free_seats(self, now, limit=OFFERS_PER_RUN):
        """Seats that became free while nobody looked, such as by another hand at the same moment."""
        waiting = self.search(
            [
                ("state", "=", "waitlisted"),
                ("seat", "=", 0),
                ("missed_offers", "=", 0),
                ("session_id.state", "=", "open"),
                ("end_at", ">", now),
                ("session_id.free_count", ">", 0),
            ],
            limit=limit,
        )
        for session in waiting.session_id:
            self._attempt(session._offer_seats, now, False)
        return waiting

    def _offer_deadline(self, now):
        return now + timedelta(minutes=self.company_id.hcs_offer_minutes)
