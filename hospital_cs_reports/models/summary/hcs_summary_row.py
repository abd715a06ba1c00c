from odoo import api, fields, models

CENTRE = "hospital_customer_service.group_hcs_agent"


class HcsSummaryRow(models.Model):
    """One record as it stood when a summary was compiled: the facts every figure of the summary is counted from.

    Who the patient is is seen inside the centre only; an executive who reads the figures sees the row without.
    """

    _name = "hcs.summary.row"
    _inherit = ["hcs.summary.fact.mixin", "hcs.summary.counted.mixin", "hcs.export.mixin"]
    _description = "Counted record"
    _order = "summary_id, id"
    _log_access = False

    summary_id = fields.Many2one("hcs.summary", required=True, index=True, ondelete="restrict")
    fact = fields.Char("Counted as", required=True)
    res_model = fields.Char("Record type", required=True)
    res_id = fields.Integer("Record", required=True, aggregator=None)
    patient_id = fields.Many2one("hcs.patient", ondelete="restrict", groups=CENTRE)
    person = fields.Integer(aggregator=None, groups=CENTRE, help="Rows with the same number are about one person.")
    department_id = fields.Many2one("hcs.department", ondelete="restrict")
    user_id = fields.Many2one("res.users", "Agent", ondelete="restrict")
    day = fields.Date(help="The hospital's own date that puts the record into the period.")
    bucket = fields.Date("Day or week", help="The day for a week's summary, else the Monday of the week.")
    parts = fields.Json("Grouped by", help="What else the record is grouped by: plan, reason, channel, …")
    sums = fields.Json("Counts as", help="The conditions that held and the amounts that were added up.")

    _record_idx = models.Index("(res_model, res_id)")

    @api.depends("fact", "day")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.fact} · {row.day}"

    @api.model
    def _counted_column(self):
        return "id"
