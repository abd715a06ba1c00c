from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get

DEFAULT_TZ = "Asia/Shanghai"
SLOT_SETTINGS = {"hcs_tz", "hcs_call_on_weekends"}


class ResCompany(models.Model):
    """The hospital's own time, and its rules for calling."""

    _inherit = "res.company"

    hcs_tz = fields.Selection(
        _tz_get,
        string="Hospital Time Zone",
        required=True,
        default=DEFAULT_TZ,
        help="Calling windows, working time and days of reports are those of this zone, wherever the reader is.",
    )
    hcs_call_on_weekends = fields.Boolean(
        "Call on Weekends",
        default=True,
        help="Patients may be called on ordinary weekends. Public holidays never have calls, make-up days always do.",
    )
    hcs_evening_from = fields.Float(
        "Evening Starts At",
        default=18.0,
        help="Calls of the same evening wait for a window that starts at this hour or later.",
    )

    _hcs_evening_from_range = models.Constraint(
        "CHECK (hcs_evening_from >= 0 AND hcs_evening_from < 24)", "The evening starts between 00:00 and 24:00."
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["hcs.team"]._open_teams(companies)
        self.env["hcs.calling.slot"]._rebuild_later(companies)
        return companies

    def write(self, vals):
        result = super().write(vals)
        if SLOT_SETTINGS & vals.keys():
            self.env["hcs.calling.slot"]._rebuild_later(self)
        return result

    # The hospital's clock
    def _hcs_zone(self):
        return pytz.timezone(self.hcs_tz or DEFAULT_TZ)

    def _hcs_local(self, dt_utc):
        """``dt_utc`` (naive UTC, as stored) as the hospital's clock shows it, with its zone."""
        return pytz.utc.localize(dt_utc).astimezone(self._hcs_zone())

    def _hcs_local_date(self, dt_utc):
        """Day of the hospital on which ``dt_utc`` (naive UTC) falls."""
        return self._hcs_local(dt_utc).date()

    def _hcs_to_utc(self, date, float_hour=0.0):
        """Moment, naive UTC, when the hospital's clock shows ``float_hour`` on ``date``; 24.0 is midnight after it."""
        return self._hcs_naive_to_utc(datetime.combine(date, time()) + timedelta(seconds=round(float_hour * 3600)))

    def _hcs_naive_to_utc(self, local):
        return self._hcs_zone().localize(local).astimezone(pytz.utc).replace(tzinfo=None)
