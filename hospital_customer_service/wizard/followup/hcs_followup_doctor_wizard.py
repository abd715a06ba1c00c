from odoo import fields, models


class HcsFollowupDoctorWizard(models.TransientModel):
    """What the attending doctor should know or answer."""

    _name = "hcs.followup.doctor.wizard"
    _description = "Ask the Doctor"
    _inherit = ["hcs.input.mixin"]

    task_id = fields.Many2one("hcs.followup.task", required=True, readonly=True, ondelete="cascade")
    doctor_id = fields.Many2one(related="task_id.practitioner_id")
    department_id = fields.Many2one(related="task_id.department_id")
    question = fields.Text(required=True, help="The doctor sees the shortened name and the record number beside it.")

    def action_send(self):
        self.ensure_one()
        self.task_id.action_ask_doctor(self.question)
        return {"type": "ir.actions.act_window_close"}
