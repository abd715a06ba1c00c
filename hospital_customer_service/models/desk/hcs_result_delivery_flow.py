from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_text, arguments
from .hcs_result_delivery import OPEN_STATES
from .hcs_result_item import AWAITED_STATUSES, FINAL_STATUSES

CLEARED = {
    "how": False,
    "delivered_at": False,
    "delivered_by_id": False,
    "tracking_number": False,
    "posted_on": False,
    "recipient": False,
    "proof": False,
    "call_count": 0,
    "dialled_at": False,
}


class HcsResultDelivery(models.Model):
    """When a result is ready, held back, issued again; all of it follows from its parts (SVC-04)."""

    _inherit = "hcs.result.delivery"

    # ---------------------------------------------------------------- what follows from the parts

    def _settle(self, at=None):
        """Bring status, flags and clock in line with the parts; doing it twice changes nothing.

        :param at: when it happened, for what has no time of its own
        """
        at = at or fields.Datetime.now()
        for delivery in self:
            delivery._settle_one(at)

    def _settle_one(self, at):
        live = self.item_ids.filtered(lambda item: item.status != "cancelled")
        if self.item_ids and not live:
            self._settle_cancelled(at)
        elif live and all(item.status in FINAL_STATUSES for item in live):
            self._settle_complete(at)
        elif self.state != "cancelled" or live:
            self._settle_incomplete(at)

    def _settle_cancelled(self, at):
        if self.state == "cancelled":
            return
        told = self.state in ("delivered", "collected")
        self._clock_end(at)
        self._write_flow({"state": "cancelled"})
        if told:
            self._tell_withdrawn()

    def _settle_incomplete(self, at):
        if self.state == "waiting":
            self._settle_flag(at)
            return
        # a part more, or one that was taken back: what was issued is not the result any more
        self._clock_end(at)
        again = {"round": self.round + 1} if self.issued_at else {}
        self._write_flow({**CLEARED, **again, "state": "waiting", "issued_at": False})
        self._settle_flag(at)

    def _settle_complete(self, at):
        fresh = self.state in ("waiting", "cancelled")
        if fresh:
            again = {"round": self.round + 1} if self.issued_at else {}
            issued_at = max((item.issued_at for item in self.item_ids if item.issued_at), default=at)
            self._write_flow({**CLEARED, **again, "state": "ready", "issued_at": min(issued_at, at)})
            self._apply_rules()
        self._settle_flag(at)
        if self.state in ("ready", "held"):
            state = "ready" if self.hold == "none" else "held"
            turned = self.state != state
            if turned:
                self._write_flow({"state": state})
            # nobody is late before somebody asked for it
            begin = self.issued_at if fresh else max(self.issued_at, self.flagged_at or self.issued_at)
            self._settle_clock(begin, at, turned)

    def _settle_flag(self, at):
        """Remember since when somebody wants the patient to be told: nobody is late before that."""
        if self.notice and not (self.flagged_at and self.flagged_by):
            self._write_flow({"flagged_at": self.flagged_at or at, "flagged_by": self.flagged_by or "patient"})
        elif not self.notice and (self.flagged_at or self.flagged_by):
            self._write_flow({"flagged_at": False, "flagged_by": False, "rule_id": False})

    def _issue_again(self, at):
        """A corrected result starts again: a new round with its own clock; the first one stays as it was."""
        at = min(at, fields.Datetime.now())
        for delivery in self:
            if delivery.state not in ("ready", "held", "delivered", "collected"):
                continue
            if any(item.status in AWAITED_STATUSES for item in delivery.item_ids):
                continue
            told = delivery.state in ("delivered", "collected")
            delivery._clock_end(at)
            delivery._write_flow(
                {
                    **CLEARED,
                    "round": delivery.round + 1,
                    "issued_at": at,
                    "flagged_at": delivery.notice and at,
                    "state": "ready",
                }
            )
            delivery._apply_rules(corrected=told)

    def _apply_rules(self, corrected=False):
        """Flag and hold back what the rules say, when it becomes ready; what somebody decided stays."""
        self.ensure_one()
        values = {}
        fresh = self._is_fresh()
        for rule in self.env["hcs.result.rule"]._for_company(self.company_id):
            if not rule._matches(self.sudo(), corrected=corrected):
                continue
            if rule.notice and fresh and not self.notice and "notice" not in values:
                values |= {"notice": True, "flagged_by": "rule", "rule_id": rule.id, "flagged_at": self.issued_at}
            if rule.hold != "none" and self.hold == "none" and "hold" not in values:
                values |= {"hold": rule.hold, "hold_note": rule.name}
        if self.hold == "none" and "hold" not in values and self.sudo().patient_id.kept_secret:
            values |= {"hold": "doctor_first", "hold_note": self.env._("The condition is kept from the patient")}
        if values:
            self._write_flow(values)

    def _is_fresh(self):
        """A rule flags nothing that was issued long ago: the first load of a feed brings years of results."""
        return self.issued_at >= fields.Datetime.subtract(fields.Datetime.now(), days=self.company_id.hcs_result_days)

    def _tell_withdrawn(self):
        """The patient knows of a result that was never one: somebody has to say so."""
        for delivery in self:
            user = delivery.delivered_by_id.filtered("active") or delivery.user_id.filtered("active")
            delivery.sudo().activity_schedule(
                "hospital_customer_service.mail_activity_type_result_withdrawn",
                user_id=(user or self.env.user).id,
                note=self.env._("The result was withdrawn after the patient was told of it."),
            )

    # ---------------------------------------------------------------- clock

    def _settle_clock(self, begin, at, turned):
        """The clock of this round: runs while the patient is to be told, stands while the result is held back."""

    def _clock_end(self, at):
        """Nobody needs to be told any more: the open clock ends without a result."""

    def _clock_delivered(self, at):
        """The patient was told: the open clock has its result."""

    # ---------------------------------------------------------------- actions

    def action_ready(self):
        """Everything is there: the parts that are still awaited are final now."""
        now = fields.Datetime.now()
        for delivery in self:
            delivery.check_access("write")
            delivery._check_open()
            awaited = delivery.item_ids.filtered(lambda item: item.status not in (*FINAL_STATUSES, "cancelled"))
            if awaited:
                awaited.write({"status": "final", "issued_at": now})
            elif not delivery.item_ids:
                name = dict(self._fields["kind"]._description_selection(self.env))[delivery.kind]
                delivery.write(
                    {"item_ids": [fields.Command.create({"name": name, "status": "final", "issued_at": now})]}
                )
        return True

    @arguments(flagged_by=a_text)
    def action_flag(self, flagged_by="patient"):
        """Somebody wants the patient to be told."""
        if flagged_by not in dict(self._fields["flagged_by"].selection):
            raise UserError(self.env._("Say who asked for it: the patient, the doctor or a rule."))
        self.write({"notice": True, "flagged_by": flagged_by})
        return True

    def action_unflag(self):
        """Nobody needs to be told: the result waits for pick-up."""
        for delivery in self:
            delivery._check_open()
        self.write({"notice": False})
        return True

    @arguments(reason=a_text, note=a_text)
    def action_hold(self, reason="other", note=None):
        """Hold back: not paid yet, or the doctor speaks to the patient first."""
        if reason not in dict(self._fields["hold"].selection) or reason == "none":
            raise UserError(self.env._("Say why it is held back: not paid, the doctor first, or another reason."))
        if reason == "other" and not note:
            raise UserError(self.env._("Write down the reason why it is held back."))
        for delivery in self:
            delivery._check_open()
        self.write({"hold": reason, "hold_note": note or False})
        return True

    def action_release(self):
        """What held it back is settled."""
        self.write({"hold": "none", "hold_note": False})
        return True

    def action_cancel(self):
        """The order was withdrawn: every part of it is cancelled."""
        for delivery in self:
            delivery.check_access("write")
            delivery._check_open()
            if not delivery.item_ids:
                delivery._clock_end(fields.Datetime.now())
                delivery._write_flow({"state": "cancelled"})
        self.item_ids.write({"status": "cancelled", "issued_at": fields.Datetime.now()})
        return True

    def _check_open(self):
        if self.state not in OPEN_STATES:
            raise UserError(
                self.env._("%(reference)s is closed: %(state)s.", reference=self.reference, state=self._state_name())
            )

    def _state_name(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    @api.model
    def _moment(self, value):
        """A time that a client sent, or None."""
        if value and self._input_date_problem(value):
            raise UserError(self.env._("The time cannot be read. Enter it again."))
        return fields.Datetime.to_datetime(value) or None
