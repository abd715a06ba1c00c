from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HcsCallingWindow(models.Model):
    """Hours of the day in which patients may be reached during a season."""

    _name = "hcs.calling.window"
    _description = "Calling Window"
    _inherit = ["hcs.input.mixin"]
    _order = "season_id, hour_from, id"

    season_id = fields.Many2one("hcs.calling.season", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="season_id.company_id")
    hour_from = fields.Float("From", required=True, aggregator=None, help="Local time of the hospital.")
    hour_to = fields.Float("To", required=True, aggregator=None, help="Local time of the hospital.")
    weekdays = fields.Char(
        required=True, default="1234567", size=7, help="Digits of the weekdays: 1 is Monday, 7 is Sunday."
    )
    channel = fields.Selection(
        [("any", "Calls and messages"), ("call", "Calls"), ("sms", "Messages")], required=True, default="any"
    )

    _hours_order = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "A calling window starts before it ends, between 00:00 and 24:00.",
    )
    _weekdays_digits = models.Constraint(
        "CHECK (weekdays ~ '^[1-7]+$')", "Write the weekdays of a window as digits: 1 is Monday, 7 is Sunday."
    )

    @api.depends("hour_from", "hour_to")
    def _compute_display_name(self):
        for window in self:
            window.display_name = f"{_clock(window.hour_from)}-{_clock(window.hour_to)}"

    @api.constrains("season_id", "hour_from", "hour_to", "weekdays", "channel")
    def _check_overlap(self):
        """Overlapping windows would count one hour as two slots."""
        for window in self:
            for other in window.season_id.window_ids - window:
                if (
                    window.hour_from < other.hour_to
                    and other.hour_from < window.hour_to
                    and set(window.weekdays) & set(other.weekdays)
                    and (window.channel == other.channel or "any" in (window.channel, other.channel))
                ):
                    raise ValidationError(
                        self.env._(
                            "The windows %(window)s and %(other)s of “%(season)s” overlap. Make one window of them.",
                            window=window.display_name,
                            other=other.display_name,
                            season=window.season_id.name,
                        )
                    )

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        windows = super().create(vals_list)
        windows.season_id._changed()
        return windows

    def write(self, vals):
        seasons = self.season_id
        result = super().write(vals)
        (seasons | self.season_id)._changed()
        return result

    def unlink(self):
        self.season_id._changed()
        return super().unlink()


def _clock(hour):
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
