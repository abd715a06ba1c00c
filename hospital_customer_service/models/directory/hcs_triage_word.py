from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.triage import WORD_KINDS


class HcsTriageWord(models.Model):
    """A word that steers the reading of a complaint: what denies, what joins, what is another way to say the same."""

    _name = "hcs.triage.word"
    _description = "Triage word"
    _inherit = ["hcs.cached.mixin", "hcs.input.mixin"]
    _order = "kind, word"
    _rec_name = "word"

    word = fields.Char(required=True)
    kind = fields.Selection(
        [
            ("characters", "Characters written in another way"),
            ("variant", "Other way to say it"),
            ("negation", "Denies what follows"),
            ("negation_after", "Denies what stands before"),
            ("neutral", "Looks like a denial and is none"),
            ("affirmation", "Affirms what follows"),
            ("filler", "May stand between denial and symptom"),
            ("joiner", "Joins symptoms"),
            ("stress", "Stresses what stands before"),
        ],
        required=True,
    )
    replacement = fields.Char(
        help="The word that rules use instead. Single characters in a row stand for as many others."
    )
    active = fields.Boolean(default=True)

    _word_uniq = models.UniqueIndex("(word, kind)", "This word is in the list already.")

    @api.constrains("kind", "word", "replacement")
    def _check_replacement(self):
        for word in self:
            if (word.kind in ("variant", "characters")) != bool(word.replacement):
                raise ValidationError(
                    self.env._("Only another way to write or say something has a replacement, and it must have one.")
                )
            if word.kind == "characters" and len(word.word) != len(word.replacement):
                raise ValidationError(self.env._("As many characters as are replaced must replace them."))

    @api.model
    def _by_kind(self):
        """``{kind: [(word, replacement)]}`` of every kind, for the matcher."""
        words = {kind: [] for kind in WORD_KINDS}
        for word in self.search_fetch([], ["kind", "word", "replacement"]):
            words[word.kind].append((word.word, word.replacement))
        return words

    @api.model
    def _keep_changes(self):
        """What a hospital changes in the rules and words that come with the add-on survives an update."""
        models = ["hcs.specialty", "hcs.triage.rule", "hcs.triage.word"]
        # sudo: called while the add-on is loaded
        self.env["ir.model.data"].sudo().search(
            [("module", "=", "hospital_customer_service"), ("model", "in", models), ("noupdate", "=", False)]
        ).noupdate = True
