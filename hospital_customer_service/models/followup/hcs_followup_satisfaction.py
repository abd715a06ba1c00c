from odoo import fields, models

ASPECTS = [
    ("doctor", "Doctor"),
    ("nurse", "Nurse"),
    ("consultant", "Consultant"),
    ("environment", "Environment"),
    ("waiting", "Waiting time"),
    ("cost", "Cost"),
    ("overall", "Overall"),
]
LEVELS = [
    ("4", "Very satisfied"),
    ("3", "Satisfied"),
    ("2", "Dissatisfied"),
    ("1", "Very dissatisfied"),
    ("na", "Not applicable"),
]
GOOD_LEVELS = ("3", "4")
BAD_LEVELS = ("1", "2")


class HcsFollowupSatisfaction(models.Model):
    """What a patient thinks of one aspect of the visit (FUP-08)."""

    _name = "hcs.followup.satisfaction"
    _description = "Satisfaction in a Follow-up"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "task_id, id"
    _log_read_patient_field = "task_id.patient_id"

    task_id = fields.Many2one("hcs.followup.task", required=True, index=True, ondelete="cascade")
    aspect = fields.Selection(ASPECTS, required=True)
    level = fields.Selection(LEVELS, help="“Not applicable” and empty answers are left out of every rate.")
    reason_ids = fields.Many2many("hcs.followup.reason", string="Reasons")
    reason = fields.Char("In the patient's words")

    _aspect_uniq = models.Constraint("UNIQUE (task_id, aspect)", "Each aspect is rated once in a follow-up.")

    def _has_reason(self):
        self.ensure_one()
        return bool(self.reason_ids or (self.reason or "").strip())
