from odoo import models

from ...tools import figures
from ...tools import matrix as tables


class HcsSummaryLine(models.Model):
    """A figure beside its target, as it was when the figures were counted."""

    _inherit = "hcs.summary.line"

    def _misses_target(self):
        """Whether the figure is red."""
        self.ensure_one()
        target = self.target if self.has_target else None
        return tables.misses_target(self._values()[0], target, self.kpi_id.better_is)

    def _target_text(self):
        self.ensure_one()
        return figures.text_of(self.kpi_id.unit, self.target) if self.has_target else ""
