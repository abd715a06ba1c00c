from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..common.arguments import a_day, a_text, arguments
from .hcs_complaint_ticket import OPEN_STATES

OFFICE = ("hospital_customer_service.group_hcs_complaint", "hospital_customer_service.group_hcs_leader")
TODO = "hospital_customer_service.mail_activity_type_complaint"
# what decides which deadlines run
WEIGHT = {"kind", "source", "authority_id", "external_due_at", "severity", "team_id"}
# the archive of a ticket that is over stays as it is
CONTENT = {
    "kind", "source", "authority_id", "external_number", "external_due_at", "subject", "description", "demand",
    "patient_id", "visit_id", "anonymous", "complainant_role", "complainant_name", "complainant_phone",
    "complainant_name_masked", "complainant_phone_masked", "representative_proof", "signature",
    "no_signature_reason", "allegation_ids", "statement_ids", "answer_ids",
}  # fmt: skip


class HcsComplaintTicket(models.Model):
    """What every step has in common: who may take it, that only one of two people does, and what it writes."""

    _inherit = "hcs.complaint.ticket"

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create([self._prepare_ticket(vals) for vals in vals_list])
        tickets._begin_responsibility()
        for received_at, group in tickets.grouped("received_at").items():
            group._clock_start("created", received_at)
        return tickets

    @api.model
    def _prepare_ticket(self, vals):
        """Hook: values of a new ticket beside those that were typed."""
        company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
        # sudo: agents take a number without reading the counter
        number = self.env["ir.sequence"].sudo().with_company(company).next_by_code("hcs.complaint.ticket")
        # whoever receives it sees it; the rules are asked while it is made
        receiver = vals.get("received_by_id") or self.env.uid
        handlers = [*(vals.get("handler_ids") or []), *((4, user) for user in (receiver, vals.get("user_id")) if user)]
        return {**vals, "reference": number, "handler_ids": handlers}

    def write(self, vals):
        if not self.env.su:
            self._check_written(vals)
        result = super().write(vals)
        if vals.get("user_id"):
            for ticket in self.sudo().filtered(lambda ticket: ticket.user_id not in ticket.handler_ids):
                ticket.handler_ids |= ticket.user_id
        if WEIGHT & vals.keys():
            self._weigh_again()
        return result

    def _check_written(self, vals):
        if "severity" in vals and any(ticket.severity != vals["severity"] for ticket in self):
            raise UserError(self.env._("Use “Change Severity”: who changed it and why is kept."))
        if "received_at" in vals:
            moment = fields.Datetime.to_datetime(vals["received_at"])
            if any(ticket.received_at != moment for ticket in self):
                raise UserError(
                    self.env._("Every deadline runs from the time it was received; that time stays as it was entered.")
                )
        if CONTENT & vals.keys() and any(ticket.state not in OPEN_STATES for ticket in self):
            raise UserError(self.env._("This ticket is over and kept as it is. Open it again to change it."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_archive(self):
        raise UserError(self.env._("A ticket is part of the archive. Withdraw it instead of deleting it."))

    @api.constrains("received_at")
    def _check_received_at(self):
        now = fields.Datetime.now()
        if any(ticket.received_at > now for ticket in self):
            raise UserError(self.env._("A complaint was received in the past. Check the time."))

    def _weigh_again(self):
        """Hook: a graver ticket, or another kind of one, owes other deadlines."""
        running = self.filtered(lambda ticket: ticket.state in OPEN_STATES)
        running._clock_reapply()
        for ticket in running:
            ticket._clock_start("created", ticket.received_at)

    # What steps have in common
    def _move(self, values, note=None):
        """Write what only steps may, with the person in the discussion."""
        # sudo: the flow is written by its buttons only; the author stays the person
        self.sudo().write(values)
        if note:
            self.sudo()._message_log(body=note, author_id=self.env.user.partner_id.id)

    def _is_office(self):
        """Whether this person belongs to the complaint office or leads a team."""
        return self.env.su or any(self.env.user.has_group(group) for group in OFFICE)

    def _check_office(self):
        if not self._is_office():
            raise AccessError(self.env._("The complaint office or a team leader decides this. Hand the ticket over."))

    @api.model
    def _typed(self, text, missing):
        """A text that has to be there; ``missing`` is said where it is not."""
        if not isinstance(text, str) or not text.strip():
            raise UserError(missing)
        return text.strip()

    @api.model
    def _typed_moment(self, at):
        """A time in the past, now where none is given."""
        now = fields.Datetime.now()
        try:
            moment = fields.Datetime.to_datetime(at) if at else now
        except (TypeError, ValueError):
            moment = None
        if moment is None:
            raise UserError(self.env._("This is not a time. Enter it again."))
        if moment > now:
            raise UserError(self.env._("What lies in the future is entered when it has happened. Check the time."))
        return moment

    def _typed_user(self, user_id):
        """Somebody who may handle this ticket."""
        known = isinstance(user_id, int) and not isinstance(user_id, bool)
        user = self.env["res.users"].sudo().browse(user_id if known else []).exists()
        if not user:
            raise UserError(self.env._("Choose the person."))
        if user in self.sudo().walled_user_ids:
            raise UserError(self.env._("%(user)s is named by the complaint and cannot handle it.", user=user.name))
        if not self._may_handle(user):
            raise UserError(
                self.env._("%(user)s cannot handle complaints here. Choose somebody of the centre.", user=user.name)
            )
        return user

    def _may_handle(self, user):
        return (
            user.active
            and self.sudo().company_id in user.company_ids
            and user.has_group("hospital_customer_service.group_hcs_agent")
        )

    def _remind(self, user, text):
        """Leave one reminder for ``user``, in the user's language and without a word of the matter."""
        ticket = self.sudo().with_context(mail_activity_quick_update=True)
        ticket.activity_unlink([TODO], user_id=user.id)
        ticket.activity_schedule(TODO, user_id=user.id, summary=text)
        user._bus_send("simple_notification", {"type": "info", "title": self.reference, "message": text})

    # STEPS
    def action_acknowledge(self):
        """The complainant was told that it is taken up."""
        self._begin(OPEN_STATES)
        if self.anonymous:
            raise UserError(self.env._("Nobody gave a name: there is nobody to tell."))
        if not self.acknowledged_at:
            self._move({"acknowledged_at": fields.Datetime.now(), "acknowledged_by_id": self.env.uid})
            self._clock_event("acknowledged")
        return True

    def action_investigate(self):
        """Begin to find out what happened; whoever begins investigates, unless somebody is named already."""
        self._begin({"accepted"})
        investigator = self.user_id or self.env.user
        self._check_another(investigator)
        self._move(
            {"state": "investigating", "user_id": investigator.id, "handler_ids": [(4, investigator.id)]},
        )
        return True

    def _check_another(self, user):
        """The second stage is investigated by somebody else (FEATURES CP9)."""
        if user in self.sudo().former_user_ids:
            raise UserError(
                self.env._(
                    "%(user)s investigated this complaint before. Somebody else looks at it the second time.",
                    user=user.name,
                )
            )

    @api.constrains("user_id", "holder_id", "handler_ids", "walled_user_ids")
    def _check_people(self):
        for ticket in self.sudo():
            people = ticket.user_id | ticket.holder_id | ticket.handler_ids | ticket.pending_user_id
            if people & ticket.walled_user_ids:
                raise UserError(
                    self.env._(
                        "%(user)s is named by the complaint and cannot handle it.",
                        user=(people & ticket.walled_user_ids)[0].name,
                    )
                )
            if ticket.user_id:
                ticket._check_another(ticket.user_id)

    @arguments(severity=a_text, reason=a_text)
    def action_set_severity(self, severity, reason=None):
        """Raise or lower the level; lowering needs a reason (DOMAIN §5.3)."""
        self._begin(OPEN_STATES)
        if severity not in dict(self._fields["severity"].selection):
            raise UserError(self.env._("Choose a level from 1 to 5."))
        if severity == self.severity:
            return True
        if severity < self.severity:
            reason = self._typed(reason, self.env._("Say why the level is lowered."))
        before = self.severity
        # sudo: lines of the ledger are written by the step only
        self.env["hcs.complaint.severity.change"].sudo().create(
            {"ticket_id": self.id, "user_id": self.env.uid, "before": before, "after": severity, "reason": reason}
        )
        self._move({"severity": severity})
        return True

    @arguments(refusal_code=a_text, told_on=a_day, note=a_text)
    def action_not_accept(self, refusal_code, told_on, note=None):
        """End it unhandled, for a listed reason only, and only when the person was told (DOMAIN §1.1).

        :param told_on: day on which the complainant was told why
        :param note: what was said, and where the complainant was sent
        """
        self._begin({"received", "accepted"})
        self._check_office()
        refusal = self.env["hcs.complaint.refusal"].search([("code", "=", refusal_code)], limit=1)
        if not refusal:
            raise UserError(self.env._("Choose one of the listed reasons; for any other a complaint is accepted."))
        try:
            day = fields.Date.to_date(told_on)
        except (TypeError, ValueError):
            day = None
        if not day:
            raise UserError(self.env._("Enter the day on which the person was told why it is not accepted."))
        today = self.company_id._hcs_local_date(fields.Datetime.now())
        if day > today or day < self.company_id._hcs_local_date(self.received_at):
            raise UserError(self.env._("The person was told between the receipt and today. Check the day."))
        self._move(
            {"state": "not_accepted", "refusal_id": refusal.id, "refusal_told_on": day, "refusal_note": note or False}
        )
        self._clock_stop("answered")
        self._end()
        return True

    def action_withdraw(self, reason):
        """The complainant takes it back."""
        self._begin({"received", "accepted", "investigating", "proposed", "approved"})
        reason = self._typed(reason, self.env._("Write why the complainant takes it back, and how it was said."))
        self._move({"state": "withdrawn", "withdrawn_at": fields.Datetime.now(), "withdrawal_reason": reason})
        self.sudo().statement_ids.filtered(lambda line: line.state in ("requested", "returned"))._drop()
        self._end()
        return True

    def _end(self):
        """It is over: nothing runs and nobody is reminded any longer, but for what begins with the end."""
        self._move({"closed_at": fields.Datetime.now(), "closed_by_id": self.env.uid, "pending_user_id": False})
        self._clock_stop("closed")
        self._clock_cancel()
        self.sudo().activity_unlink([TODO])
        self._clock_start("closed")
