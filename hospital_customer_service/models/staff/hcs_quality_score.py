from odoo import api, fields, models
from odoo.exceptions import AccessError

LEVELS = [("0", "Not met"), ("1", "Partly met"), ("2", "Fully met"), ("na", "Not applicable")]
FULL = 2
OPEN_STATES = {"first": "to_score", "second": "second"}


class HcsQualityScore(models.Model):
    """One criterion on the sheet of one scorer; the other scorer sees it when both have finished."""

    _name = "hcs.quality.score"
    _description = "Score of a Quality Check"
    _inherit = ["hcs.input.mixin", "hcs.export.mixin"]
    _order = "check_id, turn, sequence, id"

    check_id = fields.Many2one("hcs.quality.check", required=True, readonly=True, index=True, ondelete="restrict")
    criterion_id = fields.Many2one("hcs.quality.criterion", required=True, readonly=True, ondelete="restrict")
    description = fields.Text(related="criterion_id.description")
    sequence = fields.Integer(readonly=True, aggregator=None)
    weight = fields.Integer(required=True, readonly=True, aggregator=None)
    turn = fields.Selection([("first", "First scorer"), ("second", "Second scorer")], required=True, readonly=True)
    scorer_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="restrict")
    level = fields.Selection(LEVELS)
    note = fields.Char("Why")
    is_open = fields.Boolean(compute="_compute_is_open", export_string_translation=False)

    _criterion_uniq = models.Constraint(
        "UNIQUE (check_id, turn, criterion_id)", "This criterion stands on the sheet already."
    )

    @api.depends("scorer_id", "turn", "check_id.state")
    @api.depends_context("uid")
    def _compute_is_open(self):
        """Each scorer fills in the own sheet, until it is handed in."""
        for line in self:
            line.is_open = line.scorer_id == self.env.user and line.check_id.state == OPEN_STATES[line.turn]

    def write(self, vals):
        if not self.env.su and (not all(self.mapped("is_open")) or not vals.keys() <= {"level", "note"}):
            raise AccessError(self.env._("Each scorer fills in the own sheet, until it is handed in."))
        return super().write(vals)

    def _get_score(self):
        """The score of a sheet, 0 to 100; what does not apply is left out of the figure."""
        counted = self.filtered(lambda line: line.level and line.level != "na")
        weights = sum(counted.mapped("weight"))
        points = sum(line.weight * int(line.level) for line in counted)
        return round(100 * points / (weights * FULL), 1) if weights else 0.0
