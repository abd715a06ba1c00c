from odoo import fields, models
from odoo.exceptions import AccessError

from .hcs_followup_referral import REFEREES
from .hcs_followup_task import CENTRE


class HcsFollowupAttempt(models.Model):
    """One call, failed ones too; written once and never changed (FUP-06)."""

    _name = "hcs.followup.attempt"
    _description = "Follow-up Attempt"
    _inherit = ["hcs.ledger.mixin", "hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "started_at desc, id desc"
    _rec_name = "started_at"
    _log_read_patient_field = "task_id.patient_id"

    task_id = fields.Many2one("hcs.followup.task", required=True, index=True, ondelete="restrict")
    patient_id = fields.Many2one(related="task_id.patient_id", groups=CENTRE)
    user_id = fields.Many2one(
        "res.users", "Agent", required=True, index=True, ondelete="restrict", default=lambda self: self.env.user
    )
    channel = fields.Selection(
        [("call", "Call"), ("sms", "SMS"), ("questionnaire", "Questionnaire"), ("web", "Web link")],
        required=True,
        default="call",
    )
    phone_id = fields.Many2one("hcs.patient.phone", "Number", index="btree_not_null", ondelete="restrict")
    number_masked = fields.Char("Number dialled")
    started_at = fields.Datetime("Started", required=True, index=True, default=fields.Datetime.now)
    ended_at = fields.Datetime("Ended")
    outcome_id = fields.Many2one("hcs.call.outcome", required=True, index=True, ondelete="restrict")
    incoming = fields.Boolean("The patient called", help="The patient called us, and was asked then.")
    counted = fields.Boolean("Counted as failure")
    note = fields.Char()
    call_id = fields.Many2one(
        "hcs.followup.attempt",
        "Part of the call",
        index="btree_not_null",
        ondelete="restrict",
        help="One call was about several follow-ups: this is the line that stands for it.",
    )
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")

    def action_refer(self):
        """Open a row for this call of the detail sheet, to name a person and a date (FUP-10)."""
        self.ensure_one()
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in REFEREES):
            raise AccessError(self.env._("The executive assistant or a team leader assigns the rows."))
        task = self.task_id
        rows = task._refer([{"kind": "problem", "text": self.note or task.note or self.outcome_id.name}])
        rows = rows or task.sudo().referral_ids[-1:].with_env(self.env)
        return rows._get_records_action()
