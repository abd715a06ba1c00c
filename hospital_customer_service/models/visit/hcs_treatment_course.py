from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

COURSE_STATES = [
    ("running", "Running"),
    ("interrupted", "Interrupted"),
    ("completed", "Completed"),
    ("cancelled", "Cancelled"),
]


class HcsTreatmentCourse(models.Model):
    """A treatment in several dated steps; a step that nobody came for interrupts it."""

    _name = "hcs.treatment.course"
    _inherit = ["hcs.thread.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _description = "Course of treatment"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Treatment", required=True, tracking=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    patient_id = fields.Many2one("hcs.patient", required=True, index=True, ondelete="restrict", check_company=True)
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", check_company=True)
    practitioner_id = fields.Many2one(
        "hcs.practitioner", string="Doctor", index="btree_not_null", ondelete="restrict", check_company=True
    )
    state = fields.Selection(
        COURSE_STATES, string="Status", required=True, default="running", index=True, copy=False, tracking=True
    )
    grace_days = fields.Integer(
        "Days of grace",
        default=3,
        aggregator=None,
        help="Days after the planned date before a missed step interrupts the course.",
    )
    step_ids = fields.One2many("hcs.treatment.step", "course_id", string="Steps", copy=True)
    visit_ids = fields.One2many("hcs.visit", "course_id", string="Visits")
    step_count = fields.Integer(compute="_compute_progress")
    done_count = fields.Integer("Steps done", compute="_compute_progress")
    progress = fields.Float(
        compute="_compute_progress", aggregator=None, help="Share of the steps that are done, in %."
    )
    next_step_id = fields.Many2one("hcs.treatment.step", compute="_compute_progress", string="Next step")
    next_step_on = fields.Date("Next step on", compute="_compute_progress", search="_search_next_step_on")
    is_overdue = fields.Boolean(
        "Next step overdue",
        compute="_compute_is_overdue",
        search="_search_is_overdue",
        help="The next step was planned for a day that has passed.",
    )
    note = fields.Text()

    _grace_not_negative = models.Constraint("CHECK (grace_days >= 0)", "The days of grace cannot be below zero.")

    @api.model_create_multi
    def create(self, vals_list):
        name = self.env["ir.model"]._get(self._name).name
        return super().create([vals if vals.get("name") else {**vals, "name": name} for vals in vals_list])

    @api.depends("step_ids.state", "step_ids.sequence", "step_ids.planned_on")
    def _compute_progress(self):
        for course in self:
            steps = course.step_ids.filtered(lambda step: step.state != "skipped")
            done = steps.filtered(lambda step: step.state == "done")
            next_step = (steps - done).sorted(lambda step: (step.sequence, step._origin.id or 0))[:1]
            course.step_count = len(steps)
            course.done_count = len(done)
            course.progress = 100.0 * len(done) / len(steps) if steps else 0.0
            course.next_step_id = next_step
            course.next_step_on = next_step.planned_on

    def _search_next_step_on(self, operator, value):
        """Courses whose *next* step (the first one still planned) lies on the given days."""
        if operator not in ("<", "<=", ">", ">=", "in"):
            return NotImplemented
        if operator != "in":
            return Domain("id", "in", self._next_step_query(operator, value))
        days = [day for day in value if day]
        domain = Domain("id", "in", self._next_step_query("in", days)) if days else Domain.FALSE
        if len(days) < len(value):
            domain |= ~Domain("id", "in", self._next_step_query(">", date.min))
        return domain

    @api.model
    def _next_step_query(self, operator, value):
        """SQL of the ids of courses whose next step compares to ``value``."""
        step_fields = self.env["hcs.treatment.step"]._fields
        return SQL(
            """(SELECT n.course_id
                  FROM (SELECT DISTINCT ON (s.course_id) s.course_id, s.planned_on
                          FROM hcs_treatment_step s
                         WHERE %s = 'planned'
                         ORDER BY s.course_id, %s, s.id) n
                 WHERE n.planned_on %s %s)""",
            SQL.identifier("s", "state", to_flush=step_fields["state"]),
            SQL.identifier("s", "sequence", to_flush=step_fields["sequence"]),
            SQL(operator.upper()),
            tuple(value) if operator == "in" else value,
            to_flush=step_fields["planned_on"],
        )

    @api.depends("state", "next_step_on")
    def _compute_is_overdue(self):
        for course in self:
            today = course.company_id._hcs_local_date(fields.Datetime.now())
            course.is_overdue = bool(course.state == "running" and course.next_step_on and course.next_step_on < today)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._hcs_local_date(fields.Datetime.now())
        return Domain("state", "=", "running") & Domain("next_step_on", "<", today)
