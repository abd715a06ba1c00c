from odoo import fields, models
from odoo.exceptions import UserError

OPEN = ("pending", "unreachable")

# who was affected and what was answered: the buttons say so
FLOW_FIELDS = frozenset(
    "stop_id appointment_id patient_id session_id new_appointment_id state tries answered_by answered_at".split()
)


class HcsClinicStopLine(models.Model):
    """One patient of a stopped clinic: who was told, and what became of the booking."""

    _name = "hcs.clinic.stop.line"
    _description = "Patient of a Stopped Clinic"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _rec_name = "appointment_id"
    _order = "id"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"
    _flow_fields = FLOW_FIELDS

    stop_id = fields.Many2one("hcs.clinic.stop", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="stop_id.company_id")
    appointment_id = fields.Many2one(
        "hcs.appointment", "Booking", required=True, readonly=True, index=True, ondelete="restrict"
    )
    patient_id = fields.Many2one("hcs.patient", required=True, readonly=True, index=True, ondelete="restrict")
    session_id = fields.Many2one(
        "hcs.clinic.session", "Stopped session", required=True, readonly=True, index=True, ondelete="restrict"
    )
    proposal_id = fields.Many2one(
        "hcs.clinic.session",
        index="btree_not_null",
        ondelete="set null",
        domain="[('state', '=', 'open'), ('company_id', '=', company_id), ('start_at', '>', 'now'), "
        "('free_count', '>', 0)]",
        help="The next session of the same expert with a free seat, else of the same department. Choose another one.",
    )
    new_appointment_id = fields.Many2one(
        "hcs.appointment", "New booking", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("pending", "Not answered"),
            ("moved", "Moved to another session"),
            ("confirmed", "Confirmed"),
            ("cancelled", "Cancelled"),
            ("unreachable", "Not reached"),
        ],
        string="Status",
        required=True,
        default="pending",
        readonly=True,
    )
    tries = fields.Integer("Calls without answer", readonly=True, aggregator=None)
    answered_by = fields.Many2one("res.users", index="btree_not_null", ondelete="restrict", readonly=True)
    answered_at = fields.Datetime(readonly=True)
    note = fields.Char()

    _appointment_uniq = models.UniqueIndex(
        "(appointment_id)", "This booking is on the list of a stopped clinic already."
    )

    # PROPOSALS
    def _propose(self):
        """The next session of the same expert, else of the same department and kind; no seat is proposed twice."""
        sessions = self.env["hcs.clinic.session"]
        taken = {}
        for line in self.filtered(lambda line: line.state in OPEN):
            stopped = line.session_id
            ahead = [
                ("company_id", "=", line.stop_id.company_id.id),
                ("state", "=", "open"),
                ("kind", "=", stopped.kind),
                ("start_at", ">", fields.Datetime.now()),
                ("free_count", ">", 0),
            ]
            found = sessions
            if stopped.practitioner_id:
                found = sessions.search([*ahead, ("practitioner_id", "=", stopped.practitioner_id.id)], limit=20)
            if stopped.template_id and not stopped.practitioner_id:
                found = sessions.search([*ahead, ("template_id", "=", stopped.template_id.id)], limit=20)
            found += sessions.search([*ahead, ("department_id", "=", stopped.department_id.id)], limit=20)
            for session in found:
                if taken.get(session, 0) < session.free_count and line._may_have(session):
                    taken[session] = taken.get(session, 0) + 1
                    line.sudo().proposal_id = session
                    break

    def _may_have(self, session):
        bookings = self.env["hcs.appointment"].sudo()
        return not bookings.search_count(
            [
                ("patient_id", "=", self.patient_id.id),
                ("id", "!=", self.appointment_id.id),
                ("state", "in", ("waitlisted", "booked", "confirmed", "arrived")),
                ("start_at", "<", session.end_at),
                ("end_at", ">", session.start_at),
            ],
            limit=1,
        )

    # ANSWERS
    def action_agree(self):
        """The patient was reached and takes the proposed session."""
        self._check_open(("moved",))
        for line in self:
            if line.state != "moved":
                line._move()
            line.new_appointment_id.action_confirm()
            line._answer("confirmed")

    def action_move(self):
        """Move the booking to the proposed session; the patient is told by message."""
        self._check_open()
        for line in self:
            line._move()
            line._answer("moved")

    def action_cancel(self):
        """The patient wants no other session."""
        self._check_open(("moved",))
        for line in self:
            booking = line.new_appointment_id if line.state == "moved" else line.appointment_id
            if booking.state in ("waitlisted", "booked", "confirmed"):
                booking.action_cancel(line.stop_id.reason)
            line._answer("cancelled")

    def action_unreachable(self):
        """Nobody answered: somebody has to call again."""
        self._check_open(("moved",))
        for line in self:
            line.sudo().tries += 1
            line._answer("unreachable")
            line._make_call_task()

    def _move(self):
        if not self.proposal_id:
            raise UserError(self.env._("Choose the session to move this patient to."))
        new = self.appointment_id.action_reschedule(self.proposal_id.id, self.stop_id.reason)
        self.sudo().new_appointment_id = new

    def _move_where_possible(self):
        """Move line by line; one that cannot be moved stays open and gets another proposal."""
        for line in self:
            try:
                with self.env.cr.savepoint():
                    line.action_move()
            except UserError:
                line.sudo().proposal_id = False
                line._propose()

    def _check_open(self, more=()):
        self.check_access("write")
        if any(line.state not in (*OPEN, *more) for line in self):
            raise UserError(self.env._("This patient is answered already."))

    def _answer(self, state):
        self.sudo().write({"state": state, "answered_by": self.env.uid, "answered_at": fields.Datetime.now()})
        self.stop_id._update_state()
        if state != "unreachable":
            self._end_call_tasks()

    # CALL TASKS
    def _make_call_task(self):
        """Hook: somebody calls again. Without a desk the responsible of the stop gets an activity."""
        for line in self.filtered(lambda line: not line._call_tasks()):
            stop = line.stop_id.sudo().with_context(mail_activity_quick_update=True)
            stop.activity_schedule(
                "mail.mail_activity_data_call",
                summary=self.env._("Call about booking %s", line.appointment_id.reference),
                user_id=(stop.user_id or self.env.user).id,
            )

    def _end_call_tasks(self):
        """Hook: the patient was reached after all."""
        for line in self:
            line._call_tasks().sudo().action_done()

    def _call_tasks(self):
        activities = self.stop_id.sudo().activity_ids
        return activities.filtered(lambda activity: self.appointment_id.reference in (activity.summary or ""))
