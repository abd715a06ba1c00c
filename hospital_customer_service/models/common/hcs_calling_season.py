import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

MONTH_DAY = re.compile(r"\d{2}-\d{2}")
MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class HcsCallingSeason(models.Model):
    """A part of the year with its own calling windows (FUP-03); it may cross New Year.

    A team uses its own seasons if it has any, else those of its hospital without team, else those without hospital.
    """

    _name = "hcs.calling.season"
    _description = "Calling Season"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for every hospital without seasons of its own."
    )
    start = fields.Char("First Day", required=True, size=5, help="Month and day, such as 05-01.")
    end = fields.Char("Last Day", required=True, size=5, help="Month and day, such as 09-30; the day itself included.")
    team_ids = fields.Many2many(
        "hcs.team",
        "hcs_calling_season_team_rel",
        "season_id",
        "team_id",
        string="Teams",
        help="Empty: every team without seasons of its own.",
    )
    window_ids = fields.One2many("hcs.calling.window", "season_id", string="Windows", copy=True)

    @api.constrains("start", "end")
    def _check_month_day(self):
        for season in self:
            for value in (season.start, season.end):
                if not _is_month_day(value):
                    raise ValidationError(
                        self.env._(
                            "“%(value)s” is no day of the year. Write month and day, such as 05-01.", value=value
                        )
                    )

    @api.constrains("start", "end", "team_ids", "company_id", "active")
    def _check_overlap(self):
        """Two seasons of the same teams on one day would leave it open which windows hold."""
        others = self.search([])  # pylint: disable=no-search-all
        for season in self.filtered("active"):
            days = season._days()
            for other in others - season:
                same_scope = season.company_id == other.company_id and (
                    season.team_ids & other.team_ids or not (season.team_ids or other.team_ids)
                )
                if same_scope and days & other._days():
                    raise ValidationError(
                        self.env._(
                            "“%(season)s” and “%(other)s” share days of the year. End one before the other starts.",
                            season=season.name,
                            other=other.name,
                        )
                    )

    @api.constrains("team_ids", "company_id")
    def _check_team_company(self):
        for season in self.filtered("company_id"):
            strangers = season.sudo().team_ids.filtered(
                lambda team, season=season: team.company_id != season.company_id
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(teams)s does not belong to %(company)s. Choose its own teams, or leave the company empty.",
                        teams=", ".join(strangers.mapped("name")),
                        company=season.company_id.name,
                    )
                )

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        seasons = super().create(vals_list)
        seasons._changed()
        return seasons

    def write(self, vals):
        self._changed()
        result = super().write(vals)
        self._changed()
        return result

    def unlink(self):
        self._changed()
        return super().unlink()

    # BUSINESS
    def _changed(self):
        """Have the calling slots rebuilt for the companies these seasons hold for."""
        if self:
            companies = self.company_id if all(season.company_id for season in self) else self.env["res.company"]
            self.env["hcs.calling.slot"]._rebuild_later(companies)

    def _days(self):
        """Days of the season as a set of ``(month, day)``, those after New Year included."""
        first, last = _month_day(self.start), _month_day(self.end)
        year = [(month, day) for month in range(1, 13) for day in range(1, MONTH_LENGTHS[month - 1] + 1)]
        if first <= last:
            return {day for day in year if first <= day <= last}
        return {day for day in year if day >= first or day <= last}


def _month_day(value):
    return int(value[:2]), int(value[3:])


def _is_month_day(value):
    if not MONTH_DAY.fullmatch(value or ""):
        return False
    month, day = _month_day(value)
    return 1 <= month <= 12 and 1 <= day <= MONTH_LENGTHS[month - 1]
