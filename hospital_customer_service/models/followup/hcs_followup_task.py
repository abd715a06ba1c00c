from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

# Who the patient is is seen inside the centre only: an executive reads follow-ups without it.
CENTRE = "hospital_customer_service.group_hcs_agent"
TODO_STATES = ("open", "in_progress")
# What a task was planned for, and what became of it: both are written by the planner and the actions, never by hand.
PLAN_FIELDS = {
    "patient_id", "visit_id", "service_record_id", "step_id", "department_id", "user_id", "company_id", "occurrence",
    "anchor_at", "not_before", "due_at", "next_try_at", "late_at", "amount_unknown", "plan_version",
}  # fmt: skip
RESULT_FIELDS = {
    "state", "claimed_at", "dialled_at", "first_attempt_at", "closed_at", "attempt_ids", "attempt_count",
    "failed_count", "callback_count", "callback_agreed", "from_pool", "failed_slot_at", "last_outcome",
    "cancel_reason", "bundle", "left_out", "held_reason", "held_at",
    "incoming",
}  # fmt: skip
STATES = [
    ("open", "To call"),
    ("in_progress", "In progress"),
    ("done", "Done"),
    ("unsuccessful", "Unsuccessful"),
    ("expired", "Expired"),
    ("cancelled", "Cancelled"),
]
CANCEL_REASONS = [
    ("visit_cancelled", "Visit cancelled"),
    ("target_changed", "Visit no longer meets the plan"),
    ("deceased", "Patient deceased"),
    ("consent_withdrawn", "Consent withdrawn"),
    ("discharge_cancelled", "Discharge cancelled"),
    ("readmitted", "Patient is in hospital again"),
    ("number_wrong", "No right number"),
    ("number_blocked", "The number asked not to be called"),
    ("complaint_open", "Handled elsewhere in the centre"),
    ("merged", "Patient merged with another record"),
    ("booked", "Has booked meanwhile"),
    ("superseded", "A later visit took its place"),
    ("plan_changed", "Plan changed"),
    ("refused", "Patient refused further calls"),
    ("manual", "Cancelled by hand"),
]


