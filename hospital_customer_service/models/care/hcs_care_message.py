import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..contact.hcs_message_template_send import HOUR_REASONS
from .hcs_care_rule import CHANNELS, OCCASIONS

_logger = logging.getLogger(__name__)

STATES = [
    ("queued", "Waiting"),
    ("sent", "Sent"),
    ("delivered", "Delivered"),
    ("failed", "Failed"),
    ("suppressed", "Not sent"),
    ("cancelled", "Cancelled"),
]
# what became of the short message -> what became of ours
STATE_OF_MESSAGE = {
    "queued": "queued",
    "sending": "queued",
    "unknown": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "failed": "failed",
    "refused": "suppressed",
    "expired": "failed",
    "cancelled": "cancelled",
}


class HcsCareMessage(models.Model):
    """One person on one occasion: written to once, or not and why. Made in bulk, so without discussion."""

    _name = "hcs.care.message"
    _description = "Care Message"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "send_on desc, id desc"
    _rec_name = "rule_id"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict", readonly=True)
    rule_id = fields.Many2one("hcs.care.rule", required=True, index=True, ondelete="restrict", readonly=True)
    patient_id = fields.Many2one(
        "hcs.patient", required=True, index=True, ondelete="restrict", check_company=True, readonly=True
    )
    occasion = fields.Selection(OCCASIONS, required=True, readonly=True)
    occasion_key = fields.Char(required=True, readonly=True, help="Nobody is written to twice about one occasion.")
    occasion_on = fields.Date("Day of the occasion", required=True, readonly=True)
    send_on = fields.Date("To be sent on", required=True, readonly=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    state = fields.Selection(STATES, "Status", required=True, default="queued", readonly=True)
    reason = fields.Char("Reason code", readonly=True)
    reason_text = fields.Char("Reason", compute="_compute_reason_text", compute_sudo=True)
    message_id = fields.Many2one("hcs.message", "SMS", index="btree_not_null", ondelete="restrict", readonly=True)
    handed_over = fields.Boolean(readonly=True, help="It was given to the queue of messages, or refused before.")
    text = fields.Text(readonly=True, help="As it was sent; of an SMS it stands in the message.")

    _once = models.UniqueIndex("(patient_id, occasion_key)", "This person was written to on this occasion already.")
    _unsent_idx = models.Index("(id) WHERE state = 'queued' AND handed_over IS NOT TRUE")
    _send_on_idx = models.Index("(send_on DESC, id DESC)")

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        messages = self.env["hcs.message"]
        for message in self:
            message.reason_text = messages._reason_text(message.reason)

    # SENDING
    @api.model
    def _unsent_domain(self):
        return Domain("state", "=", "queued") & Domain("handed_over", "!=", True)

    @api.model
    def _next_batch(self, limit):
        """The next lines nobody else is sending at this moment."""
        return self.search(self._unsent_domain(), order="id", limit=limit).try_lock_for_update()

    def _send(self, now):
        """Ask the guard and hand over what it allows; call it on sudo records.

        A line that cannot be sent for a reason of the program does not hold up the others.
        """
        for (rule, company, day), group in self.grouped(
            lambda line: (line.rule_id, line.company_id, line.occasion_on)
        ).items():
            at = max(now, rule._send_at(company, company._hcs_local_date(now)))
            if not group._attempt(rule, company, day, at):
                for line in group:
                    if not line._attempt(rule, company, day, at):
                        line._settle("failed", "unknown")

    def _attempt(self, rule, company, day, at):
        try:
            with self.env.cr.savepoint():
                self._send_group(rule, company, day, at)
            return True
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # nothing is wrong with the line: the whole run begins anew
            raise
        except Exception as error:  # pylint: disable=broad-exception-caught
            # the words of the error may quote a patient
            _logger.warning("Care messages: %s of rule %s not sent (%s)", len(self), rule.id, type(error).__name__)
            return False

    def _send_group(self, rule, company, day, at):
        free = self._refuse(rule, company, day, at)
        if free and rule.channel == "sms":
            free._send_sms(rule, company, day, at)
        elif free:
            free._send_emails(rule, company, day, at)

    def _refuse(self, rule, company, day, at):
        """Settle those whom the guard does not let through; the others are returned."""
        guard = self.env["hcs.contact.guard"]
        # limits are asked for the hour at which it would leave, as long as that is known
        leaves_at = guard._next_allowed(company, rule.purpose, rule.channel, at)
        in_time = leaves_at and leaves_at < self._until(company, day, at)
        verdicts = guard._check(self.patient_id, rule.purpose, rule.channel, leaves_at or at, company=company)
        free = self.browse()
        for line in self:
            reason = verdicts[line.patient_id.id]
            if reason and reason not in HOUR_REASONS:
                line._settle("suppressed", reason)
            elif not in_time:
                line._settle("suppressed", "outside_window")
            else:
                free |= line
        return free

    @api.model
    def _until(self, company, day, at):
        """The end of the day: a wish that comes after its day is worse than none."""
        return company._hcs_to_utc(max(day, company._hcs_local_date(at)) + timedelta(days=1))

    def _settle(self, state, reason=False):
        self.write({"state": state, "reason": reason, "handed_over": True})

    def _send_sms(self, rule, company, day, at):
        until = self._until(company, day, at)
        orders = [
            {
                "patient": line.patient_id,
                "record": line,
                "params": rule._values_of(day),
                "phone": None,
                "key": None,
                "at": at,
                "until": until,
            }
            for line in self
        ]
        answers = rule.template_id._send_orders(rule.code, orders)
        made = self.env["hcs.message"].search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        by_line = made.grouped("res_id")
        for line in self:
            message = by_line.get(line.id)
            if message:
                line.write({"message_id": message[:1].id, "handed_over": True})
                line._follow(message[:1])
            else:
                line._settle("suppressed", answers.get(line.patient_id.id) or "no_template")

    def _follow(self, message):
        """Take over what became of the short message."""
        self.write({"state": STATE_OF_MESSAGE[message.state], "reason": message.reason})

    # BUTTONS
    def action_cancel(self):
        """What has not gone out yet does not go out; the person is not written to on this occasion."""
        self.check_access("read")
        if not self.env.user.has_group("hospital_customer_service.group_hcs_leader"):
            raise UserError(self.env._("A team leader decides which care messages are not sent."))
        lines = self.sudo().try_lock_for_update()  # sudo: lines are written by buttons and the job only
        waiting = lines.filtered(
            lambda line: line.state == "queued" and (not line.message_id or line.message_id.state == "queued")
        )
        if waiting != self.sudo():
            raise UserError(self.env._("Only messages that still wait can be cancelled. Reload the page."))
        lines.message_id._take_out("withdrawn")
        lines._cancel_mails()
        lines._settle("cancelled", "withdrawn")
        return True

    def action_open_message(self):
        """The short message, with what the gateway said about it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.message",
            "res_id": self.message_id.id,
            "views": [(False, "form")],
        }
