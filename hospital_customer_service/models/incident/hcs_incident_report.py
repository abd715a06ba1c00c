from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .hcs_incident_flow import TOLD

HOWS = [
    ("system", "In this system"),
    ("phone", "By phone"),
    ("person", "In person"),
    ("sms", "By SMS"),
    ("written", "In writing"),
]


class HcsIncidentReport(models.Model):
    """One link of the chain: who was told, how, when, and when that person answered for having heard it."""

    _name = "hcs.incident.report"
    _description = "Report of an incident"
    _inherit = ["hcs.input.mixin", "hcs.export.mixin"]
    _order = "id"
    _rec_name = "name"

    incident_id = fields.Many2one("hcs.incident", required=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "Person", index="btree_not_null", ondelete="restrict")
    name = fields.Char("Whom", required=True, help="Person, post or authority.")
    phone = fields.Char()
    how = fields.Selection(HOWS, required=True, default="phone")
    upward = fields.Boolean(help="The authority or the head of the house: this is the report the law asks for.")
    at = fields.Datetime("Told at", readonly=True, help="Empty: still to be told.")
    told_by_id = fields.Many2one("res.users", "Told by", readonly=True, ondelete="restrict")
    answer_by = fields.Datetime(
        readonly=True, help="Whoever has not acknowledged by then is passed over; the next one is told."
    )
    acknowledged_at = fields.Datetime(readonly=True)
    escalated_at = fields.Datetime("Passed over", readonly=True)
    escalated_from_id = fields.Many2one(
        "hcs.incident.report", "In place of", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    recipient_id = fields.Many2one(
        "hcs.incident.recipient", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    note = fields.Char(help="What was said.")
    is_mine = fields.Boolean(compute="_compute_is_mine")
    status = fields.Selection(
        [("to_tell", "To tell"), ("waiting", "No answer yet"), ("passed", "Passed over"), ("heard", "Told")],
        compute="_compute_status",
    )

    _waiting_idx = models.Index(
        "(answer_by) WHERE acknowledged_at IS NULL AND escalated_at IS NULL AND answer_by IS NOT NULL"
    )
    # a person is told once by one entry of the list, however often the job runs
    _recipient_uniq = models.UniqueIndex("(incident_id, recipient_id, user_id) WHERE recipient_id IS NOT NULL")

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for line in self:
            line.is_mine = line.user_id == self.env.user

    @api.depends("at", "answer_by", "acknowledged_at", "escalated_at")
    def _compute_status(self):
        for line in self:
            if not line.at:
                line.status = "to_tell"
            elif line.acknowledged_at or not line.answer_by:
                line.status = "heard"
            else:
                line.status = "passed" if line.escalated_at else "waiting"

    # ACTIONS
    def action_told(self):
        """Somebody called the person or the authority of this line, who has heard it thereby."""
        self.incident_id.check_access("write")
        now = fields.Datetime.now()
        for line in self:
            if line.at:
                raise UserError(self.env._("%(name)s was told already.", name=line.name))
            # sudo: the chain is written by its buttons only
            line.sudo().write({"at": now, "told_by_id": self.env.uid, "acknowledged_at": now})
            if line.upward:
                line.incident_id._reported_up(now)

    def action_acknowledge(self):
        """The person told says so; for somebody who answered by voice, whoever handles the incident does."""
        self.check_access("read")
        for line in self:
            if line.user_id != self.env.user:
                raise AccessError(self.env._("Only %(name)s can acknowledge this report.", name=line.name))
            if not line.acknowledged_at:
                line.sudo().acknowledged_at = fields.Datetime.now()  # sudo: the chain is written by its buttons only
        self._forget_activities()

    def _forget_activities(self):
        """Take the reminders of those who answered from their lists."""
        for line in self.sudo():
            line.incident_id.activity_feedback([TOLD], user_id=line.user_id.id)

    def _pass_over(self, now):
        """Nobody answered: tell the next person, once."""
        self.ensure_one()
        line = self.sudo()
        line.escalated_at = now
        incident = line.incident_id
        people = incident._next_people(line)
        for user in people:
            incident._tell_user(user, escalated_from_id=line.id, upward=line.upward)
        if not people:
            incident.message_post(
                body=self.env._("%(name)s did not answer, and nobody else is on the list.", name=line.name)
            )
