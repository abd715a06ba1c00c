from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..common.arguments import a_choice, a_text, arguments
from .hcs_complaint_ticket import SATISFACTION

TRIES = 3
ACTIVITY = "hospital_customer_service.mail_activity_type_complaint_callback"


class HcsComplaintCallback(models.Model):
    """Some days after a grave complaint was closed somebody asks whether it stayed solved (DOMAIN §5.3)."""

    _name = "hcs.complaint.callback"
    _description = "Call Back after Closing"
    _inherit = ["hcs.complaint.part.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "due_on, id"
    _flow_fields = frozenset({"state", "tries", "last_try_at", "done_at", "done_by_id", "satisfaction"})

    ticket_id = fields.Many2one("hcs.complaint.ticket", "Complaint", required=True, index=True, ondelete="restrict")
    due_on = fields.Date("Call on", required=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Who calls", index="btree_not_null", ondelete="restrict", domain="[('share', '=', False)]"
    )
    state = fields.Selection(
        [("open", "To call"), ("done", "Done"), ("unreachable", "Not reached"), ("cancelled", "Cancelled")],
        "Status",
        required=True,
        readonly=True,
        default="open",
        copy=False,
    )
    tries = fields.Integer("Tried in vain", readonly=True, copy=False, aggregator=None)
    last_try_at = fields.Datetime("Last try", readonly=True, copy=False)
    satisfaction = fields.Selection(
        [choice for choice in SATISFACTION if choice[0] in ("satisfied", "partly", "dissatisfied")],
        "Satisfied?",
        readonly=True,
        copy=False,
    )
    note = fields.Text("What was said", copy=False)
    done_at = fields.Datetime("Called at", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Called by", readonly=True, ondelete="restrict", copy=False)
    severity = fields.Selection(related="ticket_id.severity", related_sudo=False)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")

    _one_open = models.UniqueIndex("(ticket_id) WHERE state = 'open'", "This complaint is to be called back already.")

    @api.depends("ticket_id")
    def _compute_display_name(self):
        for callback in self:
            callback.display_name = callback.ticket_id.sudo().reference

    @api.depends("due_on", "state")
    @api.depends_context("tz")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for callback in self:
            callback.is_overdue = callback.state == "open" and bool(callback.due_on) and callback.due_on < today

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "=", "open") & Domain("due_on", "<", fields.Date.context_today(self))

    @api.model
    def _plan(self, tickets):
        """Plan the calls of closed tickets, once each."""
        for ticket in tickets.sudo():  # sudo: follows from the closing, whoever closes
            if ticket.anonymous or ticket.severity < "3" or ticket.kind not in ("complaint", "dispute"):
                continue
            if self.sudo().search_count([("ticket_id", "=", ticket.id), ("state", "=", "open")], limit=1):
                continue
            company = ticket.company_id
            closed_on = company._hcs_local_date(ticket.closed_at or fields.Datetime.now())
            user = ticket.user_id or ticket.holder_id or ticket.closed_by_id
            callback = self.sudo().create(
                {
                    "ticket_id": ticket.id,
                    "due_on": closed_on + timedelta(days=company.hcs_complaint_callback_days),
                    "user_id": user.id,
                }
            )
            if user:
                ticket.activity_schedule(ACTIVITY, date_deadline=callback.due_on, user_id=user.id)

    # ACTIONS
    @arguments(satisfaction=a_choice("satisfaction"), note=a_text)
    def action_done(self, satisfaction, note=None):
        """The person was reached: satisfied or not, and what was said."""
        if satisfaction not in dict(self._fields["satisfaction"].selection):
            raise UserError(self.env._("Say whether the person is satisfied, partly satisfied or dissatisfied."))
        self._finish("done", note, satisfaction=satisfaction)

    @arguments(note=a_text)
    def action_no_answer(self, note=None):
        """Nobody was reached; after three times it ends."""
        self._check_open()
        now = fields.Datetime.now()
        for callback in self:
            values = {"tries": callback.tries + 1, "last_try_at": now}
            if isinstance(note, str) and note.strip():
                values["note"] = "\n".join(filter(None, (callback.note, note.strip())))
            callback.sudo().write(values)  # sudo: written by its buttons only
            if callback.tries >= TRIES:
                callback._finish("unreachable", None)

    def action_satisfied(self):
        self.action_done("satisfied", self.note)

    def action_partly(self):
        self.action_done("partly", self.note)

    def action_dissatisfied(self):
        self.action_done("dissatisfied", self.note)

    def _check_open(self):
        self.check_access("write")
        if any(callback.state != "open" for callback in self):
            raise UserError(self.env._("This call is over already. Reload the page."))

    def _finish(self, state, note, **values):
        self._check_open()
        for callback in self:
            if isinstance(note, str) and note.strip():
                values["note"] = note.strip()
            values |= {"state": state, "done_at": fields.Datetime.now(), "done_by_id": self.env.uid}
            callback.sudo().write(values)  # sudo: written by its buttons only
            callback.ticket_id.sudo().activity_feedback([ACTIVITY])

    def _cancel(self):
        for callback in self.sudo().filtered(lambda callback: callback.state == "open"):
            callback.state = "cancelled"
            callback.ticket_id.activity_unlink([ACTIVITY])
