from datetime import timedelta

from odoo import models


class ResCompany(models.Model):
    """Whether the hospital is at work."""

    _inherit = "res.company"

    def _hcs_is_working(self, at, calendar=None):
        """Whether ``at`` (naive UTC) lies in the working hours of ``calendar``, those of the company by default."""
        local = self._hcs_local(at).replace(tzinfo=None)
        minute = timedelta(minutes=1)
        return self._hcs_worktime(calendar).minutes_between(local, local + minute) > 0
