from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.retry import Outcome


class HcsCallOutcome(models.Model):
    """How a call ended, and what follows from it (FUP-06)."""

    _name = "hcs.call.outcome"
    _description = "Call Outcome"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Stays the same in every language; tasks and figures refer to it.")
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    placed = fields.Boolean(
        "Call placed", default=True, help="Off for a misdial or a fault of the exchange: the attempt does not count."
    )
    reached = fields.Boolean("Person reached", help="Somebody who may speak for the patient answered.")
    counts_as_failure = fields.Boolean(help="One more failure for the task, unless a call-back is agreed.")
    terminal = fields.Boolean("Ends the task", compute="_compute_terminal", store=True)
    closes_as = fields.Selection(
        [("done", "Done"), ("unsuccessful", "Unsuccessful"), ("cancelled", "Cancelled")],
        "Closes the task as",
        help="Empty: the task stays open and is tried again in the next calling window.",
    )
    retry_delay = fields.Integer("Earliest retry (minutes)", aggregator=None)
    max_tries = fields.Integer(
        "Tries with this outcome",
        aggregator=None,
        help="So many calls that end like this close the task, even when other failures are left. 0: no own limit.",
    )
    wrong_number = fields.Boolean(
        help="The number is marked as wrong and an activity asks for the right one, at once where the outcome closes "
        "the task, otherwise after the tries with this outcome."
    )
    to_relative = fields.Boolean(
        "A relative answered",
        help="Completes the follow-up only where the patient lets relatives be told; otherwise it is tried again.",
    )
    withdraws_consent = fields.Boolean(
        "No more follow-up calls at all", help="The consent to follow-up calls is withdrawn, which ends all of them."
    )
    do_not_call = fields.Boolean(
        "No more calls of the plan", help="The other open tasks of the same plan and visit are cancelled."
    )
    patient_deceased = fields.Boolean(help="The patient is marked as deceased, which ends every follow-up.")
    asks_callback = fields.Boolean("Asks for a call-back time")
    escalates = fields.Boolean("Tell the team leader")
    button_style = fields.Selection(
        [("success", "Green"), ("warning", "Orange"), ("danger", "Red"), ("secondary", "Grey")],
        default="secondary",
        required=True,
    )

    _code_uniq = models.Constraint("UNIQUE (code)", "There is already a call outcome with this code.")

    @api.depends("closes_as")
    def _compute_terminal(self):
        for outcome in self:
            outcome.terminal = bool(outcome.closes_as)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env["hcs.followup.attempt"].sudo().search_count([("outcome_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("Calls were recorded with this outcome. Archive it instead."))

    @api.model
    @api.readonly
    def get_buttons(self):
        """Buttons of the call card, in the order of the table."""
        return [
            {
                "code": outcome.code,
                "name": outcome.name,
                "style": outcome.button_style,
                "filled": outcome.closes_as == "done",
                "hint": outcome._hint(),
            }
            for outcome in self.search([])
        ]

    def _hint(self):
        """What the button does, before it is pressed."""
        if not self.placed:
            return self.env._("Nothing happens: the call was not made.")
        if self.to_relative:
            return self.env._("Completes the follow-up where relatives may be told; otherwise it is tried again.")
        if self.closes_as:
            states = dict(self._fields["closes_as"]._description_selection(self.env))
            return self.env._("Closes the follow-up: %(state)s", state=states[self.closes_as])
        if self.asks_callback:
            return self.env._("Asks for a call-back time")
        return self.env._("One failure; the next try is in the next calling window.")

    def _needs_words(self):
        """These outcomes open a small form: a time, a number or a reason belongs to them."""
        self.ensure_one()
        return self.asks_callback or bool(self.closes_as and self.closes_as != "done")

    def _as_rule(self):
        """Return the plain value the retry rules work with."""
        self.ensure_one()
        return Outcome(
            code=self.code,
            placed=self.placed,
            reached=self.reached,
            counts_as_failure=self.counts_as_failure,
            closes_as=self.closes_as or None,
            wrong_number=self.wrong_number,
            max_tries=self.max_tries,
            retry_minutes=self.retry_delay,
            to_relative=self.to_relative,
        )
