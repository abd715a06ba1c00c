from datetime import timedelta

from psycopg2 import errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain

from ..desk.hcs_service_record import OPEN_STATES
from .hcs_phone_call import LOST

# a list of calls of last month that is read in today asks nobody to call back
RECENT = timedelta(days=3)


class HcsPhoneCall(models.Model):
    """Nobody who called is forgotten: what nobody answered becomes a service record with a clock (FRD-04, SVC-09).

    One is open per number; further calls add to it, and it ends by itself when that number is reached.
    """

    _inherit = "hcs.phone.call"

    callback_id = fields.Many2one(
        "hcs.service.record",
        "Call-back",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        readonly=True,
        help="The record that sees to it that this caller is called back.",
    )

    def _settle_follow_ups(self, state_before):
        """What follows when a call has come to its end, or was answered."""
        if self.state in LOST and state_before not in LOST:
            self._ask_callback()
        elif self.state in ("answered", "ended") and state_before not in ("answered", "ended"):
            self._reach_callbacks()

    # ---------------------------------------------------------------- ask

    def _lost_domain(self):
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("digits", "=", self.sudo().digits)
            & Domain("state", "in", LOST)
        )

    def _last_reached(self):
        """When the number of this call was spoken to last."""
        reached = self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("digits", "=", self.sudo().digits),
                ("direction", "!=", "internal"),
                ("answered_at", "!=", False),
                ("id", "!=", self.id),
            ],
            order="answered_at desc, id desc",
            limit=1,
        )
        return reached.answered_at

    def _lost_since_reached(self):
        """Calls of this number that nobody answered, since it was spoken to last; of the last weeks."""
        since = max(filter(None, (self._last_reached(), fields.Datetime.subtract(fields.Datetime.now(), days=30))))
        return self.sudo().search(self._lost_domain() & Domain("started_at", ">=", since), limit=50) - self

    def _callback_type(self):
        """What the exchange says; for calls that are written down by hand the ready-made service."""
        exchange = self.sudo().exchange_id
        if exchange:
            return exchange.missed_type_id
        service = self.env.ref("hospital_customer_service.hcs_service_type_callback", raise_if_not_found=False)
        return service.filtered("active") if service else self.env["hcs.service.type"]

    def _ask_callback(self):
        """Open the record that asks for a call back, or add this call to the one that is open."""
        call = self.sudo()  # sudo: the exchange writes, whatever its account may do
        service = call._callback_type()
        at = call.ended_at or call.started_at
        if not service or not call.digits or call.direction != "in" or at < fields.Datetime.now() - RECENT:
            return
        reached = call._last_reached()
        if reached and reached > call.started_at:
            return
        record = call._open_callback()
        if not record:
            record = call._make_callback(service, at)
        call.callback_id = record
        record.action_add_contact(
            channel="phone",
            direction="in",
            number=call.number,
            started_at=call.started_at,
            ended_at=max(at, call.started_at),
            reached=False,
            note=call._lost_words(),
        )

    def _open_callback(self):
        return self.env["hcs.service.record"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("callback_digits", "=", self.digits),
                ("state", "in", OPEN_STATES),
            ],
            limit=1,
        )

    def _make_callback(self, service, at):
        records = self.env["hcs.service.record"].with_user(self.env.ref("base.user_root")).sudo()
        try:
            with self.env.cr.savepoint():
                return records.with_company(self.company_id).create(self._prepare_callback(service, at))
        except errors.UniqueViolation:
            # another missed call of this number came at the same moment: seen when this is tried again
            raise ConcurrencyError from None

    def _prepare_callback(self, service, at):
        # whoever reads the record reads the language of the hospital
        call = self.with_context(lang=self.company_id.partner_id.lang)
        return {
            "type_id": service.id,
            "company_id": self.company_id.id,
            "channel": "phone",
            "patient_id": self.patient_id.id,
            "caller_phone": self.number,
            "caller_relation": "self" if self.patient_id else "other",
            "subject": call.env._("Called and was not answered"),
            "callback_digits": self.digits,
            "opened_at": min(at, fields.Datetime.now()),
        }

    def _lost_words(self):
        call = self.with_context(lang=self.company_id.partner_id.lang)
        return call.env._("Not answered after %(seconds)s seconds.", seconds=self.wait_seconds)

    # ---------------------------------------------------------------- reached

    def _reach_callbacks(self):
        """End what asked for a call back to this number: somebody spoke to it, whoever called whom."""
        call = self.sudo()  # sudo: as above
        if not call.digits or call.direction == "internal" or not call.answered_at:
            return
        record = call._open_callback()
        if not record:
            return
        # a line of the exchange about an earlier call comes late: who called after it still waits
        waiting = record.phone_callback_ids.filtered(lambda lost: lost.state in LOST and lost != call)
        if any(lost.started_at > call.answered_at for lost in waiting):
            return
        agent = call.user_id or self.env.ref("base.user_root")
        record = record.with_user(agent).sudo()
        record.action_add_contact(
            channel="phone",
            direction="in" if call.direction == "in" else "out",
            number=call.number,
            started_at=call.answered_at,
            ended_at=call.ended_at and max(call.ended_at, call.answered_at),
            reached=True,
        )
        if not record.user_id and call.user_id:
            record.user_id = call.user_id
        if not record._closing_problems(record._get_closing(None)):
            record.action_done()

    @api.model
    def _log_by_hand(self, vals):
        """A call that somebody wrote down; what follows from it is the same as of any other."""
        self.browse().check_access("write")
        lost = "missed" if vals["direction"] == "in" else "unreached"
        # sudo: a call follows from what is done, nobody writes one
        call = self.sudo().create(
            {
                **vals,
                "company_id": self.env.company.id,
                "state": "ended" if vals["answered_at"] else lost,
                "by_hand": True,
                "user_id": self.env.uid,
            }
        )
        call._settle_follow_ups("ringing")
        return call.sudo(self.env.su)
