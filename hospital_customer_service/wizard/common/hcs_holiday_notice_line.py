from odoo import api, fields, models

from ...tools.holiday_notice import english_name


class HcsHolidayNoticeLine(models.TransientModel):
    _name = "hcs.holiday.notice.line"
    _description = "Line of a Holiday Notice"
    _inherit = ["hcs.input.mixin"]
    _order = "date_from, id"

    notice_id = fields.Many2one("hcs.holiday.notice", required=True, ondelete="cascade", index=True)
    name = fields.Char("Holiday", required=True)
    kind = fields.Selection(
        [("holiday", "Days off"), ("workday", "Make-up working days")], required=True, default="holiday"
    )
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True, compute="_compute_date_to", store=True, readonly=False, precompute=True)

    _dates_order = models.Constraint("CHECK (date_from <= date_to)", "A holiday starts before it ends.")

    @api.depends("date_from")
    def _compute_date_to(self):
        for line in self:
            if not line.date_to or (line.date_from and line.date_to < line.date_from):
                line.date_to = line.date_from

    def _get_day_name(self):
        name = english_name(self.name) or self.name
        if self.kind == "workday":
            return self.env._("%s (make-up day)", name)
        return name
