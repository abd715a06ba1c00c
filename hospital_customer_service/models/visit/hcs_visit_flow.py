from odoo import fields, models
from odoo.exceptions import UserError


class HcsVisit(models.Model):
    """What people do with a visit: who comes, who does not, and how it ends."""

    _inherit = "hcs.visit"

    def action_arrive(self):
        """The patient is here: for a stay in the hospital this is the admission."""
        self._check_flow(
            {"planned", "no_show"}, self.env._("Only a planned or missed visit can be marked as arrived.")
        )
        now = fields.Datetime.now()
        for visit in self:
            values = {"state": "arrived", "arrived_at": visit.arrived_at or now}
            if visit.kind == "inpatient":
                values["admitted_at"] = visit.admitted_at or now
            visit.write(values)

    def action_complete(self):
        """The visit is over; a stay in the hospital ends with the discharge."""
        self._check_flow({"arrived", "in_progress"}, self.env._("Only a patient who arrived can complete the visit."))
        now = fields.Datetime.now()
        for visit in self:
            values = {"state": "completed", "ended_at": visit.ended_at or now}
            if visit.kind == "inpatient":
                values["discharged_at"] = visit.discharged_at or now
            visit.write(values)

    def action_no_show(self):
        self._check_flow({"planned"}, self.env._("Only a planned visit can be missed."))
        now = fields.Datetime.now()
        if any(not visit.planned_at or visit.planned_at > now for visit in self):
            raise UserError(
                self.env._("The planned time has not come yet. Cancel the visit if the patient called it off.")
            )
        self.write({"state": "no_show"})

    def action_interrupt(self):
        """Treatment stopped before its end."""
        self._check_flow(
            {"arrived", "in_progress", "completed"},
            self.env._("Only a visit to which the patient came can be interrupted."),
        )
        now = fields.Datetime.now()
        for visit in self:
            visit.write({"state": "interrupted", "interrupted_at": visit.interrupted_at or now})

    def action_go_on(self):
        """Take back an interruption: the treatment goes on, or had its end after all."""
        self._check_flow({"interrupted"}, self.env._("Only an interrupted visit can go on."))
        for visit in self:
            over = visit.ended_at or visit.discharged_at
            visit.write({"state": "completed" if over else "in_progress", "interrupted_at": False})

    def action_cancel(self):
        self._check_flow(
            {"planned", "no_show", "arrived"}, self.env._("A visit that has ended cannot be cancelled any more.")
        )
        self.write({"state": "cancelled"})

    def action_plan_again(self):
        """Take back a cancellation or a no-show that was a mistake."""
        self._check_flow(
            {"cancelled", "no_show"}, self.env._("Only a cancelled or missed visit can be planned again.")
        )
        self.write({"state": "planned", "arrived_at": False, "interrupted_at": False})

    def _check_flow(self, states, message):
        self.check_access("write")
        if any(visit.state not in states for visit in self):
            raise UserError(message)

    def _advance_courses(self):
        """A completed visit completes its step of treatment; a patient who comes again resumes the course."""
        # sudo: the agent who records a visit need not be allowed to edit courses
        visits_sudo = self.filtered("course_id").sudo()
        for visit in visits_sudo.filtered(lambda visit: visit.state in ("arrived", "in_progress", "completed")):
            visit.course_id._on_visit_arrived(visit)
        for visit in visits_sudo.filtered(lambda visit: visit.state == "completed"):
            visit.course_id._on_visit_completed(visit)
        visits_sudo.filtered(lambda visit: visit.state == "interrupted").course_id._on_visits_interrupted()
        undone = visits_sudo.filtered(lambda visit: visit.state in ("planned", "no_show", "cancelled"))
        if undone:
            undone.course_id._on_visits_undone(undone)
