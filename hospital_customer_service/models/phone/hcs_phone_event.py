import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.phone import events

SYSTEM = "base.group_system"
KEPT_OF_A_WRONG_ONE = 4000
BATCH = 5000

_logger = logging.getLogger(__name__)


class HcsPhoneEvent(models.Model):
    """What an exchange posted, word for word: kept once, applied once, and kept with its error where it is wrong."""

    _name = "hcs.phone.event"
    _description = "Event of a Telephone Exchange"
    _inherit = ["hcs.input.mixin", "hcs.export.mixin"]
    _order = "id desc"
    _rec_name = "kind"

    exchange_id = fields.Many2one("hcs.phone.exchange", required=True, index=True, ondelete="cascade", readonly=True)
    phone_call_id = fields.Many2one(
        "hcs.phone.call", "Call", index="btree_not_null", ondelete="set null", readonly=True
    )
    call_id = fields.Char("Number of the exchange", readonly=True)
    kind = fields.Char("Event", readonly=True)
    at = fields.Datetime("Time", readonly=True)
    fingerprint = fields.Char(readonly=True)
    payload = fields.Text("As posted", readonly=True, groups=SYSTEM)
    state = fields.Selection(
        [("done", "Applied"), ("error", "Wrong")], "Status", required=True, default="done", readonly=True
    )
    error = fields.Char(readonly=True, help="What is wrong, without the values.")

    _fingerprint_uniq = models.UniqueIndex("(exchange_id, call_id, fingerprint)")
    _create_idx = models.Index("(create_date)")

    @api.model
    def _take(self, exchange, body):
        """Keep one posted event and let its call follow from it; the same one again changes nothing.

        :param exchange: the exchange, as the system sees it
        :param body: bytes of the request
        :return: ``(taken, words)``; words say what is wrong, or whether the event was known
        """
        text = body.decode("utf-8", errors="replace")
        try:
            event = events.read(text)
            if events.is_late(event, fields.Datetime.now()):
                raise events.BadEvent("“at” lies in the future: the clock of the exchange is wrong.")
        except events.BadEvent as error:
            self._keep_wrong(exchange, text, str(error))
            return False, str(error)
        at = event.at or event.started or event.ended or fields.Datetime.now()
        row_id = self._insert(exchange, event.call, event.kind, at, event.fingerprint, text, "done", None)
        if not row_id:
            return True, "known"
        call = self.env["hcs.phone.call"]._of_exchange(exchange, event.call, at)
        row = self.browse(row_id)
        row.phone_call_id = call
        call._follow_events(row)
        return True, "stored"

    def _keep_wrong(self, exchange, text, error):
        text = text.replace("\x00", "")[:KEPT_OF_A_WRONG_ONE]
        fingerprint = events.fingerprint_of(text)
        self._insert(exchange, "", None, fields.Datetime.now(), fingerprint, text, "error", error)

    def _insert(self, exchange, call_id, kind, at, fingerprint, payload, state, error):
        """The id of the new row, None where the event is known; a race with the same event is tried again."""
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO hcs_phone_event (exchange_id, call_id, kind, at, fingerprint, payload, state, error,
                                                create_uid, create_date, write_uid, write_date)
                   VALUES (%(exchange)s, %(call_id)s, %(kind)s, %(at)s, %(fingerprint)s, %(payload)s, %(state)s,
                           %(error)s, %(uid)s, %(now)s, %(uid)s, %(now)s)
                   ON CONFLICT (exchange_id, call_id, fingerprint) DO NOTHING RETURNING id""",
                exchange=exchange.id,
                call_id=call_id,
                kind=kind,
                at=at,
                fingerprint=fingerprint,
                payload=payload,
                state=state,
                error=error,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        return rows[0][0] if rows else None

    def _read_again(self):
        """The neutral events of these rows; one that did not say when it happened happened when it came."""
        found = []
        for row in self.sudo():  # sudo: numbers are compared, not shown
            event = events.read(row.payload)
            found.append(event if event.at or event.kind == "cdr" else event._replace(at=row.at))
        return found

    def action_open_call(self):
        """Open the call that this belongs to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.phone.call",
            "res_id": self.phone_call_id.id,
            "views": [(False, "form")],
        }

    @api.autovacuum
    def _gc_events(self):
        """Forget what was posted long ago; the calls that were made of it stay."""
        for exchange in self.env["hcs.phone.exchange"].sudo().with_context(active_test=False).search([]):  # pylint: disable=no-search-all
            if exchange.event_days:
                before = fields.Datetime.subtract(fields.Datetime.now(), days=exchange.event_days)
                old = Domain("exchange_id", "=", exchange.id) & Domain("create_date", "<", before)
                self.sudo().search(old, limit=BATCH).unlink()
