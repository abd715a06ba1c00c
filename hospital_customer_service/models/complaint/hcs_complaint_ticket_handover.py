from odoo import api, fields, models
from odoo.exceptions import UserError

from .hcs_complaint_ticket import OPEN_STATES
from .hcs_complaint_ticket_flow import TODO


class HcsComplaintTicket(models.Model):
    """Somebody answers for a ticket at every moment: the first receiver, until the next accepts (FEATURES CP2)."""

    _inherit = "hcs.complaint.ticket"

    pending_user_id = fields.Many2one(
        "res.users",
        "Handed to",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="Was asked to take it and has not accepted yet; until then the one before answers for it.",
    )
    is_pending_mine = fields.Boolean(compute="_compute_is_mine")
    is_holder = fields.Boolean(compute="_compute_is_mine")

    @api.depends("pending_user_id", "holder_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for ticket in self:
            ticket.is_pending_mine = ticket.pending_user_id == self.env.user
            ticket.is_holder = ticket.holder_id == self.env.user

    def _begin_responsibility(self):
        """Whoever receives a ticket answers for it."""
        for ticket in self.sudo():  # sudo: the flow is written by its buttons only
            ticket.holder_id = ticket.received_by_id

    def action_hand_over(self, user_id, reason=None):
        """Ask a colleague to take the ticket; you answer for it until the colleague accepts."""
        self._begin(OPEN_STATES)
        user = self._typed_user(user_id)
        if self.holder_id != self.env.user and not self._is_office():
            raise UserError(
                self.env._(
                    "%(user)s answers for this ticket and hands it over.", user=self.holder_id.sudo().name or ""
                )
            )
        if user == self.holder_id:
            raise UserError(self.env._("%(user)s answers for this ticket already.", user=user.name))
        if not self._is_office() and user in self._refusers():
            raise UserError(
                self.env._(
                    "%(user)s has refused this ticket: it does not go back and forth. The complaint office decides.",
                    user=user.name,
                )
            )
        self._hand_to(user, reason)
        return True

    def action_accept(self, user_id=None):
        """Take the ticket: from now on you answer for it.

        :param user_id: who is to investigate; nobody yet where it is left out
        """
        self._begin(OPEN_STATES)
        if self.state != "received" and not self.is_pending_mine:
            raise UserError(
                self.env._(
                    "%(user)s has accepted this ticket already. Reload the page.",
                    user=self.holder_id.sudo().name or self.accepted_by_id.sudo().name or "",
                )
            )
        waits_for = self.pending_user_id
        if waits_for and not (self.is_pending_mine or self.is_holder or self._is_office()):
            raise UserError(
                self.env._("%(user)s was asked to take this ticket and has not answered yet.", user=waits_for.name)
            )
        investigator = self._typed_user(user_id) if user_id else self.user_id
        self._check_another(investigator)
        values = self._taking(investigator)
        if self.state == "received":
            now = fields.Datetime.now()
            values |= {"state": "accepted", "accepted_at": now, "accepted_by_id": self.env.uid}
        self._take("accepted", values)
        if "state" in values:
            self._clock_event("accepted")
        return True

    def action_refuse(self, reason):
        """Say why it is not yours: it goes to the complaint office, and the one before answers for it until then."""
        self._begin(OPEN_STATES)
        reason = self._typed(reason, self.env._("Write why you do not take it and who should."))
        if not (self.is_pending_mine or self.state == "received"):
            raise UserError(self.env._("Nobody asks you to take this ticket. Hand it over instead."))
        office = self._office_user()
        if not office:
            raise UserError(self.env._("There is nobody in the complaint office to decide. Ask the director."))
        if office == self.env.user:
            raise UserError(self.env._("The complaint office decides: take the ticket, or hand it to a colleague."))
        self._add_transfer("refused", self.env.user, office, reason)
        self._move({"pending_user_id": office.id, "handler_ids": [(4, office.id)]})
        self._remind(office, self._for(office)._("%(reference)s was refused: decide who takes it.",
                                                 reference=self.reference))  # fmt: skip
        return True

    def action_take_over(self):
        """The complaint office or a team leader takes it, wherever it is."""
        self._begin(OPEN_STATES)
        self._check_office()
        if self.is_holder:
            raise UserError(self.env._("You answer for this ticket already."))
        self._take("taken", self._taking(self.user_id))
        return True

    # What they have in common
    def _taking(self, investigator):
        people = self.env.user | investigator
        return {
            "holder_id": self.env.uid,
            "pending_user_id": False,
            "user_id": investigator.id,
            "handler_ids": [(4, user.id) for user in people],
        }

    def _take(self, kind, values):
        before = self.holder_id
        self._move(values)
        self._add_transfer(kind, before, self.env.user)
        self.sudo().activity_unlink([TODO])

    def _hand_to(self, user, reason=None):
        self._add_transfer("handed", self.holder_id, user, reason)
        self._move({"pending_user_id": user.id, "handler_ids": [(4, user.id)]})
        self._remind(user, self._for(user)._("%(reference)s is handed to you: accept it or say why not.",
                                             reference=self.reference))  # fmt: skip

    def _for(self, user):
        """An environment that speaks the language of ``user``."""
        return self.with_context(lang=user.lang).env

    def _add_transfer(self, kind, before, after, reason=None):
        # sudo: lines of the ledger are written by the step only
        self.env["hcs.complaint.transfer"].sudo().create(
            {
                "ticket_id": self.id,
                "kind": kind,
                "from_user_id": before.id,
                "to_user_id": after.id,
                "user_id": self.env.uid,
                "reason": reason if isinstance(reason, str) else False,
            }
        )

    def _refusers(self):
        """Who has refused this ticket since it was opened."""
        return self.sudo().transfer_ids.filtered(lambda line: line.kind == "refused").from_user_id

    def _office_user(self, but=None):
        """Who decides in the complaint office: the leader of its team, else a handler, else a director.

        :param but: users who are out of the question
        """
        company = self.company_id
        teams = self.env["hcs.team"].sudo().search([("company_id", "=", company.id), ("kind", "=", "complaint")])
        candidates = teams.leader_id
        for group in ("group_hcs_complaint", "group_hcs_director"):
            members = self.env.ref(f"hospital_customer_service.{group}").sudo().user_ids
            candidates |= members.sorted("id")
        walled = self.sudo().walled_user_ids | (but or candidates.browse())
        fit = candidates.filtered(lambda user: user not in walled and self._may_handle(user))
        return fit[:1]
