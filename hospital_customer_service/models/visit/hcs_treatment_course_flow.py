import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class HcsTreatmentCourse(models.Model):
    """How a course goes on: by the visits of its patient, by the calendar, and by hand."""

    _inherit = "hcs.treatment.course"

    def action_complete(self):
        self._check_flow({"running", "interrupted"})
        self.write({"state": "completed"})

    def action_cancel(self):
        self._check_flow({"running", "interrupted"})
        self.write({"state": "cancelled"})

    def action_resume(self):
        """The patient goes on; the next step needs a day that has not passed, or the course is interrupted again."""
        self._check_flow({"interrupted", "cancelled", "completed"})
        for course in self:
            today = course.company_id._hcs_local_date(fields.Datetime.now())
            if not course.next_step_id:
                raise UserError(self.env._("Every step of this treatment is done. Add a step to go on."))
            if course.next_step_on and course.next_step_on + timedelta(days=course.grace_days) < today:
                raise UserError(
                    self.env._("Give the next step, “%(step)s”, a new date first.", step=course.next_step_id.name)
                )
        self.write({"state": "running"})

    def action_interrupt(self):
        """The patient said that the treatment stops."""
        self._check_flow({"running"})
        self._interrupt(fields.Datetime.now())

    def _check_flow(self, states):
        self.check_access("write")
        if any(course.state not in states for course in self):
            raise UserError(self.env._("This treatment is in another status by now. Reload the page."))

    # VISITS
    def _on_visit_arrived(self, visit):
        """The patient came again: an interrupted course runs on."""
        if self.state == "interrupted" and visit.visit_at and self.next_step_id:
            last = self.visit_ids.filtered(lambda other: other.state == "interrupted" and other.interrupted_at)
            if all(visit.visit_at > other.visit_at for other in last):
                self.state = "running"

    def _on_visit_completed(self, visit):
        """The visit's own step is done; without one, the next step of the course is."""
        if visit in self.step_ids.done_visit_id:
            return
        step = visit.course_step_id or self.next_step_id
        if step.state == "planned":
            step.write({"state": "done", "done_visit_id": visit.id})
        if self.state == "running" and self.step_ids and not self.next_step_id:
            self.state = "completed"

    def _on_visits_interrupted(self):
        """Somebody marked a visit of the course as interrupted: so is the course."""
        self.filtered(lambda course: course.state == "running").write({"state": "interrupted"})

    def _on_visits_undone(self, visits):
        """A visit that was taken back gives its step back."""
        steps = self.step_ids.filtered(lambda step: step.state == "done" and step.done_visit_id in visits)
        steps.write({"state": "planned", "done_visit_id": False})
        steps.course_id.filtered(lambda course: course.state == "completed").write({"state": "running"})

    # OVERDUE STEPS
    def _interrupt(self, at):
        """Interrupt the course and its last visit at the moment ``at``."""
        for course in self:
            course.state = "interrupted"
            last = self.env["hcs.visit"].search(
                [("course_id", "=", course.id), ("state", "in", ("arrived", "in_progress", "completed"))], limit=1
            )
            last.write({"state": "interrupted", "interrupted_at": at})

    def _interrupted_at(self):
        """End of the last day of grace of the next step: the same moment however late the scheduled action runs."""
        self.ensure_one()
        day = self.next_step_on + timedelta(days=self.grace_days + 1)
        return self.company_id._hcs_to_utc(day, 0.0)

    @api.model
    def _overdue_courses(self, now, limit):
        """Running courses whose next step and its days of grace have passed, of patients who are alive."""
        self.env.flush_all()
        today_by_company = {
            company.id: company._hcs_local_date(now) for company in self.env["res.company"].sudo().search([])
        }
        rows = self.env.execute_query(
            SQL(
                """SELECT c.id
                     FROM hcs_treatment_course c
                     JOIN hcs_patient p ON p.id = c.patient_id AND p.deceased IS NOT TRUE
                     JOIN (VALUES %s) AS t (company_id, today) ON t.company_id = c.company_id
                     JOIN LATERAL (SELECT s.planned_on
                                     FROM hcs_treatment_step s
                                    WHERE s.course_id = c.id AND s.state = 'planned'
                                    ORDER BY s.sequence, s.id
                                    LIMIT 1) n ON TRUE
                    WHERE c.state = 'running' AND n.planned_on + c.grace_days < t.today
                    ORDER BY c.id
                    LIMIT %s""",
                SQL(", ").join(SQL("(%s, %s::date)", *pair) for pair in today_by_company.items()),
                limit,
            )
        )
        return self.browse(row[0] for row in rows)

    @api.model
    def _cron_mark_interrupted(self, now=None, batch_size=200):
        """Mark courses whose next step is overdue, and their last visit, as interrupted; one transaction each.

        :param now: the moment to work at, for a replay of past days
        """
        now = now or fields.Datetime.now()
        ir_cron = self.env["ir.cron"]
        courses = self._overdue_courses(now, batch_size + 1)
        remaining_time = ir_cron._commit_progress(remaining=len(courses))
        for course in courses[:batch_size]:
            if not remaining_time:
                break
            course = course[0]  # own prefetch: the cache is dropped at each commit
            try:
                if course.try_lock_for_update() and course.state == "running":
                    course._interrupt(course._interrupted_at())
            except Exception:
                # one bad record never blocks the others; the log names it by its id only
                self.env.cr.rollback()
                _logger.exception("Course of treatment %s could not be interrupted", course.id)
            remaining_time = ir_cron._commit_progress(1)
