import re

from odoo import api, fields, models
from odoo.fields import Domain

RESULT_KINDS = [("result", "Result"), ("report", "Report"), ("certificate", "Certificate")]
HOLDS = [
    ("none", "Not held"),
    ("unpaid", "Not paid yet"),
    ("doctor_first", "Doctor speaks to the patient first"),
    ("other", "Other reason"),
]


class HcsResultRule(models.Model):
    """Which results the patient is told of without anybody asking for it, and which the doctor sees first (SVC-04)."""

    _name = "hcs.result.rule"
    _description = "Rule for Results"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every company.")
    kind = fields.Selection(RESULT_KINDS, help="Empty: results, reports and certificates alike.")
    department_ids = fields.Many2many("hcs.department", string="Departments", help="Empty: every department.")
    words = fields.Char(
        translate=True,
        help="Separated by commas; one of them must stand in the name of the examination. Empty: whatever the name.",
    )
    codes = fields.Char(
        help="Codes of the examination in the hospital's system, separated by commas. Where words are given too, one "
        "of either is enough."
    )
    corrected = fields.Boolean(
        "Corrected results only", help="Applies to results that were corrected after the patient was told of them."
    )
    notice = fields.Boolean("Tell the patient", help="The patient is told of the result in time, and the clock runs.")
    hold = fields.Selection(
        HOLDS,
        "Hold back",
        required=True,
        default="none",
        help="The result is held back for this reason until somebody releases it; meanwhile its clock does not run.",
    )
    any_hour = fields.Boolean("At any hour", help="The patient may be phoned outside the calling hours.")

    @api.model
    def _for_company(self, company):
        """The rules of a company and those for every company, in their order."""
        domain = Domain("company_id", "in", [company.id, False])
        return self.sudo().search(domain)  # sudo: a rule holds whoever enters the result

    def _word_list(self):
        """The words in every language that is installed: nobody knows in which one an examination is called."""
        words = set()
        for code, _name in self.env["res.lang"].get_installed():
            words |= _split(self.with_context(lang=code).words)
        return words

    def _matches(self, delivery, corrected=False):
        """Whether the rule speaks of this delivery; in sudo."""
        self.ensure_one()
        if self.corrected and not corrected:
            return False
        if self.kind and self.kind != delivery.kind:
            return False
        if self.department_ids and delivery.department_id not in self.department_ids:
            return False
        words, codes = self._word_list(), _split(self.codes)
        if not words and not codes:
            return True
        return any(
            (item.code or "").strip().casefold() in codes
            or any(_stands_in(word, (item.name or "").casefold()) for word in words)
            for item in delivery.item_ids
        )


def _stands_in(word, text):
    """Whole words where words are written apart (“gene” is not in “general”), otherwise anywhere."""
    if not word.isascii():
        return word in text
    return bool(re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text))


def _split(text):
    # the full-width and the enumeration comma are what a Chinese keyboard types
    for comma in ("\uff0c", "\u3001", ";", "\uff1b", "\n"):
        text = (text or "").replace(comma, ",")
    return {part.strip().casefold() for part in text.split(",") if part.strip()}
