from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class HcsSummaryCountedMixin(models.AbstractModel):
    """A record that is counted: a figure of the trend finds the records it was counted from just now."""

    _inherit = "hcs.summary.counted.mixin"

    trend_figure = fields.Char(
        "Figure of the trend",
        compute="_compute_trend_figure",
        search="_search_trend_figure",
        export_string_translation=False,
        help="Technical: finds the records behind a figure that is not in a submitted summary.",
    )

    def _compute_trend_figure(self):
        self.trend_figure = False

    @api.model
    def _search_trend_figure(self, operator, value):
        """The records that are counted, for whoever may read the figures."""
        if operator != "in":
            return NotImplemented
        trend, domains = self.env["hcs.trend"], []
        for text in value:
            counted = trend._read_counted(text)
            if trend._counted_fact(counted)[1].model == self._name:
                rows = trend._counted_rows(counted)
                domains.append(Domain("id", "in", SQL("(SELECT res_id FROM (%s) counted)", rows)))
        return Domain.OR(domains) if domains else Domain.FALSE
