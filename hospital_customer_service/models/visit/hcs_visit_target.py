from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.visit_targets import ANCHOR_FIELDS, TARGET_RULES, anchor_of, targets_of

VISIT_TARGETS = [
    ("arrived", "Arrived"),
    ("no_show", "No-show"),
    ("interrupted", "Treatment interrupted"),
    ("outpatient_surgery", "Outpatient surgery"),
    ("inpatient_surgery", "Inpatient surgery"),
    ("discharge", "Discharge without surgery"),
]
VISIT_ANCHORS = [
    ("visit", "Visit"),
    ("discharge", "Discharge"),
    ("surgery", "Operation"),
    ("missed", "Missed appointment"),
    ("interruption", "Interruption"),
]


class HcsVisit(models.Model):
    """The follow-up targets a visit matches; the rules stand once, in ``tools/visit_targets.py``."""

    _inherit = "hcs.visit"

    target_codes = fields.Char(
        compute="_compute_target_codes",
        search="_search_target_codes",
        export_string_translation=False,
        help="Codes of the follow-up targets this visit matches, separated by commas.",
    )
    target_labels = fields.Char(
        "Follow-up targets",
        compute="_compute_target_codes",
        search="_search_target_codes",
        help="The groups of follow-up plans that may call the patient about this visit; several may apply.",
    )

    @api.depends("kind", "state", "surgery", "surgery_at", "discharged_at")
    @api.depends_context("lang")
    def _compute_target_codes(self):
        labels = self._target_labels()
        for visit in self:
            codes = targets_of(visit)
            visit.target_codes = ",".join(codes)
            visit.target_labels = ", ".join(labels[code] for code in codes)

    @api.model
    def _target_labels(self):
        """Code → label of the targets, in the reader's language."""
        return {
            "arrived": self.env._("Arrived"),
            "no_show": self.env._("No-show"),
            "interrupted": self.env._("Treatment interrupted"),
            "outpatient_surgery": self.env._("Outpatient surgery"),
            "inpatient_surgery": self.env._("Inpatient surgery"),
            "discharge": self.env._("Discharge without surgery"),
        }

    def _search_target_codes(self, operator, value):
        """Visits of any of the given codes (``in``), or of a target whose code or label holds the text (``ilike``)."""
        if operator == "in":
            codes = [code for code in value if code in TARGET_RULES]
            if len(codes) != len(value):
                return NotImplemented if False in value else Domain.FALSE
        elif operator == "ilike":
            text = str(value).casefold()
            codes = [code for code, label in self._target_labels().items() if text in code or text in label.casefold()]
        else:
            return NotImplemented
        return Domain.OR(self._target_domain(code) for code in codes)

    @api.model
    def _target_domain(self, target):
        return Domain.custom(to_sql=lambda model, alias, query: self._target_sql(target, alias))

    @api.model
    def _target_sql(self, target, alias="v"):
        """Condition in SQL: does the visit of ``alias`` match ``target``? Never NULL."""
        rule = TARGET_RULES[target]
        parts = [
            SQL("%s IN %s", self._column(alias, "kind"), tuple(sorted(rule.kinds))),
            SQL("%s IN %s", self._column(alias, "state"), tuple(sorted(rule.states))),
        ]
        if rule.surgery is not None:
            parts.append(SQL("%s IS %s", self._column(alias, "surgery"), SQL("TRUE" if rule.surgery else "NOT TRUE")))
        if rule.any_of:
            moments = SQL(", ").join(self._column(alias, name) for name in rule.any_of)
            parts.append(SQL("COALESCE(%s) IS NOT NULL", moments))
        return SQL("(%s)", SQL(" AND ").join(parts))

    @api.model
    def _anchor_sql(self, anchor, alias="v"):
        """Expression in SQL: the moment from which a plan with ``anchor`` counts, NULL when the visit has none."""
        moments = SQL(", ").join(self._column(alias, name) for name in ANCHOR_FIELDS[anchor])
        return SQL("COALESCE(%s)", moments)

    def _anchor_at(self, anchor):
        """The same as :meth:`_anchor_sql` for one record."""
        self.ensure_one()
        return anchor_of(self, anchor)
