from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

ELDERLY_FROM = 60
CHILD_BELOW = 14
CARE_FLAGS = ("disabled", "foreign_guest", "soldier", "veteran")


class HcsPatient(models.Model):
    """Special care (PAT-03): what follows from a date is computed when asked and never goes stale."""

    _inherit = "hcs.patient"

    disabled = fields.Boolean(tracking=True)
    pregnant_until = fields.Date("Pregnant until", tracking=True, help="The expected day of birth.")
    foreign_guest = fields.Boolean("Foreign guest", tracking=True)
    soldier = fields.Boolean(tracking=True)
    veteran = fields.Boolean(tracking=True)
    special_care = fields.Char(
        "Special care", compute="_compute_special_care", help="Why this patient comes first and may need an escort."
    )
    alert_words = fields.Char(
        "Attention", compute="_compute_alert_words", help="What one must know before speaking to or of this patient."
    )
    is_special_care = fields.Boolean(
        "Special-care customer", compute="_compute_special_care", search="_search_is_special_care"
    )

    @api.depends("birthdate", "disabled", "pregnant_until", "foreign_guest", "soldier", "veteran")
    @api.depends_context("lang", "company")
    def _compute_special_care(self):
        labels = self._special_care_labels()
        for patient in self:
            codes = patient._special_care_codes()
            patient.special_care = ", ".join(labels[code] for code in codes) or False
            patient.is_special_care = bool(codes)

    @api.depends("deceased", "kept_secret")
    @api.depends_context("lang")
    def _compute_alert_words(self):
        for patient in self:
            words = []
            if patient.deceased:
                words.append(self.env._("Deceased"))
            if patient.kept_secret:
                words.append(self.env._("Kept secret"))
            patient.alert_words = ", ".join(words) or False

    def _special_care_labels(self):
        return {
            "elderly": self.env._("Elderly"),
            "child": self.env._("Child"),
            "pregnant": self.env._("Pregnant"),
            "disabled": self.env._("Disabled"),
            "foreign_guest": self.env._("Foreign guest"),
            "soldier": self.env._("Soldier"),
            "veteran": self.env._("Veteran"),
        }

    def _special_care_codes(self):
        """Codes of the reasons for special care today, the ones that follow from a date first."""
        self.ensure_one()
        today = self._today()
        codes = []
        age = relativedelta(today, self.birthdate).years if self.birthdate else None
        if age is not None and age >= ELDERLY_FROM:
            codes.append("elderly")
        if age is not None and age < CHILD_BELOW:
            codes.append("child")
        if self.pregnant_until and self.pregnant_until >= today:
            codes.append("pregnant")
        return codes + [flag for flag in CARE_FLAGS if self[flag]]

    def _search_is_special_care(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self._today()
        return Domain.OR(
            [
                Domain("birthdate", "<=", today - relativedelta(years=ELDERLY_FROM)),
                Domain("birthdate", ">", today - relativedelta(years=CHILD_BELOW)),
                Domain("pregnant_until", ">=", today),
                *(Domain(flag, "=", True) for flag in CARE_FLAGS),
            ]
        )

    def _field_to_sql(self, alias, fname, query=None):
        """Special care is not stored, and can be sorted and grouped by all the same."""
        if fname == "is_special_care":
            today = self._today()
            column = {
                name: self._field_to_sql(alias, name, query) for name in ("birthdate", "pregnant_until", *CARE_FLAGS)
            }
            return SQL(
                "COALESCE(%s <= %s OR %s > %s, FALSE) OR COALESCE(%s >= %s, FALSE) OR %s",
                column["birthdate"],
                today - relativedelta(years=ELDERLY_FROM),
                column["birthdate"],
                today - relativedelta(years=CHILD_BELOW),
                column["pregnant_until"],
                today,
                SQL(" OR ").join(SQL("COALESCE(%s, FALSE)", column[flag]) for flag in CARE_FLAGS),
            )
        return super()._field_to_sql(alias, fname, query)
