from odoo import fields, models
from odoo.fields import Domain

from .hcs_patient_value import PARETO, VALUE_GROUPS

# field of the patient -> column of the value
WORTH = {
    "value_last_paid_on": "last_paid_on",
    "value_recency_days": "recency_days",
    "value_paid_days_12m": "paid_days_12m",
    "value_money_12m": "money_12m",
    "value_money_total": "money_total",
    "value_expected": "expected_lifetime_value",
    "value_rfm": "rfm",
    "value_pareto": "pareto",
    "value_loyal_signs": "loyal_signs",
}
COUNTED = {"value_paid_days_12m", "value_money_12m", "value_money_total", "value_expected", "value_loyal_signs"}
COMPARED = {
    "<": lambda value: value > 0,
    "<=": lambda value: value >= 0,
    ">": lambda value: value < 0,
    ">=": lambda value: value <= 0,
    "in": lambda value: any(not each for each in value),
}


def _worth(name):
    """What the field ``name`` of the patient shares with the others: computed, searched, and seen by few."""

    def search(self, operator, value):
        return self._search_worth(name, operator, value)

    return {"compute": "_compute_worth", "search": search, "groups": VALUE_GROUPS}


class HcsPatient(models.Model):
    """What the patient is worth to the hospital: the value of last night, for lists and segments."""

    _inherit = "hcs.patient"

    value_ids = fields.One2many(
        "hcs.patient.value", "patient_id", "Value of the patient", readonly=True, groups=VALUE_GROUPS
    )
    loyal_sign_ids = fields.One2many("hcs.loyal.sign", "patient_id", "Signs of loyalty")
    value_last_paid_on = fields.Date("Last paid visit", **_worth("value_last_paid_on"))
    value_recency_days = fields.Integer(
        "Days since the last paid visit",
        aggregator=None,
        **_worth("value_recency_days"),
    )
    value_paid_days_12m = fields.Integer("Paid days in 12 months", **_worth("value_paid_days_12m"))
    value_money_12m = fields.Monetary(
        "Net spending in 12 months", currency_field="currency_id", **_worth("value_money_12m")
    )
    value_money_total = fields.Monetary(
        "Net spending in all", currency_field="currency_id", **_worth("value_money_total")
    )
    value_expected = fields.Monetary(
        "Expected lifetime value", currency_field="currency_id", **_worth("value_expected")
    )
    value_rfm = fields.Char("RFM", **_worth("value_rfm"))
    value_pareto = fields.Selection(PARETO, "80/20", **_worth("value_pareto"))
    value_loyal_signs = fields.Integer("Loyal signs", **_worth("value_loyal_signs"))

    value_count = fields.Integer(compute="_compute_worth", groups=VALUE_GROUPS, export_string_translation=False)

    def _compute_worth(self):
        found = self.env["hcs.patient.value"].search([("patient_id", "in", self.ids)])
        rows, nothing = {row.patient_id.id: row for row in found}, found.browse()
        for patient in self:
            row = rows.get(patient._origin.id, nothing)
            for name, column in WORTH.items():
                patient[name] = row[column]
            patient.value_count = len(row)

    def _search_worth(self, name, operator, value):
        """Patients by the value of last night; who never paid has nothing of everything that is counted."""
        if operator == "not in":
            return NotImplemented
        found = Domain("value_ids", "any", [(WORTH[name], operator, value)])
        nothing = operator in COMPARED and (
            COMPARED[operator](value) if operator == "in" or name in COUNTED and not isinstance(value, str) else False
        )
        return found | Domain("value_ids", "=", False) if nothing else found

    def action_open_value(self):
        """The value of this patient with everything it was computed from."""
        self.ensure_one()
        self.check_access("read")
        values = self.env["hcs.patient.value"].search([("patient_id", "=", self.id)], limit=1)
        return values._get_records_action(name=self.env._("Patient Value"))
