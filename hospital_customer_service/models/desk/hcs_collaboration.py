from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.mask import mask_name
from .res_users import CENTRE, RESPONDENT

STATES = [
    ("requested", "Requested"),
    ("accepted", "Accepted"),
    ("answered", "Answered"),
    ("closed", "Closed"),
    ("refused", "Refused"),
]
# the department's turn; the parent record waits
WITH_DEPARTMENT = ("requested", "accepted")
UNSETTLED = (*WITH_DEPARTMENT, "refused")
# what a department may write itself; everything else is the centre's
ANSWER_FIELDS = {"answer", "refusal_reason"}
# moments and states are told by what was done, never typed
FLOW_FIELDS = {
    "state",
    "round",
    "requested_at",
    "requested_by_id",
    "accepted_at",
    "answered_at",
    "answered_by_id",
    "refused_at",
    "closed_at",
    "withdrawn",
    "rating",
    "next_due_at",
    "link_sent_at",
    "answered_by_link",
    "call_back_asked",
}


class HcsCollaboration(models.Model):
    """What the centre asks of another department: whom, until when, what came of it (SVC-10)."""

    _name = "hcs.collaboration"
    _description = "Cross-department Request"
    _inherit = ["hcs.thread.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _rec_name = "reference"
    _order = "due_at, id"
    _check_company_auto = True

    # What is asked of whom
    reference = fields.Char(readonly=True, copy=False, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    department_id = fields.Many2one(
        "hcs.department", required=True, index=True, ondelete="restrict", check_company=True, tracking=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Person asked",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who is to answer. Empty: whoever of the department reads it first.",
    )
    request = fields.Text(required=True, help="What the department is asked to do or to tell.")
    mandatory = fields.Boolean(
        default=True, help="The service record cannot be closed before this request is answered or withdrawn."
    )
    record_id = fields.Many2one(
        "hcs.service.record",
        "Service record",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups=CENTRE,
        help="What it is asked for; its owner sees when the answer is late.",
    )
    patient_id = fields.Many2one(
        "hcs.patient", index="btree_not_null", ondelete="restrict", check_company=True, groups=CENTRE
    )
    tell_mrn = fields.Boolean(
        "Tell the record number",
        default=True,
        help="The department then sees the patient's record number beside the shortened name, and nothing else.",
    )
    patient_hint = fields.Char(
        "Patient (shortened)",
        compute="_compute_patient_hint",
        compute_sudo=True,
        help="As much as the department needs in order to find the patient in its own system.",
    )
    # Who asked, and when it is due
    requested_by_id = fields.Many2one(
        "res.users",
        "Asked by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        copy=False,
        default=lambda self: self.env.user,
    )
    requested_at = fields.Datetime(
        "Asked at", required=True, readonly=True, copy=False, default=lambda self: fields.Datetime.now()
    )
    due_at = fields.Datetime(
        "Answer due", copy=False, tracking=True, help="Empty: the deadline that is set for requests of this kind."
    )
    round = fields.Integer(default=1, readonly=True, copy=False, aggregator=None, help="How often it was asked.")
    # What came of it
    state = fields.Selection(
        STATES,
        string="Status",
        required=True,
        default="requested",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    accepted_at = fields.Datetime(readonly=True, copy=False)
    answer = fields.Text(copy=False)
    answered_at = fields.Datetime(readonly=True, copy=False)
    answered_by_id = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", ondelete="restrict", copy=False
    )
    refusal_reason = fields.Text("Why not", copy=False, help="What the centre should know in order to ask elsewhere.")
    refused_at = fields.Datetime(readonly=True, copy=False)
    closed_at = fields.Datetime(readonly=True, copy=False)
    withdrawn = fields.Boolean(readonly=True, copy=False, help="Closed without an answer: it was no longer needed.")
    rating = fields.Integer(
        readonly=True, copy=False, aggregator="avg", help="How much the answer helped whoever asked: 1 to 5."
    )
    rating_stars = fields.Selection(
        [("0", "Not rated"), ("1", "Useless"), ("2", "Poor"), ("3", "Fair"), ("4", "Good"), ("5", "Excellent")],
        "Rating by whoever asked",
        compute="_compute_rating_stars",
        inverse="_inverse_rating_stars",
    )
    is_late = fields.Boolean(
        "Late", compute="_compute_is_late", search="_search_is_late", help="Answered too late, or not yet and overdue."
    )
    on_time = fields.Float(
        "On-time rate",
        compute="_compute_on_time",
        aggregator="avg",
        help="Answered in time. What is not due yet or was withdrawn does not count; what is overdue counts as late.",
    )
    is_mine_to_answer = fields.Boolean(compute="_compute_is_mine_to_answer")

    _rating_range = models.Constraint("CHECK (rating BETWEEN 1 AND 5)", "A rating is a number from 1 to 5.")
    _todo_idx = models.Index("(department_id, due_at, id) WHERE state IN ('requested', 'accepted')")

    # COMPUTES
    @api.depends("patient_id.name", "patient_id.mrn", "tell_mrn")
    def _compute_patient_hint(self):
        for request in self:
            parts = [mask_name(request.patient_id.name), request.tell_mrn and request.patient_id.mrn]
            request.patient_hint = " · ".join(part for part in parts if part) or False

    @api.depends("rating")
    def _compute_rating_stars(self):
        for request in self:
            request.rating_stars = str(request.rating or 0)

    def _inverse_rating_stars(self):
        for request in self:
            if request.rating_stars != "0":
                request.action_rate(int(request.rating_stars))

    @api.depends("state", "due_at", "answered_at")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for request in self:
            moment = request.answered_at or (now if request.state in WITH_DEPARTMENT else False)
            request.is_late = bool(moment and request.due_at and moment > request.due_at)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = Domain("state", "in", WITH_DEPARTMENT) & Domain("due_at", "<", fields.Datetime.now())
        answered = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s > %s",
                model._field_to_sql(alias, "answered_at", query),
                model._field_to_sql(alias, "due_at", query),
            ),
            predicate=lambda request: bool(
                request.answered_at and request.due_at and request.answered_at > request.due_at
            ),
        )
        return (waiting & Domain("answered_at", "=", False)) | answered

    @api.depends("state", "due_at", "answered_at", "withdrawn")
    def _compute_on_time(self):
        for request in self:
            request.on_time = 1.0 if request.answered_at and not request.is_late else 0.0

    def _field_to_sql(self, alias, field_expr, query=None):
        """The rate is asked of the moment one looks: an overdue request is late before it is answered."""
        if field_expr == "on_time":
            column = {
                name: self._field_to_sql(alias, name, query)
                for name in ("state", "due_at", "answered_at", "withdrawn")
            }
            return SQL(
                """(CASE WHEN %(withdrawn)s OR %(due_at)s IS NULL THEN NULL
                         WHEN %(answered_at)s IS NOT NULL THEN (%(answered_at)s <= %(due_at)s)::int
                         WHEN %(state)s IN %(waiting)s AND %(due_at)s < %(now)s THEN 0 END)::float""",
                **column,
                waiting=WITH_DEPARTMENT,
                now=fields.Datetime.now(),
            )
        return super()._field_to_sql(alias, field_expr, query)

    @api.depends_context("uid")
    def _compute_is_mine_to_answer(self):
        respondent = self.env.user.has_group(RESPONDENT)
        for request in self:
            request.is_mine_to_answer = respondent or request.user_id == self.env.user

    def _holds_record(self):
        """Whether the service record waits for this request."""
        return self.mandatory and self.state in UNSETTLED

    @api.onchange("record_id")
    def _onchange_record_id(self):
        if self.record_id and not self.patient_id:
            self.patient_id = self.record_id.patient_id

    # CONSTRAINTS
    @api.constrains("user_id", "company_id")
    def _check_user(self):
        for request in self:
            if request.user_id and not request.user_id._is_hcs_respondent():
                raise ValidationError(
                    self.env._(
                        "%(user)s may not answer requests. Choose somebody with the role “Department respondent”.",
                        user=request.user_id.name,
                    )
                )

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su:
                for name in FLOW_FIELDS:
                    vals.pop(name, None)
            if not vals.get("reference"):
                # sudo: a sequence is read by code, never by people
                vals["reference"] = self.env["ir.sequence"].sudo().next_by_code("hcs.collaboration")
        requests = super().create(vals_list)
        requests._tell_department()
        return requests

    def write(self, vals):
        if not self.env.su:
            self._check_written(vals)
        return super().write(vals)

    def _check_written(self, vals):
        if not FLOW_FIELDS.isdisjoint(vals):
            raise AccessError(self.env._("The status of a request follows from what is done. Use the buttons."))
        if not self.env.user.has_group(CENTRE) and not ANSWER_FIELDS.issuperset(vals):
            raise AccessError(self.env._("A department writes its answer or why it cannot help; the rest is ours."))
        if not ANSWER_FIELDS.isdisjoint(vals) and any(request.state not in WITH_DEPARTMENT for request in self):
            raise AccessError(self.env._("This request is answered already. Whoever asked can ask again."))
