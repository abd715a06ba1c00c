from odoo import fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_record, a_text, arguments
from .hcs_service_record import OPEN_STATES

TODO = "mail.mail_activity_data_todo"


class HcsServiceRecord(models.Model):
    """A question beyond the agent's knowledge goes to who knows, by the directory, and cannot get lost (DIR-02)."""

    _inherit = "hcs.service.record"

    open_handover_id = fields.Many2one(
        "hcs.service.handover", "Waiting for", compute="_compute_open_handover_id", help="Handed over, not taken yet."
    )

    def _compute_open_handover_id(self):
        for record in self:
            record.open_handover_id = record.handover_ids.filtered(lambda line: not line.acknowledged_at)[:1]

    @arguments(
        department_id=a_record("hcs.department"),
        user_id=a_record("res.users"),
        practitioner_id=a_record("hcs.practitioner"),
        note=a_text,
    )
    def action_hand_over(self, department_id=None, user_id=None, practitioner_id=None, note=None):
        """Hand records to a department, an expert or a colleague; the number of the directory is shown and kept.

        The record stays with its agent until a colleague takes it: a question handed to a department is still ours.

        :return: the number to call, False where the directory has none
        """
        self._check_flow(OPEN_STATES)
        expert = self.env["hcs.practitioner"].browse(practitioner_id)
        department = self.env["hcs.department"].browse(department_id) or expert.department_id
        user = self.env["res.users"].browse(user_id)
        if not (department or expert or user):
            raise UserError(self.env._("Say to whom it goes: a department, an expert or a colleague."))
        now = fields.Datetime.now()
        phone = self._directory_phone(department, expert, user)
        for record in self:
            # sudo: hand-overs are written by this action alone
            handover = (
                self.env["hcs.service.handover"]
                .sudo()
                .create(
                    {
                        "record_id": record.id,
                        "department_id": department.id,
                        "practitioner_id": expert.id,
                        "user_id": user.id,
                        "phone": phone,
                        "note": note,
                        "handed_at": now,
                        "handed_by_id": self.env.uid,
                    }
                )
            )
            vals = {"handover_count": record.handover_count + 1, "first_contact": False}
            if department:
                vals["department_id"] = department.id
            if expert:
                vals["practitioner_id"] = expert.id
            record._write_flow(vals)
            if user:
                record.write({"user_id": user.id})
            handover._tell()
        self._clock_start("handed_over", now)
        return phone

    def _directory_phone(self, department, expert, user):
        """The number to call, from the nearest entry of the directory to the farthest: the team's leader."""
        # sudo: numbers of the directory and of colleagues
        expert, department, user = expert.sudo(), department.sudo(), user.sudo()
        leader = self.team_id[:1].sudo().leader_id
        numbers = (
            user.phone,
            expert.phone,
            department.phone,
            department.head_id.phone,
            department.parent_id.phone,
            leader.phone,
        )
        return next((number for number in numbers if number), False)

    def action_handover_taken(self):
        """Whoever was asked has taken the question, as the agent heard."""
        self.ensure_one()
        self.handover_ids.filtered(lambda line: not line.acknowledged_at).action_acknowledge()
