from odoo import api, fields, models

from .hcs_appointment import ACTIVE


class HcsClinicStop(models.Model):
    """A clinic that does not take place, and everybody who has to be answered because of it (AP3)."""

    _name = "hcs.clinic.stop"
    _description = "Stopped Clinic"
    _inherit = ["hcs.thread.mixin", "hcs.export.mixin"]
    _rec_name = "reference"
    _order = "id desc"
    _check_company_auto = True
    _flow_fields = frozenset({"reference", "session_ids", "state"})

    reference = fields.Char(readonly=True, copy=False, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    reason = fields.Char(required=True, tracking=True, help="What patients are told.")
    session_ids = fields.Many2many("hcs.clinic.session", string="Sessions", readonly=True, check_company=True)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        check_company=True,
        default=lambda self: self.env.user,
        tracking=True,
        help="Sees to it that everybody is answered.",
    )
    line_ids = fields.One2many("hcs.clinic.stop.line", "stop_id", string="Patients")
    state = fields.Selection(
        [("open", "Patients to answer"), ("done", "Everybody answered")],
        string="Status",
        required=True,
        default="open",
        readonly=True,
        tracking=True,
    )
    line_count = fields.Integer("Patients affected", compute="_compute_counts")
    unanswered_count = fields.Integer("Not answered", compute="_compute_counts")

    @api.depends("line_ids.state")
    def _compute_counts(self):
        groups = self.env["hcs.clinic.stop.line"]._read_group(
            [("stop_id", "in", self.ids)], ["stop_id", "state"], ["__count"]
        )
        for stop in self:
            counts = {state: count for group, state, count in groups if group == stop._origin}
            stop.line_count = sum(counts.values())
            stop.unanswered_count = counts.get("pending", 0) + counts.get("unreachable", 0)

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: a sequence is read by code, never by people
        sequence = self.env["ir.sequence"].sudo()
        return super().create([{**vals, "reference": sequence.next_by_code("hcs.clinic.stop")} for vals in vals_list])

    # WHO IS AFFECTED
    def _add_lines(self, appointments):
        """A line for everybody who has a place; those who only waited for one are told that there is none."""
        self.ensure_one()
        waiting = appointments.filtered(lambda booking: booking.state == "waitlisted")
        # a clinic that was opened again after a stop: its patients are asked anew
        known = appointments.sudo().stop_line_ids
        earlier = known.stop_id - self
        known.write({"stop_id": self.id, "state": "pending", "proposal_id": False, "new_appointment_id": False})
        lines = known | self.env["hcs.clinic.stop.line"].sudo().create(
            [
                {"stop_id": self.id, "appointment_id": booking.id, "patient_id": booking.patient_id.id,
                 "session_id": booking.session_id.id}
                for booking in appointments - known.appointment_id
            ]
        )  # fmt: skip
        for appointment in appointments:
            appointment._notify("stopped")
        if waiting:
            waiting._give_up("cancelled", self.reason)
            lines.filtered(lambda line: line.appointment_id in waiting)._answer("cancelled")
        lines._propose()
        earlier._update_state()
        return lines

    def _update_state(self):
        """Done when nobody is left without an answer."""
        for stop in self:
            state = "open" if stop.unanswered_count else "done"
            if stop.state != state:
                stop.sudo().state = state

    @api.model
    def _sync_late(self, now):
        """Patients who were booked by another hand in the moment the clinic was stopped."""
        late = self.env["hcs.appointment"].search(
            [
                ("session_id.state", "=", "stopped"),
                ("state", "in", ("waitlisted", *ACTIVE)),
                ("end_at", ">", now),
                ("stop_line_ids", "=", False),
            ],
            limit=200,
        )
        for session, bookings in late.grouped("session_id").items():
            bookings._attempt(self._add_late, session, bookings)
        return late

    @api.model
    def _add_late(self, session, bookings):
        stop = self.search([("session_ids", "in", session.ids)], limit=1)
        if not stop:
            stop = self.sudo().create(session._prepare_stop(session.stop_reason))
        stop._add_lines(bookings)
        stop._update_state()

    # ACTIONS
    def action_move_all(self):
        """Move everybody who is not answered to the session that is proposed."""
        self.check_access("write")
        self.line_ids.filtered(lambda line: line.state == "pending" and line.proposal_id)._move_where_possible()

    def action_propose(self):
        """Look for other sessions again."""
        self.check_access("write")
        self.line_ids.filtered(lambda line: line.state in ("pending", "unreachable"))._propose()

    def action_open_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_clinic_stop_line_action")
        return {**action, "domain": [("stop_id", "=", self.id)], "context": {}}

    def _get_window(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "view_mode": "form",
        }
