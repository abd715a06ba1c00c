from odoo import fields, models
from odoo.exceptions import UserError

from .hcs_complaint_ticket import OPEN_STATES

# so often not reached counts as asked
TRIES = 3
ANSWERS = ("satisfied", "partly", "dissatisfied")


class HcsComplaintTicket(models.Model):
    """How a ticket ends, and how it begins again: nothing closes silently (CMP-03, CMP-06)."""

    _inherit = "hcs.complaint.ticket"

    closing_gaps = fields.Text("Still missing", compute="_compute_closing_gaps")

    def _compute_closing_gaps(self):
        for ticket in self:
            gaps = ticket._closing_gaps() if ticket.state in ticket._closable_states() else []
            ticket.closing_gaps = "\n".join(f"• {gap}" for gap in gaps) or False

    # STEPS
    def action_ask(self, satisfaction, note=None, reached=True):
        """The complainant was asked whether the answer satisfies, or was not reached; the third vain try counts.

        :param satisfaction: satisfied, partly or dissatisfied; nothing where nobody was reached
        """
        self._begin({"answered", "closed"})
        if self.anonymous:
            raise UserError(self.env._("Nobody gave a name: there is nobody to ask."))
        reached = bool(reached) and satisfaction != "unreachable"
        if reached and satisfaction not in ANSWERS:
            raise UserError(
                self.env._("Enter what the complainant said: satisfied, partly satisfied or dissatisfied.")
            )
        self._add_inquiry(reached, satisfaction, note)
        if reached:
            self._move({"satisfaction": satisfaction})
        elif self._vain_tries() >= TRIES and self.satisfaction not in ANSWERS:
            self._move({"satisfaction": "unreachable"})
        return True

    def action_close(self):
        """End it; only when nothing is missing that belongs to it."""
        self._begin(self._closable_states())
        if gaps := self._closing_gaps():
            raise UserError(
                self.env._(
                    "%(reference)s cannot be closed yet:\n%(gaps)s",
                    reference=self.reference,
                    gaps="\n".join(f"• {gap}" for gap in gaps),
                )
            )
        values = {"state": "closed"}
        if self.anonymous:
            values["satisfaction"] = "anonymous"
        self._move(values)
        self._end()
        return True

    def action_settle(self, outcome, satisfaction="satisfied"):
        """It was put right at once, in the presence of the complainant."""
        self._begin({"received", "accepted"})
        outcome = self._typed(outcome, self.env._("Write how it was settled."))
        if self.kind == "dispute" or self.severity > "2":
            raise UserError(self.env._("Only what is simple is settled on the spot. Accept the ticket instead."))
        if satisfaction not in ANSWERS:
            raise UserError(
                self.env._("Enter what the complainant said: satisfied, partly satisfied or dissatisfied.")
            )
        now = fields.Datetime.now()
        values = {"on_the_spot": True, "settlement": outcome, "answered_at": now}
        if not self.accepted_at:
            values |= {"accepted_at": now, "accepted_by_id": self.env.uid}
        self._move(values)
        if not self.anonymous:
            self._add_inquiry(True, satisfaction, None)
        if gaps := self._closing_gaps():
            raise UserError(
                self.env._(
                    "%(reference)s cannot be closed yet:\n%(gaps)s",
                    reference=self.reference,
                    gaps="\n".join(f"• {gap}" for gap in gaps),
                )
            )
        for event in ("acknowledged", "accepted", "answered"):
            self._clock_stop(event)
        self._move({"state": "closed", "satisfaction": "anonymous" if self.anonymous else satisfaction})
        self._end()
        return True

    def action_reopen(self, reason, user_id):
        """New facts, or the answer did not satisfy: a second stage, with another investigator (FEATURES CP9)."""
        self._begin({"closed", "not_accepted", "withdrawn"})
        self._check_office()
        reason = self._typed(reason, self.env._("Write what is new, or why the answer did not satisfy."))
        user = self._typed_user(user_id)
        former = self.sudo().former_user_ids | self.user_id | self.sudo().answer_ids.drafted_by_id
        if user in former:
            raise UserError(
                self.env._(
                    "%(user)s investigated this complaint before. Somebody else looks at it the second time.",
                    user=user.name,
                )
            )
        self._move({"former_user_ids": [(4, person.id) for person in former], "user_id": False})
        self._move(
            {
                "state": "accepted",
                "stage": self.stage + 1,
                "reopened_count": self.reopened_count + 1,
                "reopen_reason": reason,
                "user_id": user.id,
                "holder_id": self.env.uid,
                "pending_user_id": user.id if user != self.env.user else False,
                "handler_ids": [(4, self.env.uid), (4, user.id)],
                "on_the_spot": False,
                "closed_at": False,
                "closed_by_id": False,
                "proposed_at": False,
                "approved_at": False,
                "answered_at": False,
                "withdrawn_at": False,
                "satisfaction": False,
            },
            note=self.env._("Opened again: %(reason)s", reason=reason),
        )
        if user != self.env.user:
            self._add_transfer("handed", self.env.user, user, reason)
            self._remind(user, self._for(user)._("%(reference)s was opened again and is handed to you.",
                                                 reference=self.reference))  # fmt: skip
        self._clock_new_round("reopened")
        return True

    def action_link_duplicate(self, ticket_id):
        """Say that this ticket is about the same matter as another one, which came first."""
        self._begin(OPEN_STATES)
        known = isinstance(ticket_id, int) and not isinstance(ticket_id, bool)
        original = self.browse(ticket_id if known else []).exists()
        if not original or not original.has_access("read"):
            raise UserError(self.env._("Choose the ticket that is about the same matter."))
        if self in (original, original.duplicate_of_id):
            raise UserError(self.env._("A ticket is not its own duplicate. Choose the other one."))
        original = original.duplicate_of_id or original
        (self.duplicate_ids | self)._move({"duplicate_of_id": original.id})
        return True

    # Gates
    def _closable_states(self):
        """Hook: from where this ticket may be closed."""
        self.ensure_one()
        return {"accepted", "answered"} if self.kind in ("suggestion", "praise") else {"answered"}

    def _closing_gaps(self):
        """Hook: what must be done before the ticket may be closed, as sentences; empty where nothing is missing."""
        self.ensure_one()
        gaps = []
        if self.kind not in ("complaint", "dispute"):
            return gaps
        asked = self.statement_ids.filtered(lambda line: line.state in ("requested", "returned", "answered"))
        if asked:
            references = ", ".join(asked.mapped("reference"))
            gaps.append(self.env._("Statements are open: %(references)s.", references=references))
        if self.on_the_spot:
            return gaps
        if not self.allegation_ids:
            gaps.append(self.env._("No allegation is entered: what is complained about, and against whom."))
        if self.allegation_ids.filtered(lambda allegation: not allegation.finding):
            gaps.append(self.env._("An allegation is without finding."))
        if not self._was_asked():
            tries = self._vain_tries()
            gaps.append(
                self.env._("The complainant was not asked if satisfied (%(tries)s of 3 tries).", tries=tries)
                if tries
                else self.env._("The complainant was not asked if satisfied.")
            )
        return gaps

    def _was_asked(self):
        return self.anonymous or bool(self.satisfaction) or self._vain_tries() >= TRIES

    def _vain_tries(self):
        """How often the complainant was not reached in this stage."""
        lines = self.sudo().inquiry_ids
        return len(lines.filtered(lambda line: line.stage == self.stage and not line.reached))

    def _add_inquiry(self, reached, satisfaction, note):
        # sudo: lines of the ledger are written by the step only
        self.env["hcs.complaint.inquiry"].sudo().create(
            {
                "ticket_id": self.id,
                "user_id": self.env.uid,
                "stage": self.stage,
                "reached": reached,
                "satisfaction": satisfaction if reached else "unreachable",
                "note": note if isinstance(note, str) else False,
            }
        )
