import logging
from datetime import timedelta

from psycopg2 import OperationalError, errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ...tools.phone.calls import fold
from .hcs_phone_call import LIVE, LOST

# a card is of use while the telephone rings, not when a queue of events is caught up
FRESH = timedelta(minutes=2)
# no call lasts longer: its end was never told
FORGOTTEN = timedelta(hours=8)
BATCH = 500

_logger = logging.getLogger(__name__)


class HcsPhoneCall(models.Model):
    """What the exchange tells of a call becomes the call, in whatever order it is told (SVC-09)."""

    _inherit = "hcs.phone.call"

    @api.model
    def _of_exchange(self, exchange, call_id, at):
        """The call with the exchange's number, made where it is new, and kept from others until this is done."""
        call = self.search([("exchange_id", "=", exchange.id), ("call_id", "=", call_id)])
        if call:
            # a second event of the call that comes at the same moment starts again and sees the first
            self.env.execute_query(
                SQL("UPDATE hcs_phone_call SET write_date = write_date WHERE id = %s RETURNING id", call.id)
            )
            return call
        values = {
            "exchange_id": exchange.id,
            "call_id": call_id,
            "company_id": exchange.company_id.id,
            "started_at": at,
            "state": "ringing",
        }
        try:
            with self.env.cr.savepoint():
                return self.create(values)
        except errors.UniqueViolation:
            raise ConcurrencyError from None

    def _follow_events(self, row):
        """Make the call of all its events; then show it, open or settle what follows.

        :param row: the event that has just come
        """
        self.ensure_one()
        exchange = self.exchange_id
        rows = self.env["hcs.phone.event"].search([("exchange_id", "=", exchange.id), ("call_id", "=", self.call_id)])
        if self.ended_at and rows == row:
            # what was told before is forgotten already: one late word does not make another call of it
            return
        told = fold(rows._read_again(), exchange.wrong_transfer_seconds)
        state_before = self.state
        self.write(self._prepare_told(told))
        self._adopt_started(told.reference)
        self._find_person()
        rings = self.state in LIVE and row.kind in ("ringing", "transferred") and self.direction != "out"
        if rings and abs(fields.Datetime.now() - row.at) <= FRESH:
            self._show_to(self._rung_by(row))
        if self.state != state_before or row.kind in ("transferred", "answered"):
            self._tell_change()
        self._settle_or_say(row, state_before)

    def _settle_or_say(self, row, state_before):
        """What follows from a call may fail; the call is kept all the same, and what failed is said on the event."""
        try:
            with self.env.cr.savepoint():
                self._settle_follow_ups(state_before)
        except (OperationalError, ConcurrencyError):
            raise  # somebody else was faster: the whole event begins again
        except Exception as error:  # pylint: disable=broad-exception-caught
            # the words of the error may have a number in them
            _logger.error("Call %s: what follows from it failed (%s).", self.id, type(error).__name__)
            row.write({"state": "error", "error": "The call was kept. What follows from it could not be done."})

    def _prepare_told(self, told):
        exchange = self.exchange_id
        places = exchange._extensions(told.rang)
        extension = exchange._extensions((told.extension,))
        number = exchange._clean_number(told.number)
        direction = told.direction
        if direction == "in" and number and exchange._is_internal(number):
            direction = "internal"
        state = "unreached" if direction == "internal" and told.state in LOST else told.state
        vals = {
            "direction": direction,
            "state": state,
            "number": number or False,
            "withheld": told.withheld,
            "queue": told.queue or False,
            "started_at": told.started,
            "ringing_at": told.ringing,
            "answered_at": told.answered,
            "ended_at": told.ended,
            "wait_seconds": told.wait,
            "talk_seconds": told.talk,
            "transfers": told.transfers,
            "wrong_transfer": told.wrong_transfer or bool(self.wrong_transfer_user_id),
            "reason": told.reason or False,
            "rang_user_ids": [(4, user.id) for user in places.user_id - self.rang_user_ids],
        }
        if told.recording:
            vals["recording"] = told.recording
        if extension != self.extension_id:
            vals |= {"extension_id": extension.id, "user_id": extension.user_id.id}
        return vals

    def _rung_by(self, row):
        """Who sits where this event lets a telephone ring."""
        [event] = row._read_again()
        return self.exchange_id._extensions((event.to or event.extension,)).user_id

    def _adopt_started(self, reference):
        """A call that somebody started with a click here is this one: what it was for goes on with it."""
        if self.direction != "out" or self.service_record_id or self.followup_task_id:
            return
        started = self._find_started(reference)
        if started:
            self.write(
                {
                    "patient_id": started.patient_id.id or self.patient_id.id,
                    "service_record_id": started.service_record_id.id,
                    "followup_task_id": started.followup_task_id.id,
                    "note": started.note or self.note,
                }
            )
            started.unlink()

    def _find_started(self, reference):
        waiting = [("exchange_id", "=", self.exchange_id.id), ("call_id", "=", False), ("direction", "=", "out")]
        if reference:
            return self.search([*waiting, ("reference", "=", reference)], limit=1)
        if not (self.digits and self.extension_id):
            return self.browse()
        return self.search(
            [
                *waiting,
                ("digits", "=", self.digits),
                ("extension_id", "=", self.extension_id.id),
                ("started_at", ">=", self.started_at - timedelta(minutes=5)),
                ("started_at", "<=", self.started_at + timedelta(minutes=1)),
            ],
            order="started_at desc, id desc",
            limit=1,
        )

    def _find_person(self):
        """Whose number it is, where it belongs to one patient alone; who else may be calling is seen on the card."""
        if not self.patient_id and self.digits and self.direction != "internal":
            patients = self._candidates()
            if len(patients) == 1:
                self.patient_id = patients

    # ---------------------------------------------------------------- calls whose end was never told

    @api.model
    def _cron_end_forgotten(self):
        """End calls of which nothing is heard any more: they neither ring for ever nor are counted as live."""
        now = fields.Datetime.now()
        # a call somebody began with a click, and of which the exchange never told anything
        self.search([("call_id", "=", False), ("state", "=", "ringing"), ("started_at", "<", now - FRESH * 5)]).write(
            {"state": "unreached"}
        )
        before = now - FORGOTTEN
        for call in self.search([("state", "in", LIVE), ("started_at", "<", before)], limit=BATCH):
            state_before = call.state
            incoming = "missed" if call.direction == "in" else "unreached"
            call.write(
                {
                    "state": "ended" if call.answered_at else incoming,
                    "ended_at": call.answered_at or call.ringing_at or call.started_at,
                }
            )
            call._settle_follow_ups(state_before)
