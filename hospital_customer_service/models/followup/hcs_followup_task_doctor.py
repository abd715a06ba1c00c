from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_text, arguments
from .hcs_followup_task import CENTRE


class HcsFollowupTask(models.Model):
    """Special conditions go to the attending doctor, red flags while the patient is on the line (FUP-09)."""

    _inherit = "hcs.followup.task"

    doctor_request_ids = fields.One2many(
        "hcs.collaboration", "followup_task_id", "Questions to the doctor", readonly=True, groups=CENTRE
    )
    doctor_request_count = fields.Integer(compute="_compute_doctor_request_count", groups=CENTRE)

    def _compute_doctor_request_count(self):
        for task in self:
            task.doctor_request_count = len(task.doctor_request_ids)

    @arguments(question=a_text)
    def action_ask_doctor(self, question=None):
        """Send a question to the attending doctor, or ask for its words first.

        :param question: what the doctor should know or answer; without it a form opens
        :return: the id of the request, or the action that opens the form
        """
        self.ensure_one()
        self.check_access("write")
        if not question:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Ask the doctor"),
                "res_model": "hcs.followup.doctor.wizard",
                "views": [(False, "form")],
                "target": "new",
                "context": {"default_task_id": self.id},
            }
        return self._ask_doctor(question).id

    def action_open_doctor_requests(self):
        self.ensure_one()
        self.check_access("read")
        return self.doctor_request_ids._get_records_action(name=self.env._("Questions to the doctor"))

    def _ask_doctor(self, text, red_flag=False, question=None):
        """A request to the doctor of the visit, or to those who answer for the department."""
        asked = self.sudo().doctor_request_ids.filtered(
            lambda request: request.request == text and request.state in ("requested", "accepted")
        )
        if asked and not red_flag:
            # the same words again: only the answer was lost on the way, and the key was pressed once more
            return asked[:1]
        department = self.department_id or self.visit_id.department_id
        if not department:
            if red_flag:
                # nobody to ask by rule is no reason to ask nobody
                self._ask_for("mail_activity_type_followup_escalation", self._get_leader(), text)
                return self.env["hcs.collaboration"]
            raise UserError(self.env._("This visit names no department. Call the doctor, and note what was said."))
        doctor = self.practitioner_id.sudo().user_id
        minutes = self.company_id.hcs_red_flag_minutes if red_flag else self.company_id.hcs_doctor_minutes
        # sudo: the task may be asked about by whoever makes the call
        return (
            self.env["hcs.collaboration"]
            .sudo()
            .create(
                {
                    "company_id": self.company_id.id,
                    "department_id": department.id,
                    "user_id": doctor.id if doctor and doctor._is_hcs_respondent() else False,
                    "practitioner_id": self.practitioner_id.id,
                    "patient_id": self.patient_id.id,
                    "request": text,
                    "mandatory": True,
                    "requested_by_id": self.env.uid,
                    "due_at": fields.Datetime.now() + timedelta(minutes=minutes),
                    "followup_task_id": self.id,
                    "question_id": question.id if question else False,
                    "red_flag": red_flag,
                }
            )
        )

    # ---------------------------------------------------------------- red flags

    def _raise_red_flag(self, question, answers):
        """Tell the doctor of a dangerous answer, once; a slip of the key that is mended at once is taken back."""
        words = self._red_flag_words(question, answers)
        known = self.sudo().doctor_request_ids.filtered(
            lambda request: request.red_flag and request.question_id == question and not request.withdrawn
        )
        if words and not known:
            text = self.env._(
                "Red flag in a follow-up call. %(question)s %(answer)s", question=question.title, answer=words
            )
            return self._ask_doctor(text, red_flag=True, question=question)
        if not words and known.state == "requested":
            known.action_withdraw()
        return self.env["hcs.collaboration"]

    def _red_flag_words(self, question, answers):
        if question.question_type == "scale":
            value = answers._hcs_value(question)
            return str(value) if question.hcs_red_from and value is not None and value >= question.hcs_red_from else ""
        return ", ".join(answers._hcs_selected(question).filtered("hcs_red_flag").mapped("value"))
