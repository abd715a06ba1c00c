from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

SIDES = ("numerator", "denominator")


class HcsSummaryCountedMixin(models.AbstractModel):
    """A record that summaries count: a figure finds the records it was counted from, and these are not deleted."""

    _name = "hcs.summary.counted.mixin"
    _description = "Counted in summaries"

    summary_figure = fields.Char(
        "Figure of a summary",
        compute="_compute_summary_figure",
        search="_search_summary_figure",
        export_string_translation=False,
        help="Technical: finds the records behind a figure, as “line:numerator” or “line:denominator”.",
    )

    def _compute_summary_figure(self):
        self.summary_figure = False

    @api.model
    def _search_summary_figure(self, operator, value):
        """The records that were counted, for whoever may read the figure."""
        if operator != "in":
            return NotImplemented
        domains = []
        for text in value:
            number, _colon, side = str(text).partition(":")
            if not number.isdecimal() or side not in SIDES:
                raise UserError(self.env._("This is not a figure of a summary: %(text)s", text=text))
            line = self.env["hcs.summary.line"].search([("id", "=", int(number))])
            if line:
                domains.append(Domain("id", "in", line._counted(side, self._counted_column())))
        return Domain.OR(domains) if domains else Domain.FALSE

    @api.model
    def _counted_column(self):
        return "res_id"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_counted(self):
        rows = self.env["hcs.summary.row"].sudo()  # sudo: also in summaries the user does not see
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids), ("summary_id.is_frozen", "=", True)]
        if rows.search_count(domain, limit=1):
            raise UserError(self.env._("A submitted summary counts this record. It is part of the figures and stays."))
