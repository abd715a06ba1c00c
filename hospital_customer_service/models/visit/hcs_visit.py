from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

VISIT_KINDS = [
    ("outpatient", "Outpatient"),
    ("emergency", "Emergency"),
    ("inpatient", "Inpatient"),
    ("checkup", "Check-up"),
    ("online", "Online"),
    ("home", "Home care"),
]
VISIT_STATES = [
    ("planned", "Planned"),
    ("arrived", "Arrived"),
    ("in_progress", "In progress"),
    ("completed", "Completed"),
    ("no_show", "No-show"),
    ("interrupted", "Interrupted"),
    ("cancelled", "Cancelled"),
]
MOMENTS = (
    "planned_at",
    "arrived_at",
    "admitted_at",
    "ended_at",
    "discharged_at",
    "interrupted_at",
    "surgery_at",
)
EARLIEST = datetime(1900, 1, 1)
# The date a visit is listed under. The index below has to use the same expression.
VISIT_AT_FIELDS = ("arrived_at", "admitted_at", "planned_at", "create_date")
ORDERED_PAIRS = [("arrived_at", "ended_at"), ("admitted_at", "discharged_at")]


class HcsVisit(models.Model):
    """One stay or appointment of a patient, planned, kept or missed.

    Visits arrive by the thousand from the hospital's system, so that the row has no discussion and no stored compute
    (DESIGN §1.6), and everything that changes it leaves a new ``write_date`` for the planner to find.
    """

    _name = "hcs.visit"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _description = "Visit"
    _rec_name = "reference"
    _order = "visit_at desc, id desc"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"

    # Identity
    reference = fields.Char(readonly=True, copy=False, index=True, help="Number of the visit in the hospital.")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    patient_id = fields.Many2one("hcs.patient", required=True, index=True, ondelete="restrict", check_company=True)
    kind = fields.Selection(VISIT_KINDS, required=True, default="outpatient")
    state = fields.Selection(VISIT_STATES, string="Status", required=True, default="planned", copy=False)
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", check_company=True)
    practitioner_id = fields.Many2one(
        "hcs.practitioner", string="Doctor", index="btree_not_null", ondelete="restrict", check_company=True
    )
    # Times
    visit_at = fields.Datetime(
        "Date",
        compute="_compute_visit_at",
        search="_search_visit_at",
        help="When the patient came; the planned time as long as nobody has come.",
    )
    planned_at = fields.Datetime("Planned for", help="The appointment that was agreed with the patient.")
    arrived_at = fields.Datetime("Arrived at", copy=False)
    admitted_at = fields.Datetime("Admitted at", copy=False)
    ended_at = fields.Datetime("Ended at", copy=False)
    discharged_at = fields.Datetime("Discharged at", copy=False)
    interrupted_at = fields.Datetime("Interrupted at", copy=False)
    # Clinical
    diagnosis = fields.Text("Main diagnosis")
    diagnosis_ids = fields.One2many("hcs.visit.diagnosis", "visit_id", string="Diagnoses")
    procedure_ids = fields.One2many("hcs.visit.procedure", "visit_id", string="Procedures")
    surgery = fields.Boolean("Operated", help="An operation was done during this visit.")
    surgery_name = fields.Char("Operation")
    surgery_at = fields.Datetime("Operated at", copy=False)
    # Money
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    amount_spent = fields.Monetary(copy=False, aggregator="sum")
    amount_known = fields.Boolean(
        copy=False,
        help="Off as long as nobody has told what the patient paid: unknown is not zero.",
    )
    # Course of treatment
    course_id = fields.Many2one(
        "hcs.treatment.course",
        string="Course of treatment",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    course_step_id = fields.Many2one(
        "hcs.treatment.step",
        string="Step of treatment",
        index="btree_not_null",
        ondelete="set null",
        domain="[('course_id', '=', course_id)]",
    )
    # Feed
    external_source = fields.Char("Source system", copy=False, readonly=True)
    external_ref = fields.Char("Key in the source system", copy=False, readonly=True)

    _external_uniq = models.UniqueIndex(
        "(company_id, external_source, external_ref) WHERE external_ref IS NOT NULL",
        "This visit of the source system is recorded already.",
    )
    _amount_unknown_is_empty = models.Constraint(
        "CHECK (amount_known OR COALESCE(amount_spent, 0) = 0)",
        "An amount that is not known cannot have a value.",
    )
    _amount_not_negative = models.Constraint(
        "CHECK (amount_spent >= 0)",
        "The amount a patient spent cannot be below zero.",
    )
    _visit_at_idx = models.Index("(COALESCE(arrived_at, admitted_at, planned_at, create_date) DESC, id DESC)")
    _write_date_idx = models.Index("(write_date)")
    _state_idx = models.Index("(company_id, state, kind)")

    # COMPUTES
    @api.depends(*VISIT_AT_FIELDS)
    def _compute_visit_at(self):
        for visit in self:
            visit.visit_at = next((visit[name] for name in VISIT_AT_FIELDS if visit[name]), False)

    @api.model
    def _column(self, alias, name):
        """A column of the visit in SQL, written to the database before the query that holds it runs."""
        return SQL.identifier(alias, name, to_flush=self._fields[name])

    @api.model
    def _visit_at_sql(self, alias):
        return SQL("COALESCE(%s)", SQL(", ").join(self._column(alias, name) for name in VISIT_AT_FIELDS))

    def _search_visit_at(self, operator, value):
        if operator in ("in", "not in"):
            # every visit has a date: a missing one is found nowhere
            value = tuple(moment for moment in value if moment)
            if not value:
                return Domain.FALSE if operator == "in" else Domain.TRUE
        elif operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL("%s %s %s", self._visit_at_sql(alias), SQL(operator.upper()), value)
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "visit_at":
            return self._visit_at_sql(alias)
        return super()._field_to_sql(alias, field_expr, query)

    @api.depends("reference", "kind", *VISIT_AT_FIELDS)
    @api.depends_context("lang", "hcs_show_patient")
    def _compute_display_name(self):
        """Number, kind and day: enough to tell visits apart, and nobody's name except in the calendar of visits."""
        if self.env.context.get("hcs_show_patient"):
            for visit in self:
                visit.display_name = visit.patient_id.display_name
            return
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for visit in self:
            day = visit.visit_at and format_date(self.env, visit.company_id._hcs_local_date(visit.visit_at))
            parts = (visit.reference or self.env._("New"), kinds.get(visit.kind), day)
            visit.display_name = " · ".join(part for part in parts if part)

    # CONSTRAINTS
    @api.constrains(*MOMENTS)
    def _check_moments(self):
        for visit in self:
            for name in MOMENTS:
                if visit[name] and visit[name] < EARLIEST:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” lies before the year 1900. Type the date again.",
                            field=self._fields[name]._description_string(self.env),
                        )
                    )
            for earlier, later in ORDERED_PAIRS:
                if visit[earlier] and visit[later] and visit[later] < visit[earlier]:
                    raise ValidationError(
                        self.env._(
                            "“%(later)s” cannot lie before “%(earlier)s”.",
                            later=self._fields[later]._description_string(self.env),
                            earlier=self._fields[earlier]._description_string(self.env),
                        )
                    )

    @api.constrains("patient_id", "course_id", "course_step_id")
    def _check_course(self):
        for visit in self:
            if visit.course_id and visit.course_id.patient_id != visit.patient_id:
                raise ValidationError(self.env._("The course of treatment belongs to another patient."))
            if visit.course_step_id and visit.course_step_id.course_id != visit.course_id:
                raise ValidationError(self.env._("The step belongs to another course of treatment."))

    @api.onchange("amount_spent")
    def _onchange_amount_spent(self):
        # only what the reader sees: create() and write() hold the rule
        if self.amount_spent:
            self.amount_known = True

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._complete_new(vals) for vals in vals_list]
        nameless = [vals for vals in vals_list if not vals.get("reference")]
        unnumbered = [vals for vals in nameless if not vals.get("external_ref")]
        numbers = iter(self._draw_references(len(unnumbered)))
        for vals in nameless:
            vals["reference"] = vals.get("external_ref") or next(numbers)
        visits = super().create(vals_list)
        visits._advance_courses()
        return visits

    def write(self, vals):
        vals = self._complete_values(vals)
        if "patient_id" in vals:
            self.filtered(lambda visit: visit.patient_id.id != vals["patient_id"])._check_patient_change()
        result = super().write(vals)
        if vals.get("state") == "interrupted" and "interrupted_at" not in vals:
            super(HcsVisit, self.filtered(lambda visit: not visit.interrupted_at)).write(
                {"interrupted_at": fields.Datetime.now()}
            )
        if "patient_id" in vals:
            # sudo: the lines follow their visit, whatever the reader may do with lines
            self.sudo().diagnosis_ids.write({"patient_id": vals["patient_id"]})
        if not {"state", "course_id", "course_step_id"}.isdisjoint(vals):
            self._advance_courses()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_happened(self):
        if any(visit.state not in ("planned", "cancelled") or visit.external_ref for visit in self):
            raise UserError(
                self.env._("A visit that took place or came from the hospital's system cannot be deleted. Cancel it.")
            )

    @api.model
    def _draw_references(self, count):
        return self.env["ir.sequence"]._hcs_draw("hcs.visit", count)

    def _check_patient_change(self):
        """A visit that took place stays with its patient: tasks, contacts and amounts hang on it.

        The feed and the administrator may correct a mistake; higher rooms refuse more.
        """
        if self.env.su or self.env.user.has_group("hospital_customer_service.group_hcs_admin"):
            return
        if any(visit.state != "planned" or visit.external_ref for visit in self):
            raise UserError(
                self.env._(
                    "The patient of a visit that took place or came from the hospital's system cannot be changed. "
                    "Cancel this visit and record it for the right patient."
                )
            )

    def _update_surgery(self):
        """Let the operations among the procedures say whether, when and how the patient was operated."""
        for visit in self:
            done = visit.procedure_ids.filtered(lambda line: line.is_operation and line.state == "done")
            done = done.sorted(lambda line: (line.performed_at or datetime.max, line.id))
            values = {
                "surgery": bool(done),
                "surgery_at": done[:1].performed_at,
                "surgery_name": ", ".join(dict.fromkeys(done.mapped("name"))) or False,
            }
            if any(visit[name] != value for name, value in values.items()):
                visit.write(values)