class HcsFollowupTask(models.Model):
    """One follow-up of one visit, planned in bulk: a lean row without chatter (DESIGN §1.6).

    Six many2one and no stored computed column; everything shown beside them is read through the visit.
    """

    _name = "hcs.followup.task"
    _description = "Follow-up Task"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "due_at, id"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"

    patient_id = fields.Many2one(
        "hcs.patient",
        index=True,
        ondelete="restrict",
        check_company=True,
        groups=CENTRE,
        help="Empty for a caller of whom only a name and a number are known.",
    )
    visit_id = fields.Many2one("hcs.visit", ondelete="restrict", check_company=True)
    service_record_id = fields.Many2one(
        "hcs.service.record",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        help="The request of somebody who asked and has not booked.",
    )
    step_id = fields.Many2one("hcs.followup.plan.step", required=True, index=True, ondelete="restrict")
    department_id = fields.Many2one("hcs.department", ondelete="restrict", check_company=True)
    user_id = fields.Many2one("res.users", "Agent", ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", default=lambda self: self.env.company
    )
    state = fields.Selection(STATES, required=True, default="open", readonly=True, group_expand=True)
    priority = fields.Selection([("0", "Normal"), ("1", "High"), ("2", "Urgent")], required=True, default="0")
    occurrence = fields.Integer(required=True, default=0, readonly=True, aggregator=None)
    # Times
    anchor_at = fields.Datetime("Counted from", required=True, readonly=True, default=fields.Datetime.now)
    not_before = fields.Datetime("Not before", required=True, default=fields.Datetime.now)
    due_at = fields.Datetime("Due", required=True, help="On time when the first call is made until then.")
    next_try_at = fields.Datetime("Next try")
    late_at = fields.Datetime(
        "Overdue after", help="End of the calling window of the next try, never before the due time."
    )
    claimed_at = fields.Datetime("Taken on by an agent", readonly=True, copy=False)
    dialled_at = fields.Datetime("Dialled", readonly=True, copy=False)
    incoming = fields.Boolean("The patient called", readonly=True, copy=False, help="The call in hand came in.")
    first_attempt_at = fields.Datetime("First call", readonly=True, copy=False)
    closed_at = fields.Datetime("Closed at", readonly=True, copy=False)
    # Calls
    attempt_ids = fields.One2many("hcs.followup.attempt", "task_id", "Attempts", readonly=True)
    attempt_count = fields.Integer("Calls made", readonly=True, copy=False)
    failed_count = fields.Integer("Failures", readonly=True, copy=False)
    callback_count = fields.Integer("Call-backs", readonly=True, copy=False)
    callback_agreed = fields.Boolean(
        "Call-back agreed", readonly=True, copy=False, help="The next try was agreed with the patient."
    )
    from_pool = fields.Boolean(readonly=True, copy=False, help="Nobody was assigned before; a failure puts it back.")
    failed_slot_at = fields.Datetime("Window of the last failure", readonly=True, copy=False)
    last_outcome = fields.Char("Outcome code", readonly=True, copy=False)
    cancel_reason = fields.Selection(CANCEL_REASONS, readonly=True, copy=False)
    plan_version = fields.Integer(
        readonly=True, copy=False, aggregator=None, help="The version of the plan under which it was planned."
    )
    amount_unknown = fields.Boolean(
        readonly=True, help="The amount of the visit is not known; a setting chose the plan."
    )
    # What the patient said
    satisfaction_ids = fields.One2many("hcs.followup.satisfaction", "task_id")
    condition = fields.Selection(
        [("recovered", "Recovered"), ("better", "Better"), ("same", "Unchanged"), ("worse", "Worse")],
    )
    medication = fields.Selection(
        [("as_ordered", "Taken as ordered"), ("partly", "Partly"), ("stopped", "Stopped"), ("none", "No medicine")],
    )
    habits = fields.Selection([("good", "Good"), ("fair", "Fair"), ("poor", "Poor")], "Daily habits")
    life_effect = fields.Selection([("none", "None"), ("some", "Some"), ("severe", "Severe")], "Effect on life")
    mood = fields.Selection([("good", "Good"), ("fair", "Fair"), ("low", "Low")])
    knowledge = fields.Selection(
        [("good", "Knows well"), ("some", "Knows some"), ("none", "Does not know")], "Knowledge of the illness"
    )
    health_note = fields.Text("Health notes")
    # Guidance given
    guide_explanation = fields.Boolean("Explanation")
    guide_diet = fields.Boolean("Diet")
    guide_activity = fields.Boolean("Activity")
    guide_rest = fields.Boolean("Rest")
    guide_revisit = fields.Boolean("Revisit")
    guidance = fields.Text("Guidance given")
    revisit_on = fields.Date("Revisit on")
    promise = fields.Char(help="What the patient was promised; it becomes an activity with this date.")
    promise_on = fields.Date("Promised for")
    solved_on_call = fields.Boolean("Problem solved on the call")
    doctor_feedback = fields.Text()
    note = fields.Text("Notes")
    # Not stored: they depend on the moment
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    is_due_now = fields.Boolean("Due now", compute="_compute_is_overdue", search="_search_is_due_now")

    _visit_step_uniq = models.UniqueIndex(
        "(visit_id, step_id, occurrence)", "This step of the visit is planned already."
    )
    _record_step_uniq = models.UniqueIndex(
        "(service_record_id, step_id, occurrence) WHERE service_record_id IS NOT NULL",
        "This step of the request is planned already.",
    )
    _due_idx = models.Index("(due_at, id)")
    _todo_due_idx = models.Index("(due_at, id) WHERE state IN ('open', 'in_progress')")
    _todo_user_idx = models.Index("(user_id, due_at, id) WHERE state IN ('open', 'in_progress')")
    _todo_department_idx = models.Index("(department_id, due_at, id) WHERE state IN ('open', 'in_progress')")
    _todo_late_idx = models.Index("(late_at) WHERE state IN ('open', 'in_progress')")
    _todo_callback_idx = models.Index("(next_try_at) WHERE state = 'open' AND callback_agreed")
    _queue_idx = models.Index("(priority DESC, due_at, id) WHERE state = 'open'")

    # ---------------------------------------------------------------- depends on the moment

    @api.depends("state", "late_at", "due_at", "next_try_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for task in self:
            todo = task.state in TODO_STATES
            late_at = task.late_at or task.due_at
            task.is_overdue = bool(todo and late_at and late_at < now)
            task.is_due_now = bool(todo and (task.next_try_at or task.not_before or now) <= now)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "in", TODO_STATES) & Domain("late_at", "<", fields.Datetime.now())

    def _search_is_due_now(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "in", TODO_STATES) & Domain("next_try_at", "<=", fields.Datetime.now())

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists sort and group by the fields that depend on the moment (DESIGN §6.3)."""
        if field_expr in ("is_overdue", "is_due_now"):
            column = "late_at" if field_expr == "is_overdue" else "next_try_at"
            return SQL(
                "(%s IN %s AND %s < %s)",
                self._field_to_sql(alias, "state", query),
                TODO_STATES,
                self._field_to_sql(alias, column, query),
                fields.Datetime.now(),
            )
        return super()._field_to_sql(alias, field_expr, query)

    @api.depends("step_id", "visit_id")
    def _compute_display_name(self):
        """Never the patient's name: the display name reaches logs, mails and many2one of other rooms."""
        for task in self:
            task.display_name = self.env._("Follow-up %(number)s", number=task.id or "")

    @api.model
    def _search_display_name(self, operator, value):
        """Search the patient first, then the tasks of the patients found (PERF rule 7)."""
        return Domain("patient_id", operator, value)

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """Tasks made by hand or by a Python rule start like planned ones."""
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            # a value that a task starts with anyway claims no result
            results = {name: vals[name] for name in RESULT_FIELDS & vals.keys()}
            self._check_by_hand(
                [name for name, value in results.items() if value and (name, value) != ("state", "open")]
            )
            if not vals.get("due_at"):
                vals["due_at"] = self._default_due_at(vals)
            vals.setdefault("next_try_at", vals.get("not_before"))
            vals.setdefault("late_at", vals.get("due_at"))
        return super().create(vals_list)

    @api.model
    def _default_due_at(self, vals):
        """The end of the first calling window in which the task can be called."""
        company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
        start = fields.Datetime.to_datetime(vals.get("not_before")) or fields.Datetime.now()
        # sudo: windows are looked up for everybody
        slot = self.env["hcs.calling.slot"].sudo()._next_slot(company, start)
        return slot.to_utc or start + timedelta(days=1)

    def write(self, vals):
        """An agent writes down what the patient said; when, by whom and with what result follows from the actions."""
        self._check_by_hand((PLAN_FIELDS | RESULT_FIELDS) & vals.keys())
        return super().write(vals)

    @api.model
    def _check_by_hand(self, names):
        if names and not self.env.su:
            raise AccessError(
                self.env._("Use the buttons of the follow-up: dial, record the call, put back, assign, cancel.")
            )

    def _write_flow(self, vals):
        """Write what only the actions may; they check the rights before they come here."""
        self.check_access("write")
        return self.sudo().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_called(self):
        if any(task.attempt_count for task in self) or self.sudo().attempt_ids:
            raise UserError(self.env._("A task with recorded calls is part of the record and cannot be deleted."))
