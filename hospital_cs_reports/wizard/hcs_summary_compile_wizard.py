from odoo import api, fields, models

from ..models.summary.hcs_summary import KINDS
from ..tools import periods


class HcsSummaryCompileWizard(models.TransientModel):
    """Choose a period by any of its days; the last one that has ended is proposed."""

    _name = "hcs.summary.compile.wizard"
    _description = "Compile a summary"
    _inherit = ["hcs.input.mixin"]

    kind = fields.Selection(KINDS, required=True, default="week")
    company_id = fields.Many2one("res.company", "Hospital", required=True, default=lambda self: self.env.company)
    day = fields.Date("A day of the period", required=True, compute="_compute_day", store=True, readonly=False)
    name = fields.Char("Period", compute="_compute_period")
    date_from = fields.Date("From", compute="_compute_period")
    date_to = fields.Date("To", compute="_compute_period")
    summary_id = fields.Many2one("hcs.summary", "Present summary", compute="_compute_period")
    is_open = fields.Boolean("Not over yet", compute="_compute_period")

    @api.depends("kind", "company_id")
    def _compute_day(self):
        for wizard in self:
            today = wizard.company_id._hcs_local_date(fields.Datetime.now())
            wizard.day = periods.last_closed(wizard.kind, today, wizard.company_id.hcs_month_start).date_to

    @api.depends("kind", "day", "company_id")
    def _compute_period(self):
        for wizard in self:
            day = wizard.day or fields.Date.context_today(wizard)
            period = periods.period_of(wizard.kind, day, wizard.company_id.hcs_month_start)
            wizard.name, wizard.date_from, wizard.date_to = period.key, period.date_from, period.date_to
            wizard.summary_id = self.env["hcs.summary"].search(
                [
                    ("company_id", "=", wizard.company_id.id),
                    ("kind", "=", wizard.kind),
                    ("date_from", "=", period.date_from),
                ],
                order="revision desc",
                limit=1,
            )
            wizard.is_open = period.date_to >= wizard.company_id._hcs_local_date(fields.Datetime.now())

    def action_compile(self):
        """Make the summary or count its draft again; a submitted one is shown as it is."""
        self.ensure_one()
        period = periods.period_of(self.kind, self.day, self.company_id.hcs_month_start)
        summary, _created = self.env["hcs.summary"]._find_or_create(self.company_id, period)
        if summary.state == "draft" and not summary.is_frozen:
            summary.action_compile()
        return summary._form_action()
