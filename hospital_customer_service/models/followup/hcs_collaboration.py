from odoo import api, fields, models
from odoo.exceptions import UserError

from .hcs_followup_task import CENTRE


class HcsCollaboration(models.Model):
    """A question to the attending doctor that came up in a follow-up, and the way of the answer to the patient."""

    _inherit = "hcs.collaboration"
    _flow_fields = frozenset(
        {"reference", "followup_task_id", "question_id", "red_flag", "patient_told_at", "patient_told_by_id"}
    )

    followup_task_id = fields.Many2one(
        "hcs.followup.task",
        "Follow-up",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=CENTRE,
    )
    question_id = fields.Many2one(
        "survey.question", readonly=True, copy=False, index="btree_not_null", ondelete="restrict", groups=CENTRE
    )
    red_flag = fields.Boolean(
        readonly=True, copy=False, help="A dangerous answer, given while the patient was on the line."
    )
    patient_told_at = fields.Datetime(readonly=True, copy=False, groups=CENTRE)
    patient_told_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, index="btree_not_null", ondelete="restrict", groups=CENTRE
    )
    is_to_tell = fields.Boolean(
        "Patient to be told", compute="_compute_is_to_tell", search="_search_is_to_tell", groups=CENTRE
    )

    _red_flag_uniq = models.UniqueIndex(
        "(followup_task_id, question_id) WHERE red_flag AND NOT COALESCE(withdrawn, FALSE)",
        "The doctor was told of this answer already.",
    )

    @api.depends("followup_task_id", "state", "patient_told_at", "withdrawn")
    def _compute_is_to_tell(self):
        for request in self:
            request.is_to_tell = bool(
                request.followup_task_id
                and request.state in ("answered", "closed")
                and not request.withdrawn
                and not request.patient_told_at
            )

    def _search_is_to_tell(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("followup_task_id", "!=", False),
            ("state", "in", ("answered", "closed")),
            ("withdrawn", "=", False),
            ("patient_told_at", "=", False),
        ]

    def _is_urgent(self):
        return self.red_flag or super()._is_urgent()

    def _answered(self, values):
        """The doctor's words stand on the follow-up as well."""
        result = super()._answered(values)
        for request in self.sudo().filtered("followup_task_id"):  # sudo: a doctor does not write follow-ups
            task = request.followup_task_id
            said = f"{request._answer_author()}: {request.answer}"
            task.doctor_feedback = "\n".join(filter(None, (task.doctor_feedback, said)))
        return result

    def action_patient_told(self):
        """The loop is closed: the patient knows what the doctor says."""
        self._check_centre()
        for request in self:
            if not request.is_to_tell:
                raise UserError(self.env._("There is no answer yet that the patient waits for."))
        # sudo: said by this button only
        self.sudo().write({"patient_told_at": fields.Datetime.now(), "patient_told_by_id": self.env.uid})
        return True
