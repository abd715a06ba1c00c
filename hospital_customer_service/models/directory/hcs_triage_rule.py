from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

from ...tools.triage import Matcher, Rule, parse_words
from ..common.arguments import a_text, arguments

URGENCIES = [("emergency", "Emergency"), ("urgent", "Urgent"), ("normal", "Normal")]
MAX_TEXT = 2_000


class HcsTriageRule(models.Model):
    """Words of a complaint, and where they lead: department, urgency, what to say meanwhile (DIR-03)."""

    _name = "hcs.triage.rule"
    _description = "Triage rule"
    _inherit = ["hcs.cached.mixin", "hcs.input.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        help="Empty: for every hospital.",
    )
    words = fields.Text(
        required=True,
        help="One complaint per line or comma. A * stands for a few characters between, a + joins complaints that "
        "must all be there.",
    )
    specialty_id = fields.Many2one("hcs.specialty", index="btree_not_null", ondelete="restrict")
    department_id = fields.Many2one(
        "hcs.department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty: the department of the specialty, or the one whose name contains it.",
    )
    urgency = fields.Selection(URGENCIES, required=True, default="normal")
    red_flag = fields.Boolean(help="Danger to life: the banner appears, with the button of the emergency flow.")
    advice = fields.Text(translate=True, help="What the agent tells the caller.")

    @api.depends("department_id")
    def _compute_company_id(self):
        for rule in self:
            rule.company_id = rule.department_id.company_id or rule.company_id

    @api.constrains("words")
    def _check_words(self):
        for rule in self:
            if not parse_words(rule.words):
                raise ValidationError(
                    self.env._("“%(rule)s” has no words to be found by. Write some.", rule=rule.name)
                )

    # BUSINESS
    @api.model
    @arguments(text=a_text)
    def action_match(self, text):
        """Where a complaint in the caller's words belongs, most urgent first.

        :return: list of ``{department_id, department, urgency, red_flag, matched, advice, phone, location}``, one per
            department; ``department_id`` is False where no department of the directory fits
        """
        self.browse().check_access("read")
        hits = self._matcher(self.env.company.id).match((text or "")[:MAX_TEXT])
        rules = self.browse(hit.key for hit in hits)
        departments = rules._find_departments()
        lines = {}
        for hit, rule in zip(hits, rules, strict=True):
            department = departments[rule]
            line = lines.setdefault(department or rule.specialty_id or rule, rule._prepare_line(department))
            line["red_flag"] = line["red_flag"] or rule.red_flag
            line["matched"] += [word for word in hit.matched if word not in line["matched"]]
        return list(lines.values())

    def _prepare_line(self, department):
        return {
            "department_id": department.id,
            "department": department.name or self.specialty_id.name or self.name,
            "urgency": self.urgency,
            "red_flag": self.red_flag,
            "matched": [],
            "advice": self.advice or "",
            "phone": department.phone or "",
            "location": department.location or "",
        }

    @api.model
    @ormcache("company_id")
    def _matcher(self, company_id):
        """The rules and words, ready to read; made once and again after a change."""
        # sudo: one matcher for every reader of a hospital
        rules = self.sudo().search_fetch(Domain("company_id", "in", (company_id, False)), ["words", "urgency"])
        return Matcher(
            [Rule(rule.id, parse_words(rule.words), rule.urgency) for rule in rules],
            self.env["hcs.triage.word"].sudo()._by_kind(),
        )

    def _find_departments(self):
        """``{rule: department}`` in the reader's hospital: named by the rule, or found by its specialty."""
        found = self.env["hcs.department"].search(Domain("company_id", "=", self.env.company.id))
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        names = [
            (department, {(department.with_context(lang=code).name or "").lower() for code in languages})
            for department in found
        ]
        by_specialty = {specialty: specialty._find_department(names) for specialty in self.specialty_id}
        return {
            rule: rule.department_id or by_specialty.get(rule.specialty_id, self.env["hcs.department"])
            for rule in self
        }

    @api.model
    def _emergency_action(self, patient=None, text=None):
        """Hook of room incident: open the emergency flow.

        :param patient: a record, where the patient is known
        :param text: what the caller said
        :return: an action, False where there is no such flow
        """
        return False
