from odoo import api, fields, models

CENTRE = "hospital_customer_service.group_hcs_agent"


class HcsSummaryRow(models.Model):
    """One follow-up as it stood when a summary was compiled: the facts every figure of the summary is counted from.

    Who the patient is is seen inside the centre only; an executive who reads the figures sees the row without.
    """

    _name = "hcs.summary.row"
    _inherit = ["hcs.summary.fact.mixin", "hcs.export.mixin"]
    _description = "Counted follow-up"
    _order = "summary_id, id"
    _log_access = False

    summary_id = fields.Many2one("hcs.summary", required=True, index=True, ondelete="restrict")
    task_id = fields.Many2one("hcs.followup.task", required=True, index=True, ondelete="restrict")
    patient_id = fields.Many2one("hcs.patient", ondelete="restrict", groups=CENTRE)
    department_id = fields.Many2one("hcs.department", ondelete="restrict")
    plan_id = fields.Many2one("hcs.followup.plan", ondelete="restrict")
    user_id = fields.Many2one("res.users", "Agent", ondelete="restrict")
    due_on = fields.Date("Due on", help="The hospital's own date of the deadline.")
    bucket = fields.Date("Day or week", help="The day for a week's summary, else the Monday of the week.")
    state = fields.Char()
    outcome = fields.Char("Last outcome")
    attempted = fields.Boolean()
    on_time = fields.Boolean()
    reached = fields.Boolean()
    unsuccessful = fields.Boolean()
    lost = fields.Boolean()
    opinion_count = fields.Integer("Opinions")
    suggestion_count = fields.Integer("Suggestions")
    need_count = fields.Integer("Needs")
    answer_ids = fields.One2many("hcs.summary.answer", "row_id", "Answers")

    @api.depends("due_on", "plan_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.plan_id.display_name} · {row.due_on}"
