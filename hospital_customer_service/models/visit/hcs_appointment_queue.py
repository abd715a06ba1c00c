from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .hcs_appointment import EXPECTED
from .hcs_queue_rule import ORDINARY_RANK


class HcsAppointment(models.Model):
    """Check-in, queue number, who is next and why (APT-03)."""

    _inherit = "hcs.appointment"

    queue_number = fields.Integer(
        readonly=True, copy=False, aggregator=None, help="Number on the slip: the order of arrival in this session."
    )
    queue_rank = fields.Integer(readonly=True, copy=False, aggregator=None, help="The smaller, the sooner.")
    queue_reason = fields.Char("Why in this place", readonly=True, copy=False)
    queue_before = fields.Integer("Before this patient", compute="_compute_queue_before", aggregator=None)
    queue_text = fields.Char("Place in the queue", compute="_compute_queue_before")
    arrived_at = fields.Datetime(readonly=True, copy=False)
    called_at = fields.Datetime(readonly=True, copy=False)
    done_at = fields.Datetime(readonly=True, copy=False)
    waiting_minutes = fields.Integer(
        "Waited (minutes)", compute="_compute_waiting_minutes", aggregator="avg", help="From the check-in to the call."
    )

    _queue_number_uniq = models.UniqueIndex(
        "(session_id, queue_number) WHERE queue_number > 0", "This queue number is given already."
    )

    # COMPUTES
    @api.depends("arrived_at", "called_at", "done_at")
    def _compute_waiting_minutes(self):
        now = fields.Datetime.now()
        for appointment in self:
            since = appointment.arrived_at
            until = appointment.called_at or appointment.done_at or now
            appointment.waiting_minutes = max(int((until - since).total_seconds() // 60), 0) if since else 0

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "waiting_minutes":
            arrived, called, done = (
                self._field_to_sql(alias, name, query) for name in ("arrived_at", "called_at", "done_at")
            )
            waited = SQL("COALESCE(%s, %s, %s) - %s", called, done, fields.Datetime.now(), arrived)
            return SQL("GREATEST(FLOOR(EXTRACT(EPOCH FROM %s) / 60), 0)::int", waited)
        return super()._field_to_sql(alias, field_expr, query)

    @api.depends("state", "called_at", "queue_rank", "queue_number")
    @api.depends_context("lang")
    def _compute_queue_before(self):
        waiting = self.search(
            [("session_id", "in", self.session_id.ids), ("state", "=", "arrived"), ("called_at", "=", False)]
        )
        for appointment in self:
            mine = appointment._queue_key()
            queued = appointment.state == "arrived" and not appointment.called_at
            before = waiting.filtered(
                lambda other, mine=mine, session=appointment.session_id: (
                    other.session_id == session and other._queue_key() < mine
                )
            )
            appointment.queue_before = len(before) if queued else 0
            appointment.queue_text = appointment._explain_place(before) if queued else False

    def _queue_key(self):
        return self.queue_rank or ORDINARY_RANK, self.queue_number, self.id

    def _explain_place(self, before):
        sooner = before.filtered(lambda other: other.queue_number > self.queue_number)
        parts = [self.env._("%s before", len(before)) if before else self.env._("next")]
        if sooner:
            reasons = dict.fromkeys(other.queue_reason for other in sooner if other.queue_reason)
            parts.append(
                self.env._(
                    "%(number)s came later and go first (%(reasons)s)", number=len(sooner), reasons=", ".join(reasons)
                )
            )
        return "; ".join(parts)

    # ACTIONS
    def action_arrive(self):
        """The patient is here: a number of the queue."""
        self._check_flow(
            (*EXPECTED, "no_show"), self.env._("Only a booked patient can be checked in. Book a seat first.")
        )
        if any(appointment.session_id.state == "stopped" for appointment in self):
            raise UserError(self.env._("This clinic does not take place. Move the booking to another session."))
        now = fields.Datetime.now()
        for appointment in self:
            rank, reason = appointment._queue_priority()
            appointment._write_flow(
                {"state": "arrived", "arrived_at": now, "called_at": False, "queue_rank": rank, "queue_reason": reason}
            )
            appointment._draw_queue_number()
            # sudo: the visit follows its booking
            visit = appointment.sudo().visit_id
            if visit.state in ("planned", "no_show"):
                visit.action_arrive()

    def _draw_queue_number(self):
        """The next number of the session; two desks that check in at the same time get two numbers."""
        self.ensure_one()
        if self.queue_number:
            return
        self.flush_recordset()
        cr = self.env.cr
        [[number]] = self.env.execute_query(
            SQL(
                "SELECT COALESCE(MAX(queue_number), 0) + 1 FROM hcs_appointment WHERE session_id = %s",
                self.session_id.id,
            )
        )
        while True:
            try:
                with cr.savepoint(flush=False):
                    query = SQL("UPDATE hcs_appointment SET queue_number = %s WHERE id = %s", number, self.id)
                    cr.execute(query, log_exceptions=False)
                break
            except UniqueViolation:
                number += 1
        self.invalidate_recordset(["queue_number"])

    def action_call(self):
        """The patient is called into the room."""
        self._check_flow(("arrived",), self.env._("Only a patient who is checked in can be called."))
        for appointment in self:
            appointment._write_flow({"called_at": fields.Datetime.now()})
            appointment._notify("called")

    def action_call_later(self):
        """The patient was called and is not there: back into the queue, in the old place."""
        self._check_flow(("arrived",), self.env._("Only a patient who was called can be called again later."))
        self._write_flow({"called_at": False})

    def action_done(self):
        """The patient was seen."""
        self._check_flow(("arrived",), self.env._("Only a patient who is checked in can be done."))
        now = fields.Datetime.now()
        for appointment in self:
            appointment._write_flow({"state": "done", "done_at": now, "called_at": appointment.called_at or now})
            # sudo: the visit follows its booking
            visit = appointment.sudo().visit_id
            if visit.state in ("arrived", "in_progress"):
                visit.action_complete()

    @api.model
    def _call_next(self, sessions):
        """Call the next patient of these sessions; two rooms never call the same one.

        :return: the booking, or none where nobody waits
        """
        sessions.check_access("read")
        self.browse().check_access("write")
        self.flush_model()
        waiting = self.search(
            [("session_id", "in", sessions.ids), ("state", "=", "arrived"), ("called_at", "=", False)],
            order="queue_rank, arrived_at, id",
            limit=20,
        )
        for appointment in waiting:
            query = SQL(
                "UPDATE hcs_appointment SET called_at = %s WHERE id = (SELECT id FROM hcs_appointment"
                " WHERE id = %s AND state = 'arrived' AND called_at IS NULL FOR UPDATE SKIP LOCKED) RETURNING id",
                fields.Datetime.now(),
                appointment.id,
            )
            try:
                with self.env.cr.savepoint(flush=False):
                    self.env.cr.execute(query, log_exceptions=False)
                    called = self.env.cr.fetchone()
            except SerializationFailure:
                continue
            if called:
                appointment.invalidate_recordset()
                appointment._notify("called")
                return appointment
        return self.browse()

    # PRIORITY
    def _queue_priority(self):
        """Hook: ``(rank, reason)``, the smaller the sooner. Care needs come before what higher rooms add."""
        self.ensure_one()
        needs = self.patient_id._special_care_codes()
        rules = self.env["hcs.queue.rule"]._of_company(self.company_id).filtered(lambda rule: rule.care in needs)
        rule = rules[:1]
        return (rule.rank, rule.name) if rule else (ORDINARY_RANK, False)
