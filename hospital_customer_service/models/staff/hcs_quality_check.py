from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..followup.hcs_followup_task import CENTRE

LEADER = "hospital_customer_service.group_hcs_leader"
STATES = [
    ("to_score", "To score"),
    ("second", "Second score"),
    ("dispute", "To decide"),
    ("final", "Result out"),
    ("appeal", "Appeal"),
    ("closed", "Closed"),
]
BLIND_STATES = ("to_score", "second")
# what may be written by hand, and when; all else is written by the buttons
WORDS = {
    "dispute": {"decided_score", "decision"},
    "final": {"appeal_text"},
    "appeal": {"appeal_score", "appeal_answer"},
}


class HcsQualityCheck(models.Model):
    """One call, drawn by lot and scored twice; the agent may appeal (FU13). Nobody scores the own calls."""

    _name = "hcs.quality.check"
    _description = "Quality Check of a Call"
    _inherit = ["hcs.thread.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _order = "month desc, agent_id, id"
    _check_company_auto = True
    _log_read_patient_field = "attempt_id.task_id.patient_id"

    attempt_id = fields.Many2one(
        "hcs.followup.attempt", "Call", required=True, readonly=True, ondelete="restrict", check_company=True
    )
    task_id = fields.Many2one(related="attempt_id.task_id", string="Follow-up")
    patient_id = fields.Many2one(related="attempt_id.task_id.patient_id", groups=CENTRE)
    called_at = fields.Datetime("Called at", related="attempt_id.started_at")
    outcome_id = fields.Many2one(related="attempt_id.outcome_id")
    agent_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="restrict")
    month = fields.Date(required=True, readonly=True, help="Month of follow-up to which the call belongs.")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        STATES,
        "Status",
        required=True,
        readonly=True,
        default="to_score",
        tracking=True,
        group_expand=True,
        index=True,
    )
    score = fields.Float(digits=(5, 1), readonly=True, aggregator="avg", tracking=True, help="Of 100 points.")
    # Two sheets
    score_ids = fields.One2many("hcs.quality.score", "check_id", "Sheets")
    first_ids = fields.One2many("hcs.quality.score", "check_id", "First sheet", domain=[("turn", "=", "first")])
    second_ids = fields.One2many("hcs.quality.score", "check_id", "Second sheet", domain=[("turn", "=", "second")])
    first_scorer_id = fields.Many2one("res.users", "First scorer", readonly=True, index=True, ondelete="restrict")
    second_scorer_id = fields.Many2one("res.users", "Second scorer", readonly=True, index=True, ondelete="restrict")
    first_score = fields.Float(compute="_compute_scores", digits=(5, 1))
    second_score = fields.Float(compute="_compute_scores", digits=(5, 1))
    is_mine_to_score = fields.Boolean(compute="_compute_is_mine_to_score")
    # Where they differ
    decided_score = fields.Float("Score decided", digits=(5, 1))
    decision = fields.Text("Why so")
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True, ondelete="restrict")
    # The agent's word
    final_at = fields.Datetime("Result since", readonly=True)
    appeal_text = fields.Text("What the agent says")
    appealed_at = fields.Datetime("Appeal made", readonly=True)
    appeal_score = fields.Float("Score after the appeal", digits=(5, 1))
    appeal_answer = fields.Text("Answer to the appeal")
    answered_by_id = fields.Many2one("res.users", "Answered by", readonly=True, ondelete="restrict")
    is_mine = fields.Boolean("My call", compute="_compute_is_mine")

    _attempt_uniq = models.Constraint("UNIQUE (attempt_id)", "This call was drawn already.")
    _points = models.Constraint(
        "CHECK (COALESCE(decided_score, 0) BETWEEN 0 AND 100 AND COALESCE(appeal_score, 0) BETWEEN 0 AND 100)",
        "A score lies between 0 and 100.",
    )

    @api.depends("month")
    def _compute_display_name(self):
        for check in self:
            month = f"{check.month:%Y-%m}" if check.month else ""
            check.display_name = self.env._("Check %(number)s of %(month)s", number=check.id or "", month=month)

    @api.depends("state", "score_ids.level")
    def _compute_scores(self):
        """What a scorer found is shown when both have scored: the second is not to lean on the first."""
        for check in self:
            lines = check.sudo().score_ids.browse() if check.state in BLIND_STATES else check.sudo().score_ids
            check.first_score = lines.filtered(lambda line: line.turn == "first")._get_score()
            check.second_score = lines.filtered(lambda line: line.turn == "second")._get_score()

    @api.depends("state", "first_scorer_id", "second_scorer_id")
    @api.depends_context("uid")
    def _compute_is_mine_to_score(self):
        for check in self:
            scorer = {"to_score": check.first_scorer_id, "second": check.second_scorer_id}.get(check.state)
            check.is_mine_to_score = scorer == self.env.user

    @api.depends("agent_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for check in self:
            check.is_mine = check.agent_id == self.env.user

    def write(self, vals):
        own = vals.keys() & self._fields.keys() - self.env["hcs.thread.mixin"]._fields.keys()
        if own and not self.env.su:
            self._check_words(own)
        return super().write(vals)

    def _check_words(self, names):
        """Who may write what by hand, and when."""
        names = names - {"first_ids", "second_ids"}  # lines say themselves who may write them
        for check in self:
            if names - WORDS.get(check.state, set()):
                raise AccessError(self.env._("Use the buttons: score, hand in, decide, appeal, answer."))
            if "appeal_text" not in names:
                if names:
                    check._check_outside()
            elif check.agent_id != self.env.user:
                raise AccessError(self.env._("Only the agent of the call appeals."))

    # ---------------------------------------------------------------- scoring

    def action_take(self):
        """Take the sheet that waits: the first, or the second of another scorer."""
        for check in self:
            check._check_leader()
            check.lock_for_update()
            turn = {"to_score": "first", "second": "second"}.get(check.state)
            if not turn or check[f"{turn}_scorer_id"]:
                raise UserError(self.env._("Nothing of this check waits to be scored. Reload the page."))
            if self.env.user in (check.agent_id, check.first_scorer_id):
                raise UserError(self.env._("Nobody scores the own calls, or the same call twice."))
            check.sudo().write({f"{turn}_scorer_id": self.env.uid})
            check._open_sheet(turn)
        return True

    def _open_sheet(self, turn):
        criteria = self.env["hcs.quality.criterion"].sudo()
        if turn == "second":  # both score by the same sheet
            lines = self.sudo().score_ids.filtered(lambda line: line.turn == "first")
            rows = [(line.criterion_id, line.weight, line.sequence) for line in lines]
        else:
            found = criteria.search([("company_id", "in", (self.company_id.id, False))])
            rows = [(criterion, criterion.weight, criterion.sequence) for criterion in found]
        if not rows:
            raise UserError(self.env._("There are no criteria. A director enters them in the configuration."))
        self.env["hcs.quality.score"].sudo().create(  # sudo: sheets are opened by this button only
            [
                {
                    "check_id": self.id,
                    "criterion_id": criterion.id,
                    "weight": weight,
                    "sequence": sequence,
                    "turn": turn,
                    "scorer_id": self.env.uid,
                }
                for criterion, weight, sequence in rows
            ]
        )

    def action_hand_in(self):
        """The sheet is filled in; two of them that agree are the result."""
        self.ensure_one()
        self._check_leader()
        if not self.is_mine_to_score:
            raise UserError(self.env._("This sheet is not yours to hand in. Reload the page."))
        turn = "first" if self.state == "to_score" else "second"
        check = self.sudo()
        lines = check.score_ids.filtered(lambda line: line.turn == turn)
        if not all(line.level for line in lines) or not any(line.level != "na" for line in lines):
            raise UserError(self.env._("Score every criterion first; at least one of them applies."))
        if any(line.level == "0" and not (line.note or "").strip() for line in lines):
            raise UserError(self.env._("Write why a criterion is not met; the agent learns from it."))
        if turn == "first":
            check.state = "second"
            return True
        check.state = "dispute"  # both sheets are open now
        first, second = check.first_score, check.second_score
        if abs(first - second) <= check.company_id.hcs_quality_difference:
            check._finish(round((first + second) / 2, 1))
        return True

    def _finish(self, score):
        self.write({"state": "final", "score": score, "final_at": fields.Datetime.now()})

    def action_decide(self):
        """The scorers differ: somebody else says what the call is worth."""
        self.ensure_one()
        self._check_state("dispute")
        self._check_outside()
        if not (self.decision or "").strip():
            raise UserError(self.env._("Write why you decide so."))
        self.sudo().decided_by_id = self.env.user
        self.sudo()._finish(self.decided_score)
        return True

    # ---------------------------------------------------------------- appeal

    def action_appeal(self):
        self.ensure_one()
        self.check_access("read")
        self._check_state("final")
        if self.agent_id != self.env.user:
            raise AccessError(self.env._("Only the agent of the call appeals."))
        if self.final_at + timedelta(days=self.company_id.hcs_quality_appeal_days) < fields.Datetime.now():
            raise UserError(self.env._("The time to appeal is over. Speak with the team leader."))
        if not (self.appeal_text or "").strip():
            raise UserError(self.env._("Write what you do not agree with."))
        self.sudo().write({"state": "appeal", "appealed_at": fields.Datetime.now(), "appeal_score": self.score})
        return True

    def action_answer_appeal(self):
        """Answered by somebody who had no hand in the score."""
        self.ensure_one()
        self._check_state("appeal")
        self._check_outside()
        if not (self.appeal_answer or "").strip():
            raise UserError(self.env._("Write the answer to the agent."))
        self.sudo().write({"state": "closed", "score": self.appeal_score, "answered_by_id": self.env.uid})
        return True

    def action_open_task(self):
        self.ensure_one()
        return self.task_id._get_card_action()

    # ---------------------------------------------------------------- who

    def _check_leader(self):
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(LEADER):
            raise AccessError(self.env._("Team leaders and directors score calls."))

    def _check_outside(self):
        """A leader who neither made the call nor scored or decided it."""
        self._check_leader()
        involved = self.agent_id | self.first_scorer_id | self.second_scorer_id | self.decided_by_id
        if not self.env.su and self.env.user in involved:
            raise UserError(self.env._("Somebody who neither made nor scored this call decides here."))

    def _check_state(self, state):
        if self.state != state:
            raise UserError(self.env._("The check stands elsewhere by now. Reload the page."))
